// What became of each row, put aside on disk and found by row number: a few bytes of memory a row, in whatever order the
// rows come. Rows that came to the same, one after the other, share their words.
import { invariant } from "../../contracts/errors.ts";
import { LastMade } from "../../domain/last-made.ts";
import type { RowResult } from "../../domain/results/row-result.ts";
import type { SpoolRange } from "../../reading/spool/row-index.ts";
import { SpoolFile } from "../../reading/spool/spool-file.ts";

/** A file has at most 1,000,000 rows: their ordinals fit under a row number in one exact number. */
const ORDINALS = 2 ** 21;

export class RowResults implements Disposable {
  readonly #spool = new SpoolFile("row-results.ndjson");
  /** Row number and ordinal, sorted when the first row is asked for. */
  #keys = new Float64Array(1024);
  #from = new Float64Array(1024);
  #bytes = new Uint32Array(1024);
  #count = 0;
  #isSorted = false;
  /** Rows that came to the same are written once, and read once. */
  readonly #texts = new LastMade((result: RowResult) => JSON.stringify(result));
  readonly #ranges = new LastMade((text: string): SpoolRange => ({
    from: this.#spool.bytes,
    bytes: this.#spool.append(text),
  }));
  readonly #read = new LastMade(
    ({ from, bytes }: SpoolRange) => resultIn(this.#spool.read(from, bytes)),
    (range, last) => range.from === last.from,
  );

  set(row: number, result: RowResult): void {
    if (this.#count === this.#keys.length) this.#grow();
    const at = this.#count;
    const { from, bytes } = this.#ranges.of(this.#texts.of(result));
    this.#from[at] = from;
    this.#bytes[at] = bytes;
    this.#keys[at] = row * ORDINALS + at;
    this.#count += 1;
    this.#isSorted = false;
  }

  get(row: number): RowResult | undefined {
    if (!this.#isSorted) this.#keys.subarray(0, this.#count).sort();
    this.#isSorted = true;
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < row * ORDINALS) low = middle + 1;
      else high = middle;
    }
    const key = this.#keys[low] ?? 0;
    if (low === this.#count || Math.floor(key / ORDINALS) !== row) return undefined;
    const at = key % ORDINALS;
    return this.#read.of({ from: this.#from[at] ?? 0, bytes: this.#bytes[at] ?? 0 });
  }

  #grow(): void {
    const keys = new Float64Array(this.#count * 2);
    const from = new Float64Array(this.#count * 2);
    const bytes = new Uint32Array(this.#count * 2);
    keys.set(this.#keys);
    from.set(this.#from);
    bytes.set(this.#bytes);
    this.#keys = keys;
    this.#from = from;
    this.#bytes = bytes;
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}

function resultIn(text: string): RowResult {
  const result: unknown = JSON.parse(text);
  invariant(isRowResult(result), "rowResults.spool");
  return result;
}

/** Written by `set` a moment ago: its form is enough to know it by. */
function isRowResult(value: unknown): value is RowResult {
  return typeof value === "object" && value !== null && "outcome" in value && "cells" in value;
}
