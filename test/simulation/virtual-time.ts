// Virtual time and the one scheduler of a simulation: events in the order of their times, each run to the end of everything
// that follows from it without time passing. Nothing in a simulated process happens but by an event.
import type { Clock } from "../../local/clock.ts";

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Before any clock is replaced. */
const realSetImmediate = setImmediate;

export class VirtualTime implements Clock {
  readonly #heap: Event[] = [];
  #now: number;
  #order = 0;
  eventCount = 0;

  constructor(startMillis: number) {
    this.#now = startMillis;
  }

  now(): number {
    return this.#now;
  }

  setTimer(millis: number, run: () => void): () => void {
    this.#order += 1;
    const event = { at: this.#now + Math.max(0, Math.ceil(millis)), order: this.#order, run, cancelled: false };
    this.#push(event);
    return () => {
      event.cancelled = true;
    };
  }

  sleep(millis: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimer(millis, resolve);
    });
  }

  /** The time of the next event. */
  get nextAt(): number | undefined {
    while (this.#heap[0]?.cancelled === true) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Runs all events up to a time; the clock then stands there. */
  async runUntil(untilMillis: number): Promise<void> {
    await drained();
    for (let at = this.nextAt; at !== undefined && at <= untilMillis; at = this.nextAt) {
      const event = this.#pop();
      if (event === undefined) break;
      this.#now = event.at;
      this.eventCount += 1;
      event.run();
      await drained();
    }
    this.#now = Math.max(this.#now, untilMillis);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let least = 2 * index + 1;
      const [left, right] = [heap[least], heap[least + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) least += 1;
      const child = heap[least];
      if (child === undefined || !isBefore(child, last)) break;
      heap[index] = child;
      index = least;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** An immediate comes after all promises and ticks, however many follow from one another. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}
