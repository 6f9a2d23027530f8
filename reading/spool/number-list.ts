// A list of numbers that grows in pieces: no copy of what there is, and nothing of it for the garbage collector. Only the first
// piece is copied as it grows, for most lists are short.
import { invariant } from "../../contracts/errors.ts";

const PIECE = 64 * 1024;
const FIRST_PIECE = 256;

type Numbers = Uint32Array | Float64Array;

export class NumberList {
  readonly #make: (length: number) => Numbers;
  readonly #pieces: Numbers[] = [];
  #length = 0;

  /** uint32: counts and ordinals; float64: offsets in files of more than four gigabytes. */
  constructor(kind: "uint32" | "float64") {
    this.#make = (length) => (kind === "uint32" ? new Uint32Array(length) : new Float64Array(length));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const piece =
      this.#length < PIECE ? this.#first() : (this.#pieces[Math.floor(this.#length / PIECE)] ??= this.#make(PIECE));
    piece[this.#length % PIECE] = value;
    this.#length += 1;
  }

  /** With room for one more number. */
  #first(): Numbers {
    const [first] = this.#pieces;
    if (first !== undefined && this.#length < first.length) return first;
    const grown = this.#make(first === undefined ? FIRST_PIECE : Math.min(first.length * 4, PIECE));
    if (first !== undefined) grown.set(first);
    this.#pieces[0] = grown;
    return grown;
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
