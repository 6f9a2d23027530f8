// What stands between the protocol and the wire: the shared rate and the circuit breaker. Asked before an intent is
// written, so that a call that may not be made leaves nothing behind.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { Clock } from "../../domain/ports.ts";
import type { ApexResult } from "../apex/classify-outcome.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { RateLimiter } from "./rate-limiter.ts";

export type Admission =
  | { readonly admitted: true }
  /** `overRate`: nothing is wrong, there is only more work than the partner allows a second. */
  | { readonly admitted: false; readonly overRate: boolean; readonly afterSeconds: number };

export class Gate {
  readonly #limiter: RateLimiter;
  readonly #breaker: CircuitBreaker;
  readonly #clock: Clock;

  constructor(limiter: RateLimiter, breaker: CircuitBreaker, clock: Clock) {
    this.#limiter = limiter;
    this.#breaker = breaker;
    this.#clock = clock;
  }

  async enter(credential: string): Promise<Admission> {
    const rate = await this.#limiter.take(credential);
    if (rate.kind === "over") return { admitted: false, overRate: true, afterSeconds: rate.afterSeconds };
    const afterSeconds = this.#breaker.secondsOpen(this.#clock.now().getTime());
    if (afterSeconds === 0) return { admitted: true };
    this.#limiter.giveBack(credential);
    return { admitted: false, overRate: false, afterSeconds };
  }

  /** Admitted, but no call was needed. */
  leave(credential: string): void {
    this.#limiter.giveBack(credential);
  }

  /** A partner that answers anything at all, also "slow down", is there. */
  learn(result: ApexResult<CallName>): void {
    const down = result.kind === "unknown" || (result.kind === "noEffect" && !result.throttled);
    if (down) this.#breaker.failed(this.#clock.now().getTime());
    else this.#breaker.answered();
  }
}
