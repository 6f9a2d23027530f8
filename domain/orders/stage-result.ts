// What a stage can come to, and the reasons it gives. Expected outcomes are values; only broken invariants are thrown.
import type { Reason } from "../../contracts/outcomes.ts";
import { REASONS, type ReasonCode } from "../../contracts/reasons.ts";
import type { CallOutcome } from "../ports.ts";
import { refusalReason } from "./refusal.ts";

export type StageResult =
  | { readonly kind: "done"; readonly done?: number; readonly failed?: number }
  /** The task stays open: a callback completes it. */
  | { readonly kind: "waiting" }
  /** Held on `code` when tries run out; `message`: which call met what. */
  | {
      readonly kind: "retryLater";
      readonly afterSeconds: number;
      readonly code: ReasonCode;
      readonly message?: string;
    }
  /** A person must act; the execution fails and can be redriven. */
  | { readonly kind: "held"; readonly reason: Reason }
  /** A business decision ended the order; the machine goes to settle. */
  | { readonly kind: "stopped"; readonly reason: Reason }
  /** Every site has come to an end of its own; the machine goes to settle. */
  | { readonly kind: "nothingLeft" };

export function reasonOf(code: ReasonCode, message?: string): Reason {
  const text = REASONS[code];
  return { code, message: message === undefined ? text.message : `${text.message} ${message}`, fix: text.fix };
}

/** A call that did not succeed ends the stage so. */
export function endedBy(outcome: Exclude<CallOutcome<unknown>, { kind: "confirmed" }>): StageResult {
  switch (outcome.kind) {
    case "refused":
      return { kind: "stopped", reason: refusalReason(outcome) };
    case "held":
      return { kind: "held", reason: reasonOf(outcome.code, outcome.message) };
    case "retryLater":
      return outcome;
  }
}
