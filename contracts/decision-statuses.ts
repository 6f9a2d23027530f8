// What is known of an order's credit check and of its contract. `unknown`: a word that AT&T does not document.
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
]);
export type CreditStatus = z.infer<typeof CreditStatusSchema>;

/** AT&T's words in lower case. */
export const ContractStatusSchema = z.enum(["signed", "declined", "expired", "unknown"]);
export type ContractStatus = z.infer<typeof ContractStatusSchema>;
