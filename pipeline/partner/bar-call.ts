// Keeps a call from ever being made, for an order that is cancelled: whoever writes the call's record first, this or the stage
// with its intent, decides. A record that is there already tells whether the partner has heard of it.
import { transactionIdOf } from "../../contracts/ids.ts";
import { keys } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { CallRecords } from "./call-records.ts";
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

export async function barCall(table: Table, place: UnresolvedCall, now: Date): Promise<Barred> {
  const { orderId, stage, call, scope } = place;
  const key = keys.call(orderId, stage, call, scope);
  const at = now.toISOString();
  const transactionId = transactionIdOf(orderId, stage, call, scope);
  // Whatever request comes, it is not made: the bar has no request of its own.
  const record = { call, transactionId, state: "refused", refusal: BARRED, requestHash: "" };
  const bar = { ...key, ...record, startedAt: at, endedAt: at, attempts: 1 };
  if (await table.put(bar, { ifAbsent: true })) return { kind: "barred" };
  const records = new CallRecords(table);
  const there = await records.read(key);
  // Taken away between: it certainly had no effect, and whoever took it away may try once more.
  if (there === undefined) return await barCall(table, place, now);
  if (there.state === "refused") {
    // A corrected request might be made in its place.
    const { attempts } = there;
    const barred = await table.update(key, { set: { refusal: BARRED }, when: { state: "refused", attempts } });
    return barred === undefined ? await barCall(table, place, now) : { kind: "barred" };
  }
  if (there.state === "confirmed") {
    return { kind: "happened", at: there.endedAt ?? at, answer: await records.answerOf(key, there) };
  }
  return { kind: underWayUntil(there, now) === undefined ? "unknown" : "underWay" };
}
