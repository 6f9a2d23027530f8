// A list of numbers that grows in pieces: no copy of what there is, and nothing of it for the garbage collector.
import { invariant } from "../../contracts/errors.ts";

const PIECE = 64 * 1024;

type Numbers = Uint32Array | Float64Array;

export class NumberList {
  readonly #make: () => Numbers;
  readonly #pieces: Numbers[] = [];
  #length = 0;

  /** uint32: counts and ordinals; float64: offsets in files of more than four gigabytes. */
  constructor(kind: "uint32" | "float64") {
    this.#make = () => (kind === "uint32" ? new Uint32Array(PIECE) : new Float64Array(PIECE));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const piece = (this.#pieces[Math.floor(this.#length / PIECE)] ??= this.#make());
    piece[this.#length % PIECE] = value;
    this.#length += 1;
  }

  /** Sets bits of a number that is there, or of the next one. */
  or(index: number, bits: number): void {
    if (index === this.#length) {
      this.push(bits);
      return;
    }
    const piece = this.#pieces[Math.floor(index / PIECE)];
    if (piece !== undefined) piece[index % PIECE] = this.at(index) | bits;
  }

  at(index: number): number {
    const value = index < this.#length ? this.#pieces[Math.floor(index / PIECE)]?.[index % PIECE] : undefined;
    invariant(value !== undefined, "numberList.at");
    return value;
  }
}
