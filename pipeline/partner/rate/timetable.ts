// Whose turn it is, for each of the next slots of a credential's rate: the plan that all consumers share, and how wishes change
// it. Slots are evenly spaced and each belongs to one line (a consumer's calls for one distributor in one stage) at most. What
// is about to be used is never dealt again; the rest is dealt anew with each wish: to the distributor that was given least,
// there to the line that waited longest. So a newcomer is served next, however long the others' lines are.
export interface PlannedLine {
  readonly id: string;
  readonly distributor: string;
}

export interface Timetable {
  /** When the plan's first slot is, and the time between two; microseconds. */
  readonly firstMicros: number;
  readonly stepMicros: number;
  /** The line of each slot, or nobody. */
  readonly plan: readonly (string | null)[];
  /** Every line of the plan; whose latest turn was longest ago stands first. */
  readonly lines: readonly PlannedLine[];
  /** Slots that each distributor was given before the plan's first; only their differences mean anything. */
  readonly given: Readonly<Record<string, number>>;
}

/** `more`: slots that a line wants beyond those it has, or (negative) gives up. */
export interface Wish {
  readonly line: PlannedLine;
  readonly more: number;
}

export interface Arrangement {
  readonly nowMicros: number;
  /** Slots before this are their owners' for good. */
  readonly keptUntilMicros: number;
  /** No slot is given out before this: the asker could not use it yet, or the partner asked for a pause. */
  readonly openFromMicros: number;
  /** So far may a distributor that comes back be ahead of those that never stopped. */
  readonly creditSlots: number;
}

export function emptyTimetable(stepMicros: number): Timetable {
  return { firstMicros: 0, stepMicros, plan: [], lines: [], given: {} };
}

export interface PlannedSlot {
  readonly line: string;
  readonly atMicros: number;
}

export function slotsOf({ plan, firstMicros, stepMicros }: Timetable): readonly PlannedSlot[] {
  return plan.flatMap((line, index) => (line === null ? [] : [{ line, atMicros: firstMicros + index * stepMicros }]));
}

/** What each distributor of the plan has been given so far. */
export function levelsOf({ lines, given }: Timetable): ReadonlyMap<string, number> {
  return new Map(lines.map(({ distributor }) => [distributor, given[distributor] ?? 0]));
}

export function arranged(before: Timetable, wishes: readonly Wish[], how: Arrangement): Timetable {
  const { stepMicros } = before;
  const past = Math.max(0, Math.ceil((how.nowMicros - before.firstMicros) / stepMicros));
  const turns = new Turns(before);
  turns.take(before.plan.slice(0, past));
  const stored = { given: turns.given(), lines: turns.lines() };
  const isOver = before.plan.length <= past;
  // A plan that ended a moment ago still keeps its distance.
  const next = before.firstMicros + (isOver ? before.plan.length : past) * stepMicros;
  const firstMicros = isOver ? Math.max(next, how.openFromMicros) : next;

  const ahead = before.plan.slice(past);
  const keptCount = Math.max(0, Math.ceil((how.keptUntilMicros - firstMicros) / stepMicros));
  const kept = ahead.slice(0, keptCount);
  const wanted = new Map<string, number>();
  for (const line of ahead.slice(keptCount)) if (line !== null) wanted.set(line, (wanted.get(line) ?? 0) + 1);
  turns.take(kept);
  const active = new Set([...kept, ...wanted.keys()].flatMap((line) => turns.distributorOf(line) ?? []));
  for (const { line, more } of wishes) {
    const count = Math.max(0, (wanted.get(line.id) ?? 0) + more);
    if (count > 0 && !active.has(line.distributor)) {
      const joined = turns.join(line.distributor, how.creditSlots);
      stored.given[line.distributor] = joined;
      active.add(line.distributor);
    }
    turns.know(line);
    wanted.set(line.id, count);
  }

  const closed = Math.max(0, Math.ceil((how.openFromMicros - firstMicros) / stepMicros) - kept.length);
  const plan = [
    ...kept,
    ...(wanted.size === 0 ? [] : Array.from({ length: closed }, () => null)),
    ...turns.deal(wanted),
  ];
  const present = new Set(plan);
  // A line that is new has waited longest.
  const isOld = new Set(stored.lines.map(({ id }) => id));
  const known = [...wishes.map(({ line }) => line).filter(({ id }) => !isOld.has(id)), ...stored.lines];
  const lines = known.filter(({ id }) => present.has(id));
  return { firstMicros, stepMicros, plan, lines, given: remembered(stored.given, active, how.creditSlots) };
}

/** What was given long ago makes no difference any more: who comes back is at most his credit behind. */
function remembered(
  given: Readonly<Record<string, number>>,
  active: ReadonlySet<string>,
  creditSlots: number,
): Record<string, number> {
  const forgotten = Math.max(...Object.values(given)) - creditSlots;
  return Object.fromEntries(
    Object.entries(given).filter(([distributor, count]) => active.has(distributor) || count > forgotten),
  );
}

/** Who was given how much and whose turn was when, as the slots pass. */
class Turns {
  readonly #given: Map<string, number>;
  /** In the order of their latest turns: Map keeps the order of insertion. */
  readonly #lines: Map<string, PlannedLine>;

  constructor({ given, lines }: Timetable) {
    this.#given = new Map(Object.entries(given));
    this.#lines = new Map(lines.map((line) => [line.id, line]));
  }

  given(): Record<string, number> {
    return Object.fromEntries(this.#given);
  }

  lines(): readonly PlannedLine[] {
    return [...this.#lines.values()];
  }

  distributorOf(line: string | null): string | undefined {
    return line === null ? undefined : this.#lines.get(line)?.distributor;
  }

  know(line: PlannedLine): void {
    if (this.#lines.has(line.id)) return;
    const others = [...this.#lines];
    this.#lines.clear();
    for (const [id, one] of [[line.id, line] as const, ...others]) this.#lines.set(id, one);
  }

  take(slots: readonly (string | null)[]): void {
    for (const id of slots) {
      const line = id === null ? undefined : this.#lines.get(id);
      if (line === undefined) continue;
      this.#given.set(line.distributor, (this.#given.get(line.distributor) ?? 0) + 1);
      this.#lines.delete(line.id);
      this.#lines.set(line.id, line);
    }
  }

  /** A distributor that had nothing planned stands at most its credit behind the one given most. */
  join(distributor: string, creditSlots: number): number {
    const most = Math.max(creditSlots, ...this.#given.values());
    const joined = Math.max(this.#given.get(distributor) ?? 0, most - creditSlots);
    this.#given.set(distributor, joined);
    return joined;
  }

  deal(wanted: Map<string, number>): string[] {
    const dealt: string[] = [];
    const left = new Map([...wanted].filter(([, count]) => count > 0));
    while (left.size > 0) {
      let next: PlannedLine | undefined;
      for (const line of this.#lines.values()) {
        if (!left.has(line.id)) continue;
        if (next === undefined || this.#level(line) < this.#level(next)) next = line;
      }
      if (next === undefined) break;
      const count = (left.get(next.id) ?? 0) - 1;
      if (count === 0) left.delete(next.id);
      else left.set(next.id, count);
      dealt.push(next.id);
      this.take([next.id]);
    }
    return dealt;
  }

  #level({ distributor }: PlannedLine): number {
    return this.#given.get(distributor) ?? 0;
  }
}
