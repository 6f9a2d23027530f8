// A site's part of the canonical document, from its normalised row: blanks resolved to what they mean (bulk-file.md §1).
import { AT, COLUMNS, type ColumnName } from "../../contracts/bulk-file.ts";
import type { SiteDocument } from "../../contracts/order-document.ts";
import type { OrderHead } from "./order-head.ts";

/** The row is left out: the same site in another line of another file is the same site. */
export type SiteBody = Omit<SiteDocument, "row">;

export function siteBody(cells: readonly string[], head: OrderHead): SiteBody {
  const at = (name: ColumnName): string => cells[AT[name]] ?? "";
  const address = {
    street: at("site_street"),
    ...(at("site_unit") !== "" && { unit: at("site_unit") }),
    city: at("site_city"),
    state: at("site_state"),
    zip: at("site_zip"),
  };
  return {
    siteRef: at("site_ref"),
    address,
    product: "ADI",
    architecture: at("architecture") === "Dedicated" ? "Dedicated" : COLUMNS.architecture.byDefault,
    accessSpeed: at("access_speed"),
    portSpeed: at("port_speed"),
    ...(at("interface") !== "" && { interface: at("interface") }),
    management: at("management") === "Customer Managed" ? "Customer Managed" : COLUMNS.management.byDefault,
    billingOption: "Flat Rate",
    install: {
      firstName: at("install_first_name"),
      lastName: at("install_last_name"),
      email: at("install_email"),
      phone: at("install_phone"),
    },
    requestedStartDate: at("requested_start_date"),
    requestedDueDate: at("requested_due_date"),
    ...(at("premise_notes") !== "" && { premiseNotes: at("premise_notes") }),
    startBillingEarly: at("start_billing_early") === "yes",
    shipping: {
      ...(at("ship_email") !== "" && { email: at("ship_email") }),
      address:
        at("ship_street") === ""
          ? address
          : { street: at("ship_street"), city: at("ship_city"), state: at("ship_state"), zip: at("ship_zip") },
      ...(at("ship_notes") !== "" && { notes: at("ship_notes") }),
    },
    port: {
      floor: at("floor"),
      room: at("room"),
      ...(at("tsp_code") !== "" && { tspCode: at("tsp_code") }),
      ...(at("port_notes") !== "" && { notes: at("port_notes") }),
    },
    billing: {
      ...billingOf(at, head),
      ...(at("billing_description") !== "" && { description: at("billing_description") }),
      ...(at("invoice_number") !== "" && { invoiceNumber: at("invoice_number") }),
    },
  };
}

function billingOf(
  at: (name: ColumnName) => string,
  head: OrderHead,
): Pick<SiteDocument["billing"], "contact" | "address" | "paperless"> {
  return {
    contact:
      at("billing_email") === ""
        ? head.contact
        : {
            firstName: at("billing_first_name"),
            lastName: at("billing_last_name"),
            email: at("billing_email"),
            phone: at("billing_phone"),
          },
    address:
      at("billing_street") === ""
        ? head.customer.address
        : {
            street: at("billing_street"),
            city: at("billing_city"),
            state: at("billing_state"),
            zip: at("billing_zip"),
          },
    ...(at("paperless_billing") !== "" && { paperless: at("paperless_billing") === "yes" }),
  };
}
