// Why nothing goes to the partner at the moment: it cannot be reached, or its allowed rate is used up. One item of the table for each,
// written by whatever function finds out, and read by all that tell people what waits.
import * as z from "zod";
import { looseObject } from "./object-schemas.ts";

const PK = "PARTNERTROUBLE";

export const TROUBLES = ["partnerUnavailable", "rate"] as const;
export type Trouble = (typeof TROUBLES)[number];

export const troubleKeys = {
  of: (what: Trouble) => ({ pk: PK, sk: what }),
  all: PK,
} as const;

const instant = z.iso.datetime();

export const PartnerTroubleSchema = looseObject(() => ({
  what: z.enum(TROUBLES),
  /** Protocol, host and port of the partner. */
  address: z.string(),
  /** What the last try met, in words: `connection refused`. */
  cause: z.string(),
  since: instant,
  /** When it was last found so. */
  notedAt: instant,
  /** No call is sent before. */
  nextTryAt: instant,
}));
export type PartnerTrouble = z.infer<typeof PartnerTroubleSchema>;
