// The three enrichments of one site's sub-order: installation and shipping, port reservation, billing.
import type { RequestOf } from "../../contracts/apex/calls.ts";
import type { SiteDocument } from "../../contracts/order-document.ts";
import { apexAddress } from "./quote.ts";

export interface SubOrderIds {
  readonly orderId: string;
  readonly subOrderId: string;
}

/**
 * `2024-01-16T20:00:00.000+0000`: offset without colon (S). The file gives days; AT&T's sample shows 20:00 UTC, which is
 * the same calendar day in every time zone of the United States, so that hour is kept.
 */
const instantOf = (day: string): string => `${day}T20:00:00.000+0000`;

export function installationRequest(ids: SubOrderIds, site: SiteDocument): RequestOf<"saveInstallationShipping"> {
  const { shipping } = site;
  return {
    orderId: ids.orderId,
    subOrderId: ids.subOrderId,
    ...(site.premiseNotes !== undefined && { premiseNotes: site.premiseNotes }),
    customerRequestedStartDate: instantOf(site.requestedStartDate),
    customerRequestedDueDate: instantOf(site.requestedDueDate),
    startBillingBeforeReqDueDate: site.startBillingEarly ? "true" : "false",
    contacts: {
      installation: { ...site.install },
      shipping: {
        ...(shipping.email !== undefined && { email: shipping.email }),
        ...apexAddress(shipping.address),
        ...(shipping.notes !== undefined && { notes: shipping.notes }),
      },
    },
  };
}

/** All keys are required and capitalized (S); what the file left out is "". */
export function portRequest(ids: SubOrderIds, site: SiteDocument): RequestOf<"reservePort"> {
  return {
    subOrderId: ids.subOrderId,
    Room: site.port.room,
    Floor: site.port.floor,
    Notes: site.port.notes ?? "",
    TSPCode: site.port.tspCode ?? "",
  };
}

export function billingRequest(ids: SubOrderIds, site: SiteDocument): RequestOf<"createBilling"> {
  const { billing } = site;
  const invoice = billing.invoiceNumber === undefined ? undefined : `Invoice ${billing.invoiceNumber}`;
  return {
    orderId: ids.orderId,
    subOrderId: ids.subOrderId,
    description: [billing.description, invoice].filter((part) => part !== undefined).join("; "),
    paperlessBilling: billing.paperless === undefined ? "" : String(billing.paperless),
    contacts: {
      contactDetails: [{ ...billing.contact, type: "Billing", ...apexAddress(billing.address), country: "US" }],
    },
  };
}
