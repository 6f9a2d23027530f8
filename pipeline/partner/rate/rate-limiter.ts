// Calls per second per credential, shared by all consumers and dealt fairly to distributors (timetable.ts; ADR 0009). Here calls
// wait: each until one of its line's slots is certain, none so long that its worker would be missing to others, and none in
// vain while a slot that is planned for it comes soon.
import type { Clock } from "../../../domain/ports.ts";
import type { Table } from "../../../adapters/aws/table.ts";
import { RATE } from "./rate-settings.ts";
import { RateDesk, type WaitingLine } from "./rate-desk.ts";
import { TimetableRow } from "./timetable-row.ts";

export interface RateLimiterOptions {
  readonly table: Table;
  readonly clock: Clock;
  readonly sleep: (millis: number) => Promise<unknown>;
  /** 0: no limit. */
  readonly callsPerSecond: number;
  /** Names this consumer among all. */
  readonly newOwner: () => string;
}

/** Whose calls wait together. */
export interface Caller {
  readonly credential: string;
  readonly distributor: string;
  readonly stage: string;
  /** How long its message may still wait; nobody whose distributor goes first is held to it. */
  readonly turnMillisLeft?: number;
}

export type RateAnswer =
  /** The call's own moment, a little ahead: there is time to write what must be written before it. */
  { readonly kind: "taken"; readonly atMillis: number } | { readonly kind: "over"; readonly afterSeconds: number };

/** While another distributor goes first, the delivery's turn is no longer than the wait of its call. */
const TURN_CUT_MILLIS = RATE.turnMillis - RATE.yieldWaitMillis;

export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #desks = new Map<string, RateDesk>();
  #owner: string | undefined;

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Waits until a slot is certain for this caller. */
  async take(caller: Caller): Promise<RateAnswer> {
    const { callsPerSecond, sleep } = this.#options;
    const since = this.#now();
    if (callsPerSecond === 0) return { kind: "taken", atMillis: since };
    const [desk, line] = this.#placeOf(caller);
    const last = since + RATE.waitMillisMax;
    line.waiting += 1;
    try {
      for (;;) {
        const atMillis = desk.certainSlot(line);
        if (atMillis !== undefined) return { kind: "taken", atMillis };
        const now = this.#now();
        const until = since + patienceMillis(line, caller, now);
        if (now >= last || (now >= until && !isServedSoon(line, now))) {
          return { kind: "over", afterSeconds: afterSeconds(desk, line, now) };
        }
        const wakeAt = desk.wakeAt(line);
        if (wakeAt <= now) await desk.exchange();
        else await sleep(Math.min(wakeAt, now < until ? until : last) - now);
      }
    } finally {
      line.waiting -= 1;
    }
  }

  /** The slot taken last was not needed. */
  giveBack(caller: Caller, atMillis: number): void {
    if (this.#options.callsPerSecond > 0) this.#placeOf(caller)[1].slots.unshift(atMillis);
  }

  /** The partner refused a call as one too many. */
  refused(caller: Caller, retryAfterSeconds: number): void {
    if (this.#options.callsPerSecond > 0) this.#placeOf(caller)[0].refused(retryAfterSeconds);
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  #placeOf({ credential, distributor, stage }: Caller): readonly [RateDesk, WaitingLine] {
    this.#owner ??= this.#options.newOwner();
    const { table, callsPerSecond } = this.#options;
    let desk = this.#desks.get(credential);
    if (desk === undefined) {
      desk = new RateDesk(new TimetableRow(table, credential), callsPerSecond, () => this.#now());
      this.#desks.set(credential, desk);
    }
    // Eight characters tell consumers apart and keep the row small.
    return [desk, desk.line({ id: `${this.#owner.slice(0, 8)}/${stage}/${distributor}`, distributor })];
  }
}

function patienceMillis({ firstUntil, yieldUntil }: WaitingLine, { turnMillisLeft }: Caller, now: number): number {
  if (now < firstUntil) return RATE.waitMillisMax;
  const left = turnMillisLeft ?? RATE.waitMillisMax;
  return now < yieldUntil ? Math.min(left - TURN_CUT_MILLIS, RATE.yieldWaitMillis) : Math.min(left, RATE.waitMillisMax);
}

function isServedSoon({ waiting, planned, plannedAt, slots, yieldUntil }: WaitingLine, now: number): boolean {
  const soon = now < yieldUntil ? RATE.yieldSoonMillis : RATE.soonMillis;
  return waiting <= slots.length + planned && plannedAt <= now + soon;
}

function afterSeconds(desk: RateDesk, { yieldUntil }: WaitingLine, now: number): number {
  const closedSeconds = Math.ceil((desk.openFromMillis - now) / 1000);
  return Math.max(now < yieldUntil ? 1 : 0, closedSeconds);
}
