// Keeps a call from ever being made, for an order that is cancelled: whoever writes the call's record first, this or the stage
// with its intent, decides. A record that is there already tells whether the partner has heard of it.
import type { CallName, RequestOf } from "../../contracts/apex/calls.ts";
import { transactionIdOf } from "../../contracts/ids.ts";
import { keys } from "../../contracts/records.ts";
import type { CallOutcome } from "../../domain/ports.ts";
import type { Table } from "../table.ts";
import { CallRecords } from "./call-records.ts";
import { requestHashOf } from "./request-hash.ts";
import { type UnresolvedCall, underWayUntil } from "./resolve-call.ts";

export type Barred =
  /** It was not made, and now never will be. */
  | { readonly kind: "barred" }
  /** It took effect. */
  | { readonly kind: "happened"; readonly at: string; readonly answer: unknown }
  /** Somebody may be sending it at this moment. */
  | { readonly kind: "underWay" }
  | { readonly kind: "unknown" };

const BARRED = "not made: the order was cancelled";

export async function barCall<C extends CallName>(
  table: Table,
  place: UnresolvedCall & { readonly call: C },
  request: RequestOf<C>,
  now: Date,
): Promise<Barred> {
  const { orderId, stage, call, scope } = place;
  const key = keys.call(orderId, stage, call, scope);
  const at = now.toISOString();
  const transactionId = transactionIdOf(orderId, stage, call, scope);
  const record = { call, transactionId, state: "refused", refusal: BARRED, requestHash: requestHashOf(call, request) };
  const bar = { ...key, ...record, startedAt: at, endedAt: at, attempts: 1 };
  if (await table.put(bar, { ifAbsent: true })) return { kind: "barred" };
  const records = new CallRecords(table);
  const there = await records.read(key);
  // Taken away between: it certainly had no effect, and whoever took it away may try once more.
  if (there === undefined) return await barCall(table, place, request, now);
  if (there.state === "refused") return { kind: "barred" };
  if (there.state === "confirmed") {
    return { kind: "happened", at: there.endedAt ?? at, answer: await records.answerOf(key, there) };
  }
  return { kind: underWayUntil(there, now) === undefined ? "unknown" : "underWay" };
}

export const isBarred = (outcome: CallOutcome<unknown>): boolean =>
  outcome.kind === "refused" && outcome.message === BARRED;

/** The record of such a call asks nobody for anything. */
export const isBar = (record: { readonly refusal?: string | undefined }): boolean => record.refusal === BARRED;
