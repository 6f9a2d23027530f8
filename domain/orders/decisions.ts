// What a credit decision or the fate of a contract means for the order: go on, stop, hold, or keep waiting. Which of
// several callbacks counts is decided here too.
import type { ContractStatus, CreditStatus } from "../../contracts/decision-statuses.ts";
import type { InboxRecord, WaitKind } from "../../contracts/records.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";

type DecisionWith<Status> =
  | { readonly kind: "proceed"; readonly status: Status }
  | { readonly kind: "stop" | "hold"; readonly status: Status; readonly code: ReasonCode }
  | { readonly kind: "wait"; readonly status: Status };
export type Decision = DecisionWith<CreditStatus | ContractStatus>;

/** Credit statuses are docs/apex-api.md §6's names; contract statuses are AT&T's words in lower case. */
const CREDIT: Readonly<Record<string, DecisionWith<CreditStatus>>> = {
  "Auto-Approved": { kind: "proceed", status: "approved" },
  Approved: { kind: "proceed", status: "approved" },
  Conditional: { kind: "hold", status: "conditional", code: "creditConditional" },
  "Manual Review": { kind: "wait", status: "manualReview" },
  Declined: { kind: "stop", status: "declined", code: "creditDeclined" },
  Fraud: { kind: "stop", status: "fraudStop", code: "creditFraud" },
};
const CONTRACT: Readonly<Record<string, DecisionWith<ContractStatus>>> = {
  signed: { kind: "proceed", status: "signed" },
  declined: { kind: "stop", status: "declined", code: "contractDeclined" },
  expired: { kind: "stop", status: "expired", code: "contractExpired" },
};
const UNDECIDED: Decision = { kind: "wait", status: "unknown" };

export function decisionOf(kind: WaitKind, word: string): Decision {
  const table = kind === "credit" ? CREDIT : CONTRACT;
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? UNDECIDED;
}

export interface Chosen {
  readonly event: InboxRecord;
  readonly decision: Decision;
}

/**
 * The newest event about this subject that decides; else the newest that says to wait; events about another subject are
 * stale and do not count.
 */
export function chooseEvent(kind: WaitKind, subjectId: string, inbox: readonly InboxRecord[]): Chosen | undefined {
  const subject = canonicalId(subjectId);
  const newestFirst = inbox
    .filter((event) => canonicalId(event.subjectId) === subject)
    .sort((a, b) => compare(b.receivedAt, a.receivedAt) || compare(b.eventId, a.eventId))
    .map((event) => ({ event, decision: decisionOf(kind, event.decision) }));
  return newestFirst.find(({ decision }) => decision.kind !== "wait") ?? newestFirst[0];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
