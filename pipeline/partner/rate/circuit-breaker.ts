// Stops calling a partner that is down: after several failures in a row no call is made for some seconds, then one probe
// at a time. It spares the partner, and it keeps calls that must not repeat from becoming unknown one after another.
const FAILURES_MAX = 5;
const OPEN_SECONDS = 5;
const OPEN_SECONDS_MAX = 40;

export class CircuitBreaker {
  #failures = 0;
  #openSeconds = 0;
  #openUntil = 0;
  #probing = false;

  /** Seconds that it certainly stays open; 0: a call may be tried, at least as a probe. */
  secondsLeft(nowMillis: number): number {
    return this.#openSeconds === 0 ? 0 : Math.max(0, Math.ceil((this.#openUntil - nowMillis) / 1000));
  }

  /** Seconds until a call may be tried; 0: now. Past the opening one caller gets through, the rest wait for its outcome. */
  secondsOpen(nowMillis: number): number {
    if (this.#openSeconds === 0) return 0;
    if (nowMillis < this.#openUntil) return this.secondsLeft(nowMillis);
    this.#probing = true;
    this.#openUntil = nowMillis + this.#openSeconds * 1000;
    return 0;
  }

  answered(): void {
    this.#failures = 0;
    this.#openSeconds = 0;
    this.#probing = false;
  }

  failed(nowMillis: number): void {
    this.#failures += 1;
    // Calls that were under way when it opened say nothing new.
    if (this.#failures < FAILURES_MAX || (this.#openSeconds > 0 && !this.#probing)) return;
    this.#openSeconds = Math.min(OPEN_SECONDS_MAX, Math.max(OPEN_SECONDS, this.#openSeconds * 2));
    this.#openUntil = nowMillis + this.#openSeconds * 1000;
    this.#probing = false;
  }
}
