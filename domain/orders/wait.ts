// What an order waits for, and for whom: since when, and until when it waits before it is held. Pure, from the order's record.
import { WAIT_SECONDS } from "../../contracts/limits.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { PartnerTrouble } from "../../contracts/partner-trouble.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { isKeptBy } from "./partner-wait.ts";
import { pausedSince, pauseOf } from "./pause.ts";

/** docs/bulk-file.md §6, `waits`. */
export type Awaited = "creditDecision" | "signature" | "partnerUnavailable" | "rate" | "person";

export interface Wait {
  readonly what: Awaited;
  readonly who: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant; null: it waits for as long as it takes. */
  readonly until: string | null;
}

/** Undefined: it is under way, or over. `pauses`: all that there are. `trouble`: the partner's, if there is one. */
export function waitOf(
  order: OrderRecord,
  pauses: readonly PauseRecord[],
  trouble: PartnerTrouble | undefined,
): Wait | undefined {
  const { status, stage, marks, updatedAt } = order;
  if (status === "held") {
    return { what: "person", who: "an operator", since: marks?.["orderHeld"] ?? updatedAt, until: null };
  }
  const pause = pauseOf(pauses, order);
  if (pause !== undefined) {
    return { what: "person", who: "an operator", since: pausedSince(pause, order), until: null };
  }
  if (isKeptBy(trouble, order)) {
    const began = marks?.[`${stage}Started`] ?? updatedAt;
    const who = `the Ordering API at ${trouble.address} (${trouble.cause}; next try ${trouble.nextTryAt})`;
    return { what: trouble.what, who, since: trouble.since, until: after(began, WAIT_SECONDS.work) };
  }
  if (status !== "pending") return undefined;
  if (stage === "contract") {
    const since = sinceOf(order, "signatureAwaited");
    return { what: "signature", who: "the contract's approver", since, until: after(since, WAIT_SECONDS.contract) };
  }
  const since = sinceOf(order, "creditAwaited");
  return { what: "creditDecision", who: "AT&T's credit desk", since, until: after(since, WAIT_SECONDS.credit) };
}

/** A redrive begins a new wait, with all of its time. */
function sinceOf({ marks, resumedAt, updatedAt }: OrderRecord, mark: string): string {
  const awaited = marks?.[mark] ?? updatedAt;
  return resumedAt !== undefined && resumedAt > awaited ? resumedAt : awaited;
}

const after = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();
