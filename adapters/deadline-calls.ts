// Partner calls that are not begun when the function would end before their answer: a call cut off by our own end would
// leave an unknown outcome behind for nothing. It also tells what was put off from what failed: waiting for time, or for the
// allowed rate, uses up none of an order's tries.
import type { CallName, RequestOf, ResponseOf } from "../contracts/apex/calls.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../domain/ports.ts";

/** For the confirmation's write and the answer after the call. */
const AFTERWARDS_MILLIS = 10_000;
/** A slower partner is given no more than this, or no call could begin in a function of two minutes. */
const RESERVE_MILLIS_MAX = 100_000;

export class DeadlineCalls implements PartnerCalls {
  readonly #calls: PartnerCalls;
  readonly #remainingMillis: () => number;
  readonly #reserveMillis: number;
  #putOff = false;

  constructor(calls: PartnerCalls, remainingMillis: () => number, timeoutSeconds: number) {
    this.#calls = calls;
    this.#remainingMillis = remainingMillis;
    this.#reserveMillis = Math.min(RESERVE_MILLIS_MAX, timeoutSeconds * 1000 + AFTERWARDS_MILLIS);
  }

  /** True: the message goes on in its next delivery, and that is progress, not a failed attempt. */
  get putOff(): boolean {
    return this.#putOff;
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    if (this.#remainingMillis() >= this.#reserveMillis) {
      const outcome = await this.#calls.perform(call, request, context);
      if (outcome.kind === "retryLater" && outcome.overRate === true) this.#putOff = true;
      return outcome;
    }
    this.#putOff = true;
    return { kind: "retryLater", afterSeconds: 0, code: "partnerUnavailable" };
  }
}
