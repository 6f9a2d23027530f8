// Calls a second a credential, shared by all consumers: one row holds the instant of the next free slot, and a consumer
// reserves a few slots with one write and keeps to their times. Paced, not bursting, so that the partner's own limiter,
// whatever its form, has nothing to refuse; sized by use, so that a busy consumer does not write for every call.
import type { Clock } from "../../domain/ports.ts";
import type { Table } from "../table.ts";

export interface RateLimiterOptions {
  readonly table: Table;
  readonly clock: Clock;
  readonly sleep: (millis: number) => Promise<unknown>;
  /** 0: no limit. */
  readonly callsPerSecond: number;
  /** Longest wait for a slot within the process; beyond it the message goes back to its queue. */
  readonly waitMillisMax?: number;
}

export type RateAnswer = { readonly kind: "taken" } | { readonly kind: "over"; readonly afterSeconds: number };

interface Lease {
  readonly slots: number[];
  /** Callers within `take`; of these, those that have no slot yet. */
  inTake: number;
  waiting: number;
  reserving: Promise<RateAnswer> | undefined;
}

/**
 * Waiting in the process is what keeps the rate used: a message that goes back to its queue costs one of its few
 * receives. Short enough to leave a function time for the call itself.
 */
const WAIT_MILLIS_MAX = 8000;
/** Of the allowed rate: the rest is for clocks and networks that shift calls from one second into the next. */
const SHARE_USED = 0.97;
/** Slots beyond what is waited for: at most this part of a second's. */
const LEASE_SECONDS = 0.25;
/** A slot not used by then is gone: using it late would crowd a later second. */
const SLOT_KEPT_MILLIS = 500;

export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #leases = new Map<string, Lease>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Waits for this credential's next slot. */
  async take(credential: string): Promise<RateAnswer> {
    if (this.#options.callsPerSecond === 0) return { kind: "taken" };
    const lease = this.#leaseOf(credential);
    lease.inTake += 1;
    try {
      return await this.#take(credential, lease);
    } finally {
      lease.inTake -= 1;
    }
  }

  /** The slot taken last was not needed. */
  giveBack(credential: string): void {
    if (this.#options.callsPerSecond > 0) this.#leaseOf(credential).slots.unshift(this.#now());
  }

  async #take(credential: string, lease: Lease): Promise<RateAnswer> {
    for (;;) {
      const slot = this.#nextSlot(lease);
      if (slot !== undefined) {
        const wait = slot - this.#now();
        if (wait > 0) await this.#options.sleep(wait);
        return { kind: "taken" };
      }
      lease.waiting += 1;
      lease.reserving ??= this.#reserve(credential, lease).finally(() => (lease.reserving = undefined));
      const answer = await lease.reserving.finally(() => (lease.waiting -= 1));
      if (answer.kind === "over") return answer;
    }
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #leaseOf(credential: string): Lease {
    const there = this.#leases.get(credential);
    if (there !== undefined) return there;
    const lease: Lease = { slots: [], inTake: 0, waiting: 0, reserving: undefined };
    this.#leases.set(credential, lease);
    return lease;
  }

  #nextSlot(lease: Lease): number | undefined {
    const oldest = this.#now() - SLOT_KEPT_MILLIS;
    while ((lease.slots[0] ?? oldest) < oldest) lease.slots.shift();
    return lease.slots.shift();
  }

  async #reserve(credential: string, lease: Lease): Promise<RateAnswer> {
    const { callsPerSecond } = this.#options;
    // Beyond what is waited for, slots for callers that will soon be back: with few callers these would pass unused.
    const ahead = Math.min(Math.floor(lease.inTake / 2), Math.ceil(callsPerSecond * LEASE_SECONDS));
    const wanted = Math.max(1, ahead, Math.min(lease.waiting, Math.ceil(callsPerSecond)));
    const stepMicros = Math.ceil(1_000_000 / (callsPerSecond * SHARE_USED));
    const start = await this.#advance(credential, wanted * stepMicros);
    if (typeof start !== "number") return start;
    for (let n = 0; n < wanted; n += 1) lease.slots.push((start + n * stepMicros) / 1000);
    return { kind: "taken" };
  }

  /** Moves the shared row on by `costMicros`; answers the first instant reserved, in microseconds. */
  async #advance(credential: string, costMicros: number): Promise<number | RateAnswer> {
    const { table, waitMillisMax = WAIT_MILLIS_MAX } = this.#options;
    const key = { pk: `PARTNER#rate#${credential}`, sk: "SLOTS" };
    for (;;) {
      const now = this.#now() * 1000;
      const limit = now + waitMillisMax * 1000;
      const row = await table.update(key, { add: { nextMicros: costMicros }, when: { nextMicros: { below: limit } } });
      const next = row?.["nextMicros"];
      if (typeof next === "number") {
        const start = next - costMicros;
        if (start >= now) return start;
        // Idle until now: slots of the past are gone. Whoever moved the row meanwhile catches up himself.
        await table.update(key, { set: { nextMicros: now + costMicros }, when: { nextMicros: next } });
        return now;
      }
      const there = (await table.get(key))?.["nextMicros"];
      if (typeof there === "number" && there >= limit) {
        return { kind: "over", afterSeconds: Math.ceil((there - now) / 1_000_000) };
      }
      if (there === undefined && (await table.put({ ...key, nextMicros: now + costMicros }, { ifAbsent: true })))
        return now;
    }
  }
}
