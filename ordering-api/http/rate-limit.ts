// A limit of R calls a second a credential: in no second are there more, above it 429 with `Retry-After`, and nothing has
// happened. Counted in this process: exact where the API runs alone, a limit of each instance where it is deployed.
import { apiError, Refused } from "../refusal.ts";

export class RateLimit {
  /** Calls in a window; a limit below one a second is one call in a longer window. */
  readonly #calls: number;
  readonly #windowMillis: number;
  /** Times of the latest calls of a credential, the oldest first. */
  readonly #taken = new Map<string, number[]>();

  /** 0: no limit. */
  constructor(perSecond: number) {
    this.#calls = perSecond === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(perSecond));
    this.#windowMillis = perSecond < 1 ? 1_000 / perSecond : 1_000;
  }

  take(clientId: string, nowMillis: number): void {
    if (this.#calls === Number.POSITIVE_INFINITY) return;
    const taken = this.#taken.get(clientId) ?? [];
    this.#taken.set(clientId, taken);
    const from = nowMillis - this.#windowMillis;
    while (taken[0] !== undefined && taken[0] <= from) taken.shift();
    if (taken[0] !== undefined && taken.length >= this.#calls) {
      const seconds = Math.ceil((taken[0] - from) / 1_000);
      throw new Refused(429, [apiError("otherIssue", "", "Too many calls.")], { "retry-after": String(seconds) });
    }
    taken.push(nowMillis);
  }
}
