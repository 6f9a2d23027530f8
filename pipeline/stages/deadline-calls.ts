// The partner calls of one delivery of a message. None is begun when the function would end before its answer: a call cut off
// by our own end would leave an unknown outcome behind for nothing. Each also says how much is left of the delivery's turn:
// a worker that waits long for one distributor's slots is missing to the others. What was put off for time, or for the allowed
// rate, goes on in another message and uses up none of an order's tries.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import { RATE } from "../partner/rate/rate-settings.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../../domain/ports.ts";

/** For the wait for a slot before the call, and the confirmation's write and the answer after it. */
const AROUND_MILLIS = 10_000;
/** A slower partner is given no more than this, or no call could begin in a function of two minutes. */
const RESERVE_MILLIS_MAX = 100_000;

export class DeadlineCalls implements PartnerCalls {
  readonly #calls: PartnerCalls;
  readonly #remainingMillis: () => number;
  readonly #reserveMillis: number;
  readonly #turnEndsWithMillis: number;
  #putOff = false;
  #failed = false;

  constructor(calls: PartnerCalls, remainingMillis: () => number, timeoutSeconds: number) {
    this.#calls = calls;
    this.#remainingMillis = remainingMillis;
    this.#reserveMillis = Math.min(RESERVE_MILLIS_MAX, timeoutSeconds * 1000 + AROUND_MILLIS);
    this.#turnEndsWithMillis = remainingMillis() - RATE.turnMillis;
  }

  /** True: nothing failed, and the message goes on in its next delivery. */
  get putOff(): boolean {
    return this.#putOff && !this.#failed;
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const remaining = this.#remainingMillis();
    if (remaining >= this.#reserveMillis) {
      const turnMillisLeft = remaining - this.#turnEndsWithMillis;
      const outcome = await this.#calls.perform(call, request, { ...context, turnMillisLeft });
      if (outcome.kind === "retryLater") {
        if (outcome.untried === true) this.#putOff = true;
        else this.#failed = true;
      }
      return outcome;
    }
    this.#putOff = true;
    return { kind: "retryLater", afterSeconds: 0, code: "partnerUnavailable" };
  }
}
