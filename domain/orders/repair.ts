// What the sync does about an order whose `OPEN#` marker is there: nothing while it moves, and for each way of standing
// still the one thing that gets it going again.
import type { OrderRecord } from "../../contracts/records.ts";
import { isTerminal } from "./settlement.ts";

export type Repair =
  | "none"
  /** Recorded in its file, but its execution was never started. */
  | "sendAgain"
  /** Waits for a decision whose callback may be lost. */
  | "meet"
  /** Over, but not taken off its file's open orders. */
  | "close"
  /** Stands still for so long that its execution must be looked at. */
  | "inspect";

/** A message normally needs seconds; in a minute-long back-off several retries fit into this. */
const UNSTARTED_MILLIS = 5 * 60_000;
/** A stage's retries take about half an hour at worst. */
const STILL_MILLIS = 45 * 60_000;
/** The event of an ended execution comes within seconds. */
const UNCLOSED_MILLIS = 2 * 60_000;

export function repairOf(order: OrderRecord | undefined, markedAt: string, nowMillis: number): Repair {
  const markedFor = nowMillis - Date.parse(markedAt);
  if (order === undefined || order.executions === 0) return markedFor > UNSTARTED_MILLIS ? "sendAgain" : "none";
  const stillFor = nowMillis - Date.parse(order.updatedAt);
  if (isTerminal(order.status)) return stillFor > UNCLOSED_MILLIS ? "close" : "none";
  if (order.status === "held") return heldRepair(markedAt, order, markedFor, stillFor);
  if (order.status === "pending") return "meet";
  if (order.status === "pendingCancellation") return stillFor > UNCLOSED_MILLIS ? "inspect" : "none";
  return stillFor > STILL_MILLIS ? "inspect" : "none";
}

/** Marked since it was held: somebody has begun to put it back to work. A marker of before may have come late. */
export const wasPutBack = (order: OrderRecord, markedAt: string): boolean => markedAt > order.updatedAt;

function heldRepair(markedAt: string, order: OrderRecord, markedFor: number, stillFor: number): Repair {
  if (wasPutBack(order, markedAt)) return markedFor > UNSTARTED_MILLIS ? "sendAgain" : "none";
  return stillFor > UNCLOSED_MILLIS ? "close" : "none";
}
