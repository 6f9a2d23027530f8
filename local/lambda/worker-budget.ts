// How many workers live at a time, over all functions: memory is one machine's. The first worker of a function is always
// granted, else functions that wait for each other could stand still; a function in need may take an idle one's place.
// More workers are granted only while the processor has time to spare: where it has none, they would all be slower.
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";

export interface BudgetMember {
  /** Whether a worker has been idle for a while, and is not the last one. */
  hasSpare(): boolean;
  /** Ends such a worker; false where there is none. */
  giveUpIdle(): boolean;
  /** A worker went somewhere: there may be room now. */
  roomMade(): void;
  /** Milliseconds that its threads have been busy so far. */
  activeMillis(): number;
}

/** Busy threads over processors above which another thread gains nothing. */
const SATURATION = 0.85;
/** A look at the load stands for this long. */
const LOOK_MILLIS = 100;

export class WorkerBudget {
  readonly #max: number;
  readonly #members: BudgetMember[] = [];
  #used = 0;
  #lookedAt = performance.now();
  #active = 0;
  #saturated = false;

  constructor(max: number) {
    this.#max = max;
  }

  join(member: BudgetMember): void {
    this.#members.push(member);
  }

  /** Whether `take` would grant a further worker. */
  hasRoom(taker: BudgetMember): boolean {
    return this.#used < this.#max || this.#members.some((member) => member !== taker && member.hasSpare());
  }

  take(isFirst: boolean, taker: BudgetMember): boolean {
    if (!isFirst && this.#used >= this.#max) {
      const given = this.#members.some((member) => member !== taker && member.giveUpIdle());
      if (!given) return false;
    }
    this.#used += 1;
    return true;
  }

  giveBack(): void {
    this.#used -= 1;
    for (const member of this.#members) member.roomMade();
  }

  /** Whether the processors are busy with the threads there are. A thread that waits for a processor counts as busy. */
  isSaturated(): boolean {
    const elapsed = performance.now() - this.#lookedAt;
    if (elapsed < LOOK_MILLIS) return this.#saturated;
    const active = this.#members.reduce(
      (sum, member) => sum + member.activeMillis(),
      performance.eventLoopUtilization().active,
    );
    this.#saturated = (active - this.#active) / elapsed >= SATURATION * availableParallelism();
    this.#active = active;
    this.#lookedAt += elapsed;
    return this.#saturated;
  }
}
