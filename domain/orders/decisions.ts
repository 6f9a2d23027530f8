// What a credit decision or the fate of a contract means for the order: go on, stop, hold, or keep waiting. Which of several
// events counts is decided here too: the event's own time, not its arrival. A word that we do not know is no decision: it is
// indeterminate, and a person asks AT&T.
import type { ContractStatus, CreditStatus } from "../../contracts/decision-statuses.ts";
import type { InboxRecord, WaitKind, WaitRecord } from "../../contracts/records.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";

type DecisionWith<Status> =
  | { readonly kind: "proceed"; readonly status: Status }
  | { readonly kind: "stop" | "hold"; readonly status: Status; readonly code: ReasonCode }
  | { readonly kind: "wait"; readonly status: Status };
export type Decision = DecisionWith<CreditStatus | ContractStatus>;

/** Credit statuses are docs/apex-api.md §6's names; contract statuses are AT&T's words. Both in lower case here. */
const CREDIT: ReadonlyMap<string, DecisionWith<CreditStatus>> = new Map<string, DecisionWith<CreditStatus>>([
  ["auto-approved", { kind: "proceed", status: "approved" }],
  ["approved", { kind: "proceed", status: "approved" }],
  ["conditional", { kind: "hold", status: "conditional", code: "creditConditional" }],
  ["manual review", { kind: "wait", status: "manualReview" }],
  ["declined", { kind: "stop", status: "declined", code: "creditDeclined" }],
  ["fraud", { kind: "stop", status: "fraudStop", code: "creditFraud" }],
]);
const CONTRACT: ReadonlyMap<string, DecisionWith<ContractStatus>> = new Map<string, DecisionWith<ContractStatus>>([
  ["sent", { kind: "wait", status: "sent" }],
  ["signed", { kind: "proceed", status: "signed" }],
  ["declined", { kind: "stop", status: "declined", code: "contractDeclined" }],
  ["expired", { kind: "stop", status: "expired", code: "contractExpired" }],
]);
const INDETERMINATE: Decision = { kind: "hold", status: "indeterminate", code: "indeterminateDecision" };
const REPLACED: Decision = { kind: "hold", status: "indeterminate", code: "contractReplaced" };

/** Case does not matter. */
export function decisionOf(kind: WaitKind, word: string): Decision {
  return (kind === "credit" ? CREDIT : CONTRACT).get(word.trim().toLowerCase()) ?? INDETERMINATE;
}

export interface Chosen {
  readonly event: InboxRecord;
  readonly decision: Decision;
}

/** What is known of the thing waited for. */
export type Standing = Pick<WaitRecord, "subjectId" | "chosenAt" | "passedOver">;

/**
 * The newest event that decides; else the newest that says to wait. An event about another envelope of the same quote means
 * that AT&T may have replaced ours: it holds, until a person has chosen one. A decision about another credit check is stale.
 * Of what held the order before it was put back to work, nothing counts again.
 */
export function chooseEvent(kind: WaitKind, standing: Standing, inbox: readonly InboxRecord[]): Chosen | undefined {
  const newestFirst = [...inbox].sort(newerFirst);
  const isOurs = ({ subjectId }: InboxRecord): boolean =>
    subjectId === "" || canonicalId(subjectId) === canonicalId(standing.subjectId ?? "");
  if (kind === "esign") {
    const { chosenAt = "" } = standing;
    const other = newestFirst.find((event) => !isOurs(event) && event.receivedAt > chosenAt);
    if (other !== undefined) return { event: other, decision: REPLACED };
  }
  const isHold = ({ decision }: InboxRecord): boolean => decisionOf(kind, decision).kind === "hold";
  const passed = newestFirst.find((event) => event.eventId === standing.passedOver && isHold(event));
  const told = newestFirst
    .filter((event) => isOurs(event) && (passed === undefined || newerFirst(event, passed) < 0))
    .map((event) => ({ event, decision: decisionOf(kind, event.decision) }));
  return told.find(({ decision }) => decision.kind !== "wait") ?? told[0];
}

/** By the event's own time; then by its arrival, then by its id, so that the answer is always the same. */
export function newerFirst(a: InboxRecord, b: InboxRecord): number {
  return compare(momentOf(b), momentOf(a)) || compare(b.receivedAt, a.receivedAt) || compare(b.eventId, a.eventId);
}

const momentOf = ({ occurredAt, receivedAt }: InboxRecord): string => occurredAt ?? receivedAt;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
