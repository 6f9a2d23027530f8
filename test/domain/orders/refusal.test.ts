// A refusal names the column that it is about, and a fix that a clerk can follow, as far as either can be known.
import { describe, expect, it } from "vitest";
import { refusalReason } from "../../../domain/orders/refusal.ts";
import { REASONS } from "../../../contracts/reasons.ts";
import type { CallName } from "../../../contracts/apex/calls.ts";

const reason = (call: CallName, message: string, property?: string) =>
  refusalReason({ code: "refusedByPartner", call, message, ...(property !== undefined && { property }) });

describe("the column of a refusal", () => {
  it.each([
    ["configureQuote", "The discount is outside 0 to 20 percent.", "pricingInputs[0].features", "discount_percent"],
    ["configureQuote", "Port Speed is above Access Speed.", undefined, "port_speed"],
    ["configureQuote", "Access Speed is no speed of the price list.", undefined, "access_speed"],
    ["configureQuote", "Promo Code SPRING27 is unknown.", undefined, "promo_code"],
    ["createQuote", "bad", "endCustomer.address.zipCode", "customer_zip"],
    ["createQuote", "bad", "contractTerm", "contract_term_months"],
    ["requestCreditCheck", "AVPS failed", "sites[3].address.street", "site_street"],
    ["createContract", "Not an e-mail address.", "approverEmail", "approver_email"],
    ["createContract", "bad", "contractInput.contact.phone", "contact_phone"],
    ["createOrder", "The terms and conditions must be accepted.", "checkT&C", "accept_terms"],
    ["createOrder", "bad", "contacts.contactDetails.alternate.email", "alt_contact_email"],
    ["saveInstallationShipping", "bad", "contacts.shipping.zipCode", "ship_zip"],
    ["saveInstallationShipping", "The due date is before the start date.", undefined, "requested_due_date"],
    ["reservePort", "TSPCode is blank.", "TSPCode", "tsp_code"],
    ["createBilling", "bad", "contacts.contactDetails[0].email", "billing_email"],
    ["createBilling", "bad", "CONTACTS.CONTACTDETAILS[0].EMAIL", "billing_email"],
  ] as const)("%s, %s (%s): %s", (call, message, property, column) => {
    expect(reason(call, message, property).column).toBe(column);
  });

  it("is none where nothing tells it", () => {
    expect(reason("createQuote", "No.")).not.toHaveProperty("column");
    expect(reason("handOff", "The order is incomplete.", "orderId")).not.toHaveProperty("column");
    expect(refusalReason({ code: "refusedByPartner", message: "discount" })).not.toHaveProperty("column");
  });
});

describe("the fix of a refusal", () => {
  it("is the column before AT&T has the order: in every row where the column is the order's", () => {
    expect(reason("configureQuote", "discount too high").fix).toBe(
      "Correct discount_percent in every row of the order, then upload the corrected rows again.",
    );
    expect(reason("configureQuote", "no such port speed").fix).toBe(
      "Correct port_speed, then upload the corrected rows again.",
    );
  });

  it("promises no upload once AT&T has the order, and nothing where no column is known", () => {
    expect(reason("reservePort", "no such room", "Room")).toMatchObject({
      column: "room",
      fix: REASONS.refusedByPartner.fix,
    });
    expect(reason("createQuote", "No.").fix).toBe(REASONS.refusedByPartner.fix);
  });

  it("of what has run out is the same rows again", () => {
    const { fix } = refusalReason({
      code: "quoteExpired",
      call: "createContract",
      message: "expired",
      property: "term",
    });
    expect(fix).toBe(REASONS.quoteExpired.fix);
  });
});
