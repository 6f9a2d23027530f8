// A limit of R calls a second a credential, as a token bucket of one second: above it 429 with `Retry-After`, and nothing
// has happened. Counted in this process.
import { apiError, Refused } from "../refusal.ts";

export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  take(clientId: string, nowMillis: number): void {
    if (this.#perSecond === 0) return;
    const size = Math.max(1, this.#perSecond);
    const bucket = this.#buckets.get(clientId) ?? { tokens: size, at: nowMillis };
    this.#buckets.set(clientId, bucket);
    bucket.tokens = Math.min(size, bucket.tokens + ((nowMillis - bucket.at) / 1_000) * this.#perSecond);
    bucket.at = nowMillis;
    if (bucket.tokens < 1) {
      const seconds = Math.ceil((1 - bucket.tokens) / this.#perSecond);
      throw new Refused(429, [apiError("otherIssue", "", "Too many calls.")], { "retry-after": String(seconds) });
    }
    bucket.tokens -= 1;
  }
}
