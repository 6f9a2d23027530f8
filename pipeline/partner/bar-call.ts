// Keeps a call from ever being made, for an order that is cancelled: the first to write the call's record, this or the stage
// with its intent, decides. A record that is there already tells whether the partner has heard of it.
import { transactionIdOf } from "../../contracts/ids.ts";
import { recordKeyOf } from "./call-groups.ts";
import type { CallRecords } from "./call-records.ts";
import { BARRED } from "./barred.ts";
import { type UnresolvedCall, underWayUntil } from "./resolve-call.ts";

export type Barred =
  /** It had no effect, and now never will. */
  | { readonly kind: "barred" }
  /** It took effect. */
  | { readonly kind: "happened"; readonly at: string; readonly answer: unknown }
  /** Somebody may be sending it at this moment. */
  | { readonly kind: "underWay" }
  | { readonly kind: "unknown" };

export async function barCall(records: CallRecords, unresolved: UnresolvedCall, now: Date): Promise<Barred> {
  const { orderId, stage, call, scope } = unresolved;
  const key = recordKeyOf(unresolved);
  const at = now.toISOString();
  const transactionId = transactionIdOf(orderId, stage, call, scope);
  // Whatever request comes, it is not made: the bar has no request of its own.
  const record = { call, transactionId, state: "refused", refusal: BARRED, requestHash: "" } as const;
  const bar = { ...record, startedAt: at, endedAt: at, attempts: 1 };
  if (await records.bar(key, bar)) return { kind: "barred" };
  const there = await records.read(key);
  // Taken away between: it certainly had no effect, and the worker that took it away may try once more.
  if (there === undefined) return await barCall(records, unresolved, now);
  if (there.state === "refused") {
    // A corrected request might be made in its place.
    const barred = await records.barRefused(key, there, BARRED);
    return barred ? { kind: "barred" } : await barCall(records, unresolved, now);
  }
  if (there.state === "confirmed") {
    return { kind: "happened", at: there.endedAt ?? at, answer: await records.answerOf(key, there) };
  }
  return { kind: underWayUntil(there, now) === undefined ? "unknown" : "underWay" };
}
