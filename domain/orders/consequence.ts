// What follows from an event of the partner when its wait is over: nothing, or the order goes back to work, is held before
// its next effect, or is over, and a person must settle what AT&T said too late.
import type { Reason } from "../../contracts/outcomes.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import type { OrderRecord, WaitKind } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { type Chosen, decisionOf } from "./decisions.ts";
import { isTerminal } from "./settlement.ts";
import { reasonOf } from "./stage-result.ts";
import { shownWord } from "./shown-word.ts";

export const STAGE_OF = { credit: "credit", esign: "contract" } as const satisfies Record<WaitKind, string>;

export type Consequence =
  /** Told in the timeline; nothing changes. */
  | { readonly kind: "keep" }
  /** It answers what the order is held for. */
  | { readonly kind: "putBack" }
  /** The order went on with the opposite: it is held now, or once more when what holds it already is settled. */
  | { readonly kind: "object"; readonly reason: Reason }
  /** The order is over. */
  | { readonly kind: "break"; readonly reason: Reason };

/** Holds of the wait itself: any decision ends them. */
const WAITING: Readonly<Record<WaitKind, readonly ReasonCode[]>> = {
  credit: ["creditConditional", "creditTimedOut", "indeterminateDecision"],
  esign: ["contractTimedOut", "indeterminateDecision", "contractReplaced"],
};
const WITHDRAWN = { credit: "creditWithdrawn", esign: "contractWithdrawn" } as const;
/** Holds of an order that had gone on: only the confirmation of what it went on with ends them. */
const TAKEN_BACK: Readonly<Record<WaitKind, readonly ReasonCode[]>> = {
  credit: ["creditWithdrawn", "creditConditional", "indeterminateDecision"],
  esign: ["contractWithdrawn", "indeterminateDecision", "contractReplaced"],
};

/** The order acts on an approval or a signature. */
export function isBelieved(kind: WaitKind, order: OrderRecord): boolean {
  return kind === "credit" ? order.creditStatus === "approved" : order.contractStatus === "signed";
}

/** It has left the stage that waits for this. */
export function isBeyond(kind: WaitKind, { stage }: OrderRecord): boolean {
  return STAGES.indexOf(stage) > STAGES.indexOf(STAGE_OF[kind]);
}

/** `hadSites`: AT&T has at least one site of the order. */
/**
 * The same event as it concerns an order that ends. Which envelope counts no longer matters; that one was signed does: the
 * person who canceled the order must hear of a binding signature, whatever its envelope's id.
 */
export function heardAtEnd(kind: WaitKind, chosen: Chosen, order: OrderRecord): Chosen {
  const { decision, event } = chosen;
  if (!isEnding(order) || decision.kind !== "hold" || decision.code !== "contractReplaced") return chosen;
  const said = decisionOf(kind, event.decision);
  return said.kind === "proceed" && !isBelieved(kind, order) ? { event, decision: said } : chosen;
}

export function consequenceOf(kind: WaitKind, chosen: Chosen, order: OrderRecord): Consequence {
  const { decision } = chosen;
  const keep = { kind: "keep" } as const;
  if (decision.kind === "wait") return keep;
  if (isEnding(order)) return consequenceAtEnd(kind, chosen, order);
  if (order.status === "held" && answers(kind, chosen, order)) return { kind: "putBack" };
  if (decision.kind === "proceed" || !isBelieved(kind, order)) return keep;
  return { kind: "object", reason: reasonOfHold(kind, chosen, order.contractEnvelopeId) };
}

/** A business decision has ended it, and it is on its way to be settled. */
const isStopped = ({ marks, status }: OrderRecord): boolean =>
  marks?.["orderStopped"] !== undefined && status !== "held";

function consequenceAtEnd(kind: WaitKind, chosen: Chosen, order: OrderRecord): Consequence {
  const { decision, event } = chosen;
  const hasSites = order.status === "completed" || order.status === "partial";
  if (decision.kind === "proceed") {
    const isUnheard = kind === "esign" && !isBelieved(kind, order);
    return isUnheard ? { kind: "break", reason: reasonOf("signedAfterEnd") } : { kind: "keep" };
  }
  if (!hasSites) return { kind: "keep" };
  return { kind: "break", reason: reasonOf("decisionAfterHandoff", saidText(kind, event.decision)) };
}

function answers(kind: WaitKind, { decision }: Chosen, order: OrderRecord): boolean {
  const code = order.reason?.code ?? "";
  const has = (codes: readonly ReasonCode[]): boolean => codes.some((one) => one === code);
  if (decision.kind === "hold") return false;
  // Both kinds hold with this code: what is said of the one is no answer while the other is in doubt.
  if (code === "indeterminateDecision" && statusOfOther(kind, order) === "indeterminate") return false;
  if (isBeyond(kind, order) || code === WITHDRAWN[kind]) return decision.kind === "proceed" && has(TAKEN_BACK[kind]);
  return order.stage === STAGE_OF[kind] && has(WAITING[kind]);
}

const statusOfOther = (kind: WaitKind, order: OrderRecord): string | undefined =>
  kind === "credit" ? order.contractStatus : order.creditStatus;

/** Why a decision holds the order, with the partner's word, or with both ids. */
export function reasonOfHold(kind: WaitKind, { decision, event }: Chosen, asked: string | undefined): Reason {
  const code = decision.kind === "hold" ? decision.code : WITHDRAWN[kind];
  if (code === "creditConditional") return reasonOf(code);
  if (code !== "contractReplaced") return reasonOf(code, saidText(kind, event.decision));
  const ours = asked === undefined ? "" : `Sent: ${shownWord(asked)}. `;
  return reasonOf(code, `${ours}AT&T speaks of ${shownWord(event.subjectId)}: ${saidWord(event.decision)}.`);
}

const saidWord = (word: string): string => `"${shownWord(word)}"`;

const isEnding = (order: OrderRecord): boolean =>
  isTerminal(order.status) || order.status === "pendingCancellation" || isStopped(order);

export function saidText(kind: WaitKind, word: string): string {
  return `AT&T says of the ${kind === "credit" ? "credit" : "contract"}: ${saidWord(word)}.`;
}
