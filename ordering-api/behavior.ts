// What this Ordering API may do differently where AT&T's contract is silent. Every choice has a default; a deployment
// overrides them with one JSON text (`ORDERING_BEHAVIOR`), so that nothing of it is code.
import * as z from "zod";
import { ConfigurationError } from "../contracts/errors.ts";
import { readFaults } from "./fault-text.ts";
import { strictObject } from "../contracts/object-schemas.ts";

export const BehaviorSchema = strictObject(() => ({
  /**
   * `errors`: 4xx with MEF 422 codes. `businessError`: 200 with `status:"Failed"`. `setError`: 200 with `SetError:true`.
   * The latter two are seen in AT&T's neighboring APIs; they apply to refusals by a rule, not to malformed requests.
   */
  errorStyle: z.enum(["errors", "businessError", "setError"]).default("errors"),
  /** A second contract while one is out or signed. */
  secondContract: z.enum(["refuse", "returnFirst"]).default("refuse"),
  /** A site whose address failed AVPS: takes no part in the order, or stops the whole credit check. */
  failedAddress: z.enum(["exclude", "refuse"]).default("exclude"),
  quoteValidDays: z.number().positive().default(60),
  /** GET /ledger, and the header `x-apex-fault`. */
  testMode: z.boolean().default(true),
  /** Calls per second per credential, above which 429 is answered; 0 = no limit (http/call-limit.ts). */
  callsPerSecond: z.number().nonnegative().default(0),
  /** Faults without a header, drawn from the seed: probability 0..1 for each request. */
  faults: z
    .array(
      z.strictObject({
        fault: z.string().refine((text) => readFaults(text) !== undefined, "no such fault"),
        probability: z.number().min(0).max(1),
        /** End of the path; absent: every call. */
        path: z.string().optional(),
      }),
    )
    .default([]),
  seed: z.number().int().default(1),
}));
export type Behavior = z.infer<typeof BehaviorSchema>;

export const DEFAULT_BEHAVIOR: Behavior = BehaviorSchema.parse({});

export function readBehavior(json: string): Behavior {
  const parsed = BehaviorSchema.safeParse(jsonOf(json));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  throw new ConfigurationError(`ORDERING_BEHAVIOR: ${faults.join("; ")}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError("ORDERING_BEHAVIOR: not JSON");
  }
}
