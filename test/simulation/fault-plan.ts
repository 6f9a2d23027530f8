// Which fault, if any, each call point meets: decided by the seed and the point's name, and noted with a number, so that a
// run can be repeated with only some of its faults and a failing one shrunk to its shortest story.
import type { Chance } from "./chance.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface InjectedFault {
  readonly point: string;
  readonly fault: string;
  readonly at: number;
}

/** Name and share of each fault of a kind of call. */
export type FaultTable = readonly (readonly [fault: string, share: number])[];

export interface FaultPlanOptions {
  readonly chance: Chance;
  readonly time: VirtualTime;
  /** Multiplies every share; 0 = nothing goes wrong. */
  readonly intensity: number;
  /** After this instant nothing goes wrong any more, so that the system can be held to its ends. */
  readonly healedAt: number;
  /** Only these points may meet a fault; absent: all. */
  readonly only?: ReadonlySet<string>;
}

const OUTAGE_SHARE = 2;
/** Longer than all receives of a stage's message take. */
const OUTAGE_MILLIS = 2 * 3_600_000;

export class FaultPlan {
  readonly injected: InjectedFault[] = [];
  readonly #options: FaultPlanOptions;
  readonly #visits = new Map<string, number>();
  /** Outages and when they end. */
  readonly #out = new Map<string, number>();
  pointCount = 0;

  constructor(options: FaultPlanOptions) {
    this.#options = options;
  }

  get healedAt(): number {
    return this.#options.healedAt;
  }

  /** The name of this visit of a call point: stable, whatever else happens in the run. */
  visit(name: string): string {
    const count = (this.#visits.get(name) ?? 0) + 1;
    this.#visits.set(name, count);
    this.pointCount += 1;
    return count === 1 ? name : `${name} (${String(count)})`;
  }

  decide(point: string, table: FaultTable): string | undefined {
    const { chance, time, intensity, healedAt, only } = this.#options;
    if (intensity === 0 || time.now() >= healedAt) return undefined;
    let draw = chance.of(`fault ${point}`) / intensity;
    for (const [fault, share] of table) {
      draw -= share;
      if (draw >= 0) continue;
      if (only !== undefined && !only.has(point)) return undefined;
      this.injected.push({ point, fault, at: time.now() });
      return fault;
    }
    return undefined;
  }

  /** Something that its planner has decided, and that lasts: noted when it is met first. False: nothing goes wrong now. */
  isMet(fault: string): boolean {
    const { time, intensity, healedAt, only } = this.#options;
    const now = time.now();
    if (intensity === 0 || now >= healedAt || only?.has(fault) === false) return false;
    if (!this.injected.some(({ point }) => point === fault)) this.injected.push({ point: fault, fault, at: now });
    return true;
  }

  /** Something that does not come back by trying again, only hours later: decided once for all visits. */
  isOut(name: string): boolean {
    const { chance, time, intensity, healedAt, only } = this.#options;
    const point = `outage ${name}`;
    const now = time.now();
    if (now >= healedAt || chance.of(point) >= OUTAGE_SHARE * intensity) return false;
    if (only !== undefined && !only.has(point)) return false;
    const until = this.#out.get(point);
    if (until !== undefined) return now < until;
    this.injected.push({ point, fault: "outage", at: now });
    this.#out.set(point, now + OUTAGE_MILLIS);
    return true;
  }
}
