// What stage logic asks of the world, in its own words. Adapters implement these; tests bring fakes.
import type { CallName, RequestOf, ResponseOf } from "../contracts/apex/calls.ts";
import type { ReasonCode } from "../contracts/reasons.ts";
import type { Stage } from "../contracts/stages.ts";

/** What became of one partner call under the protocol of docs/design.md ("Exactly once"). */
export type CallOutcome<R> =
  /** It took effect, now or in an earlier attempt; `response` is what the partner answered then. */
  | { readonly kind: "confirmed"; readonly response: R }
  /**
   * Refused for good, or a business error inside a 200. `message` is the partner's words, shortened; `property` the path of what
   * they are about, where the partner names it.
   */
  | {
      readonly kind: "refused";
      readonly code: ReasonCode;
      readonly message: string;
      readonly call?: CallName;
      readonly property?: string;
    }
  /** No effect, or not known yet: deliver the message again, not sooner than this. `code` is held on when tries run out. */
  | {
      readonly kind: "retryLater";
      readonly afterSeconds: number;
      readonly code: ReasonCode;
      /** Which call met what; told where tries run out. */
      readonly message?: string;
      /** Nothing of this call's own failed: the partner allows no more calls a second, or is down. No try is used up. */
      readonly untried?: true;
    }
  /** A person must act: outcomeUnknown, wrongCredentials, indeterminateAnswer. `message`: what was asked and what came, or which call met what. */
  | { readonly kind: "held"; readonly code: ReasonCode; readonly message?: string };

export interface CallContext {
  readonly orderId: string;
  /** The batch that brought the order: with the order's id, what AT&T has as `x-trace-id`. */
  readonly fileId: string;
  readonly stage: Stage;
  readonly spId: string;
  /** Whose share of the partner's rate it takes. */
  readonly distributor: string;
  /** The site's index, or `order`. */
  readonly scope: number | "order";
  /** How its order keeps the records of such calls (OrderRecord.callsInGroups). */
  readonly inGroups?: boolean;
  /** Ids of the order that an answer may repeat, by the contract's names. */
  readonly about?: Readonly<Record<string, string>>;
  /** How long its message may still wait for the partner's rate, where others wait too. Absent: no shorter than others. */
  readonly turnMillisLeft?: number;
  /** Asked right before the call is sent: a reason why it must not be made any more. It is then as if never tried. */
  readonly against?: () => Promise<ReasonCode | undefined>;
}

export interface PartnerCalls {
  /** Runs one call under the protocol: at most once for calls that must not repeat. Never throws for partner faults. */
  perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>>;
}

export interface Clock {
  now(): Date;
}
