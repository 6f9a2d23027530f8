// A distributor's profile: what its files may say and what their headers are called. Profiles lie in
// config/distributors.json; a distributor without one has its files rejected.
import * as z from "zod";
import { DiscountLimitsSchema } from "./discount-limits.ts";
import { FeedSchema } from "./feed.ts";
import { NotifySchema } from "./notify.ts";
import { PolicySchema } from "./outcomes.ts";

export const DistributorProfileSchema = z.strictObject({
  name: z.string().min(1),
  /** `*`: every Solution Provider. */
  spIds: z.union([z.literal("*"), z.array(z.string().min(1)).min(1)]),
  policy: PolicySchema.optional(),
  /** The distributor's header → the schema's column. */
  aliases: z.record(z.string(), z.string()).optional(),
  /** Which of day and month its dates have first, where neither the column nor the file's other dates tell. */
  dateOrder: z.enum(["dayFirst", "monthFirst"]).optional(),
  /** The highest discount in percent that AT&T has agreed to, per contract term in months. */
  discountMaxByTerm: DiscountLimitsSchema.optional(),
  /** Columns of its own that are carried to the results without a warning. */
  carried: z.array(z.string()).optional(),
  /** How it is told that results are there (docs/front-door.md). */
  notify: NotifySchema.optional(),
  /** Its full export, fetched every night (docs/front-door.md). */
  feed: FeedSchema.optional(),
});
export type DistributorProfile = z.infer<typeof DistributorProfileSchema>;

/** The distributor is the key's second segment; a plain name keeps keys and message groups simple. */
export const DistributorSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i);
export const DistributorProfilesSchema = z.record(DistributorSchema, DistributorProfileSchema);
