// What stands between the protocol and the wire: the shared rate and the circuit breaker. Asked before an intent is
// written, so that a call that may not be made leaves nothing behind. Each admitted call has a moment of its own, a little
// ahead: the intent is written while it comes, so that calls leave as evenly as their slots lie.
import type { CallName } from "../../../contracts/apex/calls.ts";
import type { Meter } from "../../../contracts/metrics.ts";
import type { Clock } from "../../../domain/ports.ts";
import type { ApexResult } from "../../../adapters/apex/classify-outcome.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { Caller, RateLimiter } from "./rate-limiter.ts";
import type { TroubleLog } from "../trouble-log.ts";

export type Admission =
  | { readonly admitted: true; readonly atMillis: number }
  /** Nothing was tried: there is more work than the partner allows a second, or the partner is down. */
  | { readonly admitted: false; readonly afterSeconds: number };

export interface GateParts {
  readonly limiter: RateLimiter;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  readonly sleep: (millis: number) => Promise<unknown>;
  readonly meter: Meter;
  readonly troubles: TroubleLog;
}

export class Gate {
  readonly #parts: GateParts;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  async enter(caller: Caller): Promise<Admission> {
    const { limiter, breaker, meter } = this.#parts;
    // Where the partner is known to be down, nobody waits for a slot that could not be used.
    const secondsDown = breaker.secondsLeft(this.#now());
    if (secondsDown > 0) {
      meter.add("BreakerRefusals", 1);
      return { admitted: false, afterSeconds: secondsDown };
    }
    const rate = await limiter.take(caller);
    if (rate.kind === "over") {
      meter.add("RateWaits", 1);
      await this.#parts.troubles.over(rate.afterSeconds);
      return { admitted: false, afterSeconds: rate.afterSeconds };
    }
    const afterSeconds = breaker.secondsOpen(this.#now());
    if (afterSeconds === 0) return { admitted: true, atMillis: rate.atMillis };
    limiter.giveBack(caller, rate.atMillis);
    meter.add("BreakerRefusals", 1);
    return { admitted: false, afterSeconds };
  }

  /** Waits for the admitted call's moment. */
  async moment(atMillis: number): Promise<void> {
    const wait = atMillis - this.#now();
    if (wait > 0) await this.#parts.sleep(Math.ceil(wait));
  }

  /** Admitted, but no call was needed. */
  leave(caller: Caller, atMillis: number): void {
    this.#parts.limiter.giveBack(caller, atMillis);
  }

  /** Seconds for which no call is made, because the partner is known to be down; 0: it is asked. */
  get downSeconds(): number {
    return this.#parts.breaker.secondsLeft(this.#now());
  }

  /**
   * A partner that answers anything at all, also "slow down", is there. True: what failed is no fault of this call; it was
   * one too many, or the partner is known to be down.
   */
  learn(caller: Caller, result: ApexResult<CallName>): boolean {
    const { limiter, breaker } = this.#parts;
    const isThrottled = result.kind === "noEffect" && result.throttled;
    if (isThrottled) limiter.refused(caller, result.retryAfterSeconds);
    if (result.kind !== "unknown" && (result.kind !== "noEffect" || isThrottled)) {
      breaker.answered();
      return isThrottled;
    }
    breaker.failed(this.#now());
    return breaker.secondsLeft(this.#now()) > 0;
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
