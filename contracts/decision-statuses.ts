// What is known of an order's credit check and of its contract. `indeterminate`: AT&T says something that we do not understand,
// or speaks of another contract. `unknown` was that before 0.2.0; records of then have it.
import * as z from "zod";

/** docs/apex-api.md §6. */
export const CreditStatusSchema = z.enum([
  "approved",
  "conditional",
  "manualReview",
  "declined",
  "fraudStop",
  "expired",
  "unknown",
  "indeterminate",
]);
export type CreditStatus = z.infer<typeof CreditStatusSchema>;

/** AT&T's words in lower case. */
export const ContractStatusSchema = z.enum(["sent", "signed", "declined", "expired", "unknown", "indeterminate"]);
export type ContractStatus = z.infer<typeof ContractStatusSchema>;
