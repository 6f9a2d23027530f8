// Counts what AWS would bill: amounts of billable units, by who caused them and by what they are about. Each service counts
// where it does the work, so that a unit is counted once, whichever way the request came.
import { BILLABLE_UNITS, type BillableUnit } from "./billable-unit.ts";

export interface Origin {
  /** The function, state machine or service of AWS that asked. */
  readonly caller: string;
  /** Keys, bodies, messages: what the unit is about is found in it. Only asked where somebody wants to know. */
  readonly text?: (() => string) | undefined;
}

export type Amounts = Readonly<Partial<Record<BillableUnit, number>>>;

export interface MeterReading {
  readonly totals: Amounts;
  readonly byCaller: Readonly<Record<string, Amounts>>;
  /** By subject; what is about several is shared evenly, what is about none is left out. */
  readonly bySubject: Readonly<Record<string, Amounts>>;
}

type Counts = Map<BillableUnit, number>;

export class Meter {
  readonly #subjectPattern: RegExp | undefined;
  readonly #totals: Counts = new Map();
  readonly #byCaller = new Map<string, Counts>();
  readonly #bySubject = new Map<string, Counts>();

  /** `subjectPattern` (global) finds the names of subjects in texts, e.g. order ids; without it none are kept. */
  constructor(subjectPattern?: RegExp) {
    this.#subjectPattern = subjectPattern;
  }

  count(unit: BillableUnit, amount: number, { caller, text }: Origin): void {
    if (amount === 0) return;
    add(this.#totals, unit, amount);
    add(countsOf(this.#byCaller, caller), unit, amount);
    if (this.#subjectPattern === undefined || text === undefined) return;
    const subjects = new Set(text().match(this.#subjectPattern));
    for (const subject of subjects) add(countsOf(this.#bySubject, subject), unit, amount / subjects.size);
  }

  /** One unit, without what it was about. */
  total(unit: BillableUnit): number {
    return this.#totals.get(unit) ?? 0;
  }

  /** What has been counted so far. */
  read(): MeterReading {
    return {
      totals: Object.fromEntries(this.#totals),
      byCaller: plain(this.#byCaller),
      bySubject: plain(this.#bySubject),
    };
  }
}

/** What came between two readings. */
export function difference(later: MeterReading, earlier: MeterReading): MeterReading {
  const minus = (one: Amounts, other: Amounts = {}): Amounts =>
    Object.fromEntries(
      entriesOf(one)
        .map(([unit, amount]): [BillableUnit, number] => [unit, amount - (other[unit] ?? 0)])
        .filter(([, amount]) => amount !== 0),
    );
  const each = (
    ones: Readonly<Record<string, Amounts>>,
    others: Readonly<Record<string, Amounts>>,
  ): Record<string, Amounts> =>
    Object.fromEntries(
      Object.entries(ones)
        .map(([name, amounts]): [string, Amounts] => [name, minus(amounts, others[name])])
        .filter(([, amounts]) => Object.keys(amounts).length > 0),
    );
  return {
    totals: minus(later.totals, earlier.totals),
    byCaller: each(later.byCaller, earlier.byCaller),
    bySubject: each(later.bySubject, earlier.bySubject),
  };
}

export function sumOf(all: readonly Amounts[]): Amounts {
  const sums: Counts = new Map();
  for (const amounts of all) for (const [unit, amount] of entriesOf(amounts)) add(sums, unit, amount);
  return Object.fromEntries(sums);
}

export function entriesOf(amounts: Amounts): [BillableUnit, number][] {
  return BILLABLE_UNITS.flatMap((unit): [BillableUnit, number][] => {
    const amount = amounts[unit];
    return amount === undefined ? [] : [[unit, amount]];
  });
}

function countsOf(all: Map<string, Counts>, name: string): Counts {
  const known = all.get(name);
  if (known !== undefined) return known;
  const made: Counts = new Map();
  all.set(name, made);
  return made;
}

function add(counts: Counts, unit: BillableUnit, amount: number): void {
  counts.set(unit, (counts.get(unit) ?? 0) + amount);
}

function plain(all: ReadonlyMap<string, Counts>): Record<string, Amounts> {
  return Object.fromEntries([...all].map(([name, counts]) => [name, Object.fromEntries(counts)]));
}
