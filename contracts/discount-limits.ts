// The highest discount in percent per contract term. AT&T does not publish its ranges (docs/apex-api.md §5): these are our own
// Ordering API's, and a distributor's profile states what AT&T has agreed with it.
import * as z from "zod";

export const DiscountLimitsSchema = z.partialRecord(z.enum(["12", "24", "36", "48", "60"]), z.number().min(0).max(100));
export type DiscountLimits = z.infer<typeof DiscountLimitsSchema>;

/** Assumed: fictional, as all prices of our Ordering API are. */
export const ASSUMED_DISCOUNT_LIMITS = {
  "12": 10,
  "24": 15,
  "36": 20,
  "48": 25,
  "60": 30,
} as const satisfies DiscountLimits;
