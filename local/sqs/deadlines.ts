// Messages that become visible later, in order of time: a binary heap and one timer for the earliest. Entries whose
// deadline moved stay behind and are recognized by their number.
import type { Clock } from "../clock.ts";

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  #order = 0;
  #cancel: (() => void) | undefined;
  #timerAt = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(at: number, run: () => void): void {
    this.#order += 1;
    this.#push({ at, order: this.#order, run });
    this.#arm();
  }

  /** Runs what is due; callers do it before they look, so that nothing depends on the timer being punctual. */
  runDue(): void {
    const now = this.#clock.now();
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.#pop();
      first.run();
    }
    this.#arm();
  }

  clear(): void {
    this.#heap.length = 0;
    this.#cancel?.();
    this.#timerAt = Infinity;
  }

  #arm(): void {
    const at = this.#heap[0]?.at ?? Infinity;
    if (at === this.#timerAt) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerAt = at;
    if (at === Infinity) return;
    this.#cancel = this.#clock.setTimer(at - this.#clock.now(), () => {
      this.#timerAt = Infinity;
      this.runDue();
    });
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let index = 0; ;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (isBefore(heap[child], heap[least])) least = child;
      }
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}

function isBefore(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
