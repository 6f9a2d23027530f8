// What an operator has paused: everything, one stage, or the orders of one distributor. Each is one item of the table, read by
// whatever starts a stage's effect (docs/adr/0025).
import * as z from "zod";
import { looseObject, plainObject } from "./object-schemas.ts";

const PAUSES = "PAUSES";
const scopeShape = {
  scope: z.enum(["all", "stage", "distributor"]),
  /** The stage or the distributor; empty where everything is paused. */
  name: z.string(),
};
export const PauseScopeSchema = plainObject(() => scopeShape);
export type PauseScope = z.infer<typeof PauseScopeSchema>;

export const pauseKeys = {
  pause: ({ scope, name }: PauseScope) => ({ pk: PAUSES, sk: `${scope}#${name}` }),
  all: PAUSES,
} as const;

export const PauseRecordSchema = looseObject(() => ({
  ...scopeShape,
  /** ISO instant. */
  since: z.iso.datetime(),
  /** Why, in the operator's words. */
  reason: z.string().optional(),
  /** Who paused it, as `user@machine`: for other operators, never for distributors. */
  by: z.string().optional(),
  /** When it was resumed; absent while it is paused. The item stays until the next pause: what stood still because of it is known by it. */
  endedAt: z.iso.datetime().optional(),
}));
export type PauseRecord = z.infer<typeof PauseRecordSchema>;
