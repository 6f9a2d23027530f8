// A site's part of the canonical document, from its normalised row, as JSON text: it is hashed and put into the document as it
// stands, so it is written once and by hand, which costs a quarter of an object and its JSON.stringify. Blanks are resolved
// to what they mean (bulk-file.md §1). Its form is SiteDocumentSchema's without the row: the same site in another line of
// another file is the same site.
import { AT, COLUMNS, type ColumnName } from "../../contracts/bulk-file.ts";
import type { OrderHead } from "./order-head.ts";

/** What a site's blank columns stand for, written once an order. */
export interface OrderDefaults {
  readonly contact: string;
  readonly address: string;
}

export function orderDefaults({ contact, customer }: OrderHead): OrderDefaults {
  return { contact: JSON.stringify(contact), address: JSON.stringify(customer.address) };
}

export function siteJson(cells: readonly string[], defaults: OrderDefaults): string {
  const at = (name: ColumnName): string => cells[AT[name]] ?? "";
  const text = (name: ColumnName): string => quoted(at(name));
  const optional = (key: string, name: ColumnName): string => (at(name) === "" ? "" : `,"${key}":${text(name)}`);
  const address = `{"street":${text("site_street")}${optional("unit", "site_unit")},"city":${text("site_city")},"state":${text("site_state")},"zip":${text("site_zip")}}`;
  const architecture = at("architecture") === "Dedicated" ? "Dedicated" : COLUMNS.architecture.byDefault;
  const management = at("management") === "Customer Managed" ? "Customer Managed" : COLUMNS.management.byDefault;
  const install = `{"firstName":${text("install_first_name")},"lastName":${text("install_last_name")},"email":${text("install_email")},"phone":${text("install_phone")}}`;
  const shipTo =
    at("ship_street") === ""
      ? address
      : `{"street":${text("ship_street")},"city":${text("ship_city")},"state":${text("ship_state")},"zip":${text("ship_zip")}}`;
  const shipEmail = at("ship_email") === "" ? "" : `"email":${text("ship_email")},`;
  const contact =
    at("billing_email") === ""
      ? defaults.contact
      : `{"firstName":${text("billing_first_name")},"lastName":${text("billing_last_name")},"email":${text("billing_email")},"phone":${text("billing_phone")}}`;
  const billTo =
    at("billing_street") === ""
      ? defaults.address
      : `{"street":${text("billing_street")},"city":${text("billing_city")},"state":${text("billing_state")},"zip":${text("billing_zip")}}`;
  const paperless = at("paperless_billing") === "" ? "" : `,"paperless":${String(at("paperless_billing") === "yes")}`;
  return (
    `{"siteRef":${text("site_ref")},"address":${address},"product":"ADI","architecture":"${architecture}"` +
    `,"accessSpeed":${text("access_speed")},"portSpeed":${text("port_speed")}${optional("interface", "interface")}` +
    `,"management":"${management}","billingOption":"Flat Rate","install":${install}` +
    `,"requestedStartDate":${text("requested_start_date")},"requestedDueDate":${text("requested_due_date")}` +
    `${optional("premiseNotes", "premise_notes")},"startBillingEarly":${String(at("start_billing_early") === "yes")}` +
    `,"shipping":{${shipEmail}"address":${shipTo}${optional("notes", "ship_notes")}}` +
    `,"port":{"floor":${text("floor")},"room":${text("room")}${optional("tspCode", "tsp_code")}${optional("notes", "port_notes")}}` +
    `,"billing":{"contact":${contact},"address":${billTo}${paperless}` +
    `${optional("description", "billing_description")}${optional("invoiceNumber", "invoice_number")}}}`
  );
}

/** What JSON writes otherwise than it stands. */
const ESCAPED = /["\\\u0000-\u001F\uD800-\uDFFF]/;

const quoted = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);
