// The contract's request (docs/apex-api.md §2): customer, approver, contact, effective date and term.
import type { RequestOf } from "../../contracts/apex/calls.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import { apexAddress } from "./quote.ts";

export function contractRequest(quoteId: string, order: OrderDocument): RequestOf<"createContract"> {
  return {
    quoteId,
    spId: order.spId,
    approverEmail: order.approverEmail,
    contractInput: {
      endCustomerDetails: { companyName: order.customer.name, companyAddress: apexAddress(order.customer.address) },
      contact: { ...order.contact },
      effectiveDate: order.contractEffectiveDate,
      term: String(order.contractTermMonths),
    },
  };
}
