// The order's own part of the canonical document, from the values that its rows agree on.
import { AT, type ColumnName } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import { cellAt } from "../rows/cell-at.ts";

/** What a document says of the order itself; the rest is ids and sites. */
export type OrderHead = Omit<OrderDocument, "orderId" | "fileId" | "distributor" | "revision" | "policy" | "sites">;

const TERMS = [12, 24, 36, 48, 60] as const;

/** `values` are merged, normalized and complete. */
export function orderHead(values: readonly string[]): OrderHead {
  const at = (name: ColumnName): string => cellAt(values, AT[name]);
  const term = TERMS.find((months) => String(months) === at("contract_term_months"));
  invariant(term !== undefined, "orderHead.term");
  invariant(at("accept_terms") === "yes", "orderHead.terms");
  return {
    orderRef: at("order_ref"),
    spId: at("sp_id"),
    opportunityName: at("opportunity_name") || `${at("customer_name")} ${at("order_ref")}`.slice(0, 255),
    customer: {
      name: at("customer_name"),
      address: {
        street: at("customer_street"),
        city: at("customer_city"),
        state: at("customer_state"),
        zip: at("customer_zip"),
      },
    },
    contact: {
      firstName: at("contact_first_name"),
      lastName: at("contact_last_name"),
      email: at("contact_email"),
      phone: at("contact_phone"),
    },
    ...(at("alt_contact_email") !== "" && {
      altContact: {
        firstName: at("alt_contact_first_name"),
        lastName: at("alt_contact_last_name"),
        email: at("alt_contact_email"),
        phone: at("alt_contact_phone"),
      },
    }),
    approverEmail: at("approver_email"),
    contractTermMonths: term,
    contractEffectiveDate: at("contract_effective_date"),
    acceptTerms: true,
    ...(at("discount_percent") !== "" && { discountPercent: Number(at("discount_percent")) }),
    ...(at("promo_code") !== "" && { promoCode: at("promo_code") }),
  };
}
