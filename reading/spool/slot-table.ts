// Numbers texts by their hash, in the order in which they turn up, in some twenty bytes each: for what is known of each order or
// address of a file of a million rows.
import { NumberList } from "./number-list.ts";

/** 48 bits of it: an exact number. */
const KEY_DIGITS = 12;

export class SlotTable {
  readonly #keys = new NumberList("float64");
  /** Open addressing: the number of a text plus one; 0: free. */
  #slots = new Uint32Array(1024);

  get size(): number {
    return this.#keys.length;
  }

  /** Undefined: it has not turned up. */
  find(hash: string): number | undefined {
    const number = this.#slots[this.#slotOf(keyOf(hash))] ?? 0;
    return number === 0 ? undefined : number - 1;
  }

  numberOf(hash: string): number {
    const key = keyOf(hash);
    const slot = this.#slotOf(key);
    const number = this.#slots[slot] ?? 0;
    if (number > 0) return number - 1;
    this.#keys.push(key);
    this.#slots[slot] = this.#keys.length;
    if (this.#keys.length * 2 > this.#slots.length) this.#grow();
    return this.#keys.length - 1;
  }

  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let slot = key % this.#slots.length;
    for (;;) {
      const number = this.#slots[slot] ?? 0;
      if (number === 0 || this.#keys.at(number - 1) === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#keys.length; at += 1) this.#slots[this.#slotOf(this.#keys.at(at))] = at + 1;
  }
}

const keyOf = (hash: string): number => Number.parseInt(hash.slice(-KEY_DIGITS), 16);
