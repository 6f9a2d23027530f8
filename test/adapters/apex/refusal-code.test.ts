// Refusals for time are told apart from those of the request, as long as no signature binds anybody.
import { expect, it } from "vitest";
import { refusalCode } from "../../../adapters/apex/refusal-code.ts";
import { propertyOf } from "../../../adapters/apex/partner-message.ts";

it.each([
  ["createContract", "The quote has expired.", "quoteExpired"],
  ["requestCreditCheck", "Quote 0Q0A is no longer valid", "quoteExpired"],
  ["configureQuote", "expired quote", "quoteExpired"],
  ["createContract", "The pricing of this quote expired", "priceExpired"],
  ["createOrder", "The quote has expired.", "refusedByPartner"],
  ["createContract", "The card has expired.", "refusedByPartner"],
  ["createContract", "The quote has no sites.", "refusedByPartner"],
] as const)("%s: %s", (call, message, code) => {
  expect(refusalCode(call, message)).toBe(code);
});

it.each([
  [{ errors: [{ code: "x", propertyPath: "contractInput.term" }, { propertyPath: "b" }] }, "contractInput.term"],
  [{ error: { field: "checkT&C" } }, "checkT&C"],
  [[{ property: "sites[0].address" }], "sites[0].address"],
  [{ errors: [{ propertyPath: "a b <script>" }] }, undefined],
  [{ errors: [{ propertyPath: 7 }] }, undefined],
  ["text", undefined],
])("the property in %o is %s", (body, property) => {
  expect(propertyOf(body)).toBe(property);
});
