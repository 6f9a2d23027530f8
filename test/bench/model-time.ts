// A virtual clock for models: sleepers wake in the order of their times, each when everything that follows from the one before
// has run. And chance that is the same for the same seed.
interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

export class ModelTime {
  millis = Date.UTC(2026, 0, 1);
  readonly #heap: Sleeper[] = [];
  #order = 0;

  sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      this.#order += 1;
      this.#push({ at: this.millis + Math.max(0, millis), order: this.#order, wake });
    });
  }

  async until(done: () => boolean): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done()) return;
      const next = this.#pop();
      if (next === undefined) throw new Error("nothing will ever happen again");
      this.millis = next.at;
      next.wake();
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#heap;
    let index = heap.push(sleeper) - 1;
    for (let parent = (index - 1) >> 1; index > 0; parent = (index - 1) >> 1) {
      const above = heap[parent];
      if (above === undefined || !isBefore(sleeper, above)) break;
      heap[index] = above;
      heap[parent] = sleeper;
      index = parent;
    }
  }

  #pop(): Sleeper | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    for (let index = 0; ;) {
      heap[index] = last;
      const left = 2 * index + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      const least = one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
      const child = heap[least];
      if (child === undefined || !isBefore(child, last)) return first;
      heap[index] = child;
      index = least;
    }
  }
}

const isBefore = (a: Sleeper, b: Sleeper): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
