// Where each row lies in the spool and which order it belongs to, in a few bytes a row: rows of an order may stand
// anywhere in a file of a million.
import { type JsonPointer, sitePointer } from "./json-pointer.ts";
import type { SourceRow } from "./source-row.ts";

/** Numbers kept of the place of a JSON row. */
const PLACE_NUMBERS = 3;
const NO_ORDER = 0xffff_ffff;

export interface SpoolRange {
  readonly from: number;
  readonly bytes: number;
}

export class RowIndex {
  readonly #orders = new Map<string, number>();
  #starts = new Float64Array(1024);
  #sizes = new Uint32Array(1024);
  #orderOf = new Uint32Array(1024);
  /** For JSON: the line of each row, the place of its order in the list, its own in the order. */
  #places: Uint32Array | undefined;
  #listPointer: string | null = null;
  #count = 0;
  #end = 0;

  get ordersTotal(): number {
    return this.#orders.size;
  }

  add(orderRef: string, bytes: number, source: SourceRow): void {
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts[this.#count] = this.#end;
    this.#sizes[this.#count] = bytes;
    this.#orderOf[this.#count] = orderRef === "" ? NO_ORDER : this.#numberOf(orderRef);
    this.#count += 1;
    this.#end += bytes;
    if (source.pointer !== null) this.#addPlace(source.line, source.pointer);
  }

  #addPlace(line: number, pointer: JsonPointer): void {
    const at = (this.#count - 1) * PLACE_NUMBERS;
    this.#places ??= new Uint32Array(this.#starts.length * PLACE_NUMBERS);
    this.#places.set([line, pointer.order ?? 0, pointer.site], at);
    this.#listPointer = pointer.order === null ? null : pointer.list;
  }

  placeOf(row: number): { readonly row: number; readonly pointer: string | null } {
    if (this.#places === undefined) return { row, pointer: null };
    const [line = row, order = 0, site = 0] = this.#places.subarray((row - 1) * PLACE_NUMBERS, row * PLACE_NUMBERS);
    const list = this.#listPointer;
    return { row: line, pointer: sitePointer({ list: list ?? "", order: list === null ? null : order, site }) };
  }

  /** Without the first `skip`. */
  *groups(skip = 0): Iterable<SpoolRange[]> {
    const first = new Uint32Array(this.#orders.size + 1);
    for (let at = 0; at < this.#count; at += 1) {
      const order = this.#orderOf[at] ?? NO_ORDER;
      if (order !== NO_ORDER) first[order + 1] = (first[order + 1] ?? 0) + 1;
    }
    for (let order = 0; order < this.#orders.size; order += 1) {
      first[order + 1] = (first[order + 1] ?? 0) + (first[order] ?? 0);
    }
    const next = first.slice();
    const sorted = new Uint32Array(this.#count);
    const orphans: number[] = [];
    for (let at = 0; at < this.#count; at += 1) {
      const order = this.#orderOf[at] ?? NO_ORDER;
      if (order === NO_ORDER) orphans.push(at);
      else {
        const place = next[order] ?? 0;
        sorted[place] = at;
        next[order] = place + 1;
      }
    }
    for (let order = skip; order < this.#orders.size; order += 1) {
      yield Array.from(sorted.subarray(first[order], first[order + 1]), (at) => this.#range(at));
    }
    for (const at of orphans.slice(Math.max(0, skip - this.#orders.size))) yield [this.#range(at)];
  }

  #range(at: number): SpoolRange {
    return { from: this.#starts[at] ?? 0, bytes: this.#sizes[at] ?? 0 };
  }

  #numberOf(orderRef: string): number {
    const known = this.#orders.get(orderRef);
    if (known !== undefined) return known;
    const number = this.#orders.size;
    // A key that is a slice of a chunk would keep the whole chunk in memory (performance.md): the copy does not.
    this.#orders.set(Buffer.from(orderRef).toString(), number);
    return number;
  }

  #grow(): void {
    const starts = new Float64Array(this.#count * 2);
    const sizes = new Uint32Array(this.#count * 2);
    const orderOf = new Uint32Array(this.#count * 2);
    starts.set(this.#starts);
    sizes.set(this.#sizes);
    orderOf.set(this.#orderOf);
    this.#starts = starts;
    this.#sizes = sizes;
    this.#orderOf = orderOf;
    if (this.#places === undefined) return;
    const places = new Uint32Array(this.#places.length * 2);
    places.set(this.#places);
    this.#places = places;
  }
}
