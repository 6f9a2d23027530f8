// What one consumer knows of a credential's timetable, and what it asks of it: a slot for each waiting call, many with one
// write. It looks at the plan again shortly before its next slot: until then that may have been moved back for a newcomer.
// Slots are paced, not bursting, so that the partner's own limiter, whatever its form, has nothing to refuse.
import {
  arranged,
  emptyTimetable,
  levelsOf,
  type PlannedLine,
  slotsOf,
  type Timetable,
  type Wish,
} from "./timetable.ts";
import { RATE } from "./rate-settings.ts";
import { type Refusal, slowedDown } from "./slow-down.ts";
import type { Seen, Shared, TimetableRow } from "./timetable-row.ts";

export interface WaitingLine extends PlannedLine {
  /** Calls that wait, those with a slot included. */
  waiting: number;
  /** Slots that are certain, in milliseconds. */
  readonly slots: number[];
  /** Planned slots that may still move, and when the first of them is. */
  planned: number;
  plannedAt: number;
  /** Slots up to this have been taken note of. */
  certainMicros: number;
  /** It asks for more not before this. */
  askAt: number;
  /** Until then its distributor goes first, or another one does. */
  firstUntil: number;
  yieldUntil: number;
}

export class RateDesk {
  readonly #row: TimetableRow;
  readonly #callsPerSecond: number;
  readonly #stepMicros: number;
  readonly #now: () => number;
  readonly #lines = new Map<string, WaitingLine>();
  /** Refusals that the others do not know of yet. */
  readonly #refused: Refusal[] = [];
  #seen: Seen | undefined;
  /** Nobody else wrote lately, so that what was seen last is likely the latest. */
  #isAlone = true;
  #exchanging: Promise<void> | undefined;
  #lookAt = Number.POSITIVE_INFINITY;
  #writeMillis = 0;

  constructor(row: TimetableRow, callsPerSecond: number, now: () => number) {
    this.#row = row;
    this.#callsPerSecond = callsPerSecond;
    this.#stepMicros = Math.ceil(1_000_000 / (callsPerSecond * RATE.shareUsed));
    this.#now = now;
  }

  get openFromMillis(): number {
    return (this.#seen?.openFromMicros ?? 0) / 1000;
  }

  line(planned: PlannedLine): WaitingLine {
    const there = this.#lines.get(planned.id);
    if (there !== undefined) return there;
    const times = { plannedAt: 0, certainMicros: 0, askAt: 0, firstUntil: 0, yieldUntil: 0 };
    const line: WaitingLine = { ...planned, waiting: 0, slots: [], planned: 0, ...times };
    this.#lines.set(line.id, line);
    return line;
  }

  certainSlot({ slots }: WaitingLine): number | undefined {
    const oldest = this.#now() - RATE.lateMillis;
    while ((slots[0] ?? oldest) < oldest) slots.shift();
    return slots.shift();
  }

  /** Several such, or one with a longer pause, slow all consumers down; they hear of it with the next exchange. */
  refused(retryAfterSeconds: number): void {
    this.#refused.push({ micros: Math.ceil(this.#now() * 1000), retryAfterSeconds });
  }

  /** When there is something to exchange for a line; a past time: now. */
  wakeAt({ waiting, planned, askAt }: WaitingLine): number {
    if (this.#exchanging !== undefined) return 0;
    return waiting > planned ? Math.min(this.#lookAt, askAt) : this.#lookAt;
  }

  /** One at a time, for all who wait. */
  async exchange(): Promise<void> {
    this.#exchanging ??= this.#exchange().finally(() => (this.#exchanging = undefined));
    await this.#exchanging;
  }

  /** Writes the wishes of all who wait into the plan, or only reads it; then takes note of what is certain. */
  async #exchange(): Promise<void> {
    let readAt: number | undefined;
    for (;;) {
      const startedAt = this.#now();
      const mayWrite = readAt !== undefined || (this.#seen !== undefined && this.#isAlone);
      const next = mayWrite ? this.#wished(startedAt) : undefined;
      if (next !== undefined) {
        const told = this.#refused.length;
        // Written onto the latest version, or not at all: what it says was true all the while.
        const written = await this.#row.replace(this.#seen?.version ?? 0, next);
        this.#writeMillis = Math.max(this.#now() - startedAt, this.#writeMillis * RATE.writeDecay);
        if (written !== undefined) {
          this.#refused.splice(0, told);
          for (const line of this.#lines.values()) line.askAt = 0;
          this.#learn(written, startedAt);
          return;
        }
      } else if (readAt !== undefined) {
        this.#learn(this.#seen, readAt);
        return;
      }
      readAt = this.#now();
      const read = await this.#row.read();
      this.#isAlone = read?.version === this.#seen?.version;
      this.#seen = read;
    }
  }

  /** What this consumer would write; undefined where it has nothing to say. */
  #wished(now: number): Shared | undefined {
    const nowMicros = Math.ceil(now * 1000);
    const writeMillis = Math.min(RATE.writeMillis.max, Math.max(RATE.writeMillis.min, 2 * this.#writeMillis));
    const keptUntilMicros = nowMicros + (RATE.certainMillis + writeMillis) * 1000;
    const timetable = this.#timetable();
    const wishes = this.#wishes(timetable, now, keptUntilMicros);
    const isPressing = wishes.some(({ line }) => (this.#lines.get(line.id)?.askAt ?? 0) <= now);
    if (!isPressing && this.#refused.length === 0) return undefined;
    const slowed = slowedDown(this.#seen, this.#refused, { nowMicros, callsPerSecond: this.#callsPerSecond });
    const creditSlots = (RATE.creditMillis / 1000) * this.#callsPerSecond;
    // A slot that begins before the write has been answered would be lost.
    const openFromMicros = Math.max(slowed.openFromMicros, nowMicros + Math.ceil(this.#writeMillis) * 1000);
    return {
      ...slowed,
      timetable: arranged(timetable, wishes, { nowMicros, keptUntilMicros, openFromMicros, creditSlots }),
    };
  }

  /** A plan of another rate, from before a deployment, is let run out. */
  #timetable(): Timetable {
    const empty = emptyTimetable(this.#stepMicros);
    if (this.#seen === undefined) return empty;
    const { timetable } = this.#seen;
    if (timetable.stepMicros === this.#stepMicros) return timetable;
    return { ...empty, firstMicros: timetable.firstMicros + timetable.plan.length * timetable.stepMicros };
  }

  #wishes(timetable: Timetable, now: number, keptUntilMicros: number): Wish[] {
    const ahead = slotsOf(timetable).filter(({ atMicros }) => atMicros >= (now - RATE.lateMillis) * 1000);
    const distributorOf = new Map(timetable.lines.map(({ id, distributor }) => [id, distributor]));
    const planned = new Map<string | undefined, number>();
    for (const { line } of ahead) {
      const distributor = distributorOf.get(line);
      planned.set(distributor, (planned.get(distributor) ?? 0) + 1);
    }
    return [...this.#lines.values()].flatMap(({ id, distributor, waiting, slots, certainMicros }): Wish[] => {
      const line = { id, distributor };
      const mine = ahead.filter((slot) => slot.line === id && slot.atMicros > certainMicros);
      const missing = waiting - slots.length - mine.length;
      if (missing < 0) {
        const movable = mine.filter(({ atMicros }) => atMicros >= keptUntilMicros).length;
        return movable > 0 ? [{ line, more: -Math.min(-missing, movable) }] : [];
      }
      const others = [...planned.keys()].filter((one) => one !== distributor).length;
      const aheadMax = Math.ceil(((RATE.planAheadMillis / 1000) * this.#callsPerSecond) / (1 + others));
      const there = planned.get(distributor) ?? 0;
      const more = Math.min(missing, Math.max(aheadMax - there, RATE.lineSlotsMin - mine.length));
      if (more <= 0) return [];
      planned.set(distributor, there + more);
      return [{ line, more }];
    });
  }

  /** Takes note of a plan that was the latest at `knownAt`. */
  #learn(seen: Seen | undefined, knownAt: number): void {
    this.#seen = seen;
    const now = this.#now();
    const slots = seen === undefined ? [] : slotsOf(seen.timetable);
    const planEnds = (slots.at(-1)?.atMicros ?? 0) / 1000;
    this.#lookAt = Number.POSITIVE_INFINITY;
    for (const line of this.#lines.values()) {
      if (seen !== undefined) this.#rank(line, seen.timetable, now);
      const last = this.#note(
        line,
        slots.filter((slot) => slot.line === line.id && slot.atMicros > line.certainMicros),
        knownAt,
      );
      const isServed = line.waiting <= line.slots.length + line.planned;
      if (line.askAt > now || (line.askAt > 0 && isServed)) continue;
      // It has asked, or there was no room for more.
      line.askAt =
        now + Math.min(RATE.askEveryMillis.max, Math.max(RATE.askEveryMillis.min, ((last ?? planEnds) - now) / 2));
    }
    this.#lookAt = Math.max(this.#lookAt, now + RATE.lookEveryMillis);
  }

  #rank(line: WaitingLine, timetable: Timetable, now: number): void {
    const levels = levelsOf(timetable);
    const own = levels.get(line.distributor);
    if (own === undefined) return;
    const others = [...levels.values()];
    // Within a second's calls they take turns.
    if (others.some((level) => level + this.#callsPerSecond < own)) line.yieldUntil = now + RATE.firstMillis;
    else if (others.some((level) => level > own + this.#callsPerSecond)) line.firstUntil = now + RATE.firstMillis;
  }

  /** The last of these slots, in milliseconds. */
  #note(line: WaitingLine, slots: readonly { readonly atMicros: number }[], knownAt: number): number | undefined {
    line.planned = 0;
    for (const { atMicros } of slots) {
      const atMillis = atMicros / 1000;
      if (atMillis <= knownAt + RATE.certainMillis) {
        line.certainMicros = atMicros;
        line.slots.push(atMillis);
        continue;
      }
      if (line.planned === 0) line.plannedAt = atMillis;
      line.planned += 1;
      this.#lookAt = Math.min(this.#lookAt, atMillis - RATE.lookAheadMillis);
    }
    const last = slots.at(-1);
    return last && last.atMicros / 1000;
  }
}
