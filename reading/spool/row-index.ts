// Where each row lies in the spool and which order it belongs to, in a few bytes a row: rows of an order may stand
// anywhere in a file of a million.
import { createHash } from "node:crypto";
import { type JsonPointer, sitePointer } from "../row/json-pointer.ts";
import type { Position } from "../../domain/rows/finding.ts";
import { NumberList } from "./number-list.ts";
import type { SourceRow } from "../row/source-row.ts";

/** Numbers kept of the position of a JSON row. */
const POSITION_NUMBERS = 3;
const NO_ORDER = 0xffff_ffff;

export interface SpoolRange {
  readonly from: number;
  readonly bytes: number;
}

export class RowIndex {
  readonly #orders = new Map<string, number>();
  readonly #starts = new NumberList("float64");
  readonly #orderOf = new NumberList("uint32");
  /** For JSON: the line of each row, the index of its order in the list, its own in the order. */
  readonly #positions = new NumberList("uint32");
  readonly #digest = createHash("sha256");
  #document = { list: "", sites: "sites", isList: false };
  #end = 0;

  get ordersTotal(): number {
    return this.#orders.size;
  }

  get ordersDigest(): string {
    return this.#digest.copy().digest("hex");
  }

  add(orderRef: string, bytes: number, source: SourceRow): void {
    this.#starts.push(this.#end);
    this.#orderOf.push(orderRef === "" ? NO_ORDER : this.#numberOf(orderRef));
    this.#end += bytes;
    if (source.pointer !== null) this.#addPosition(source.line, source.pointer);
  }

  #addPosition(line: number, pointer: JsonPointer): void {
    this.#positions.push(line);
    this.#positions.push(pointer.order ?? 0);
    this.#positions.push(pointer.site);
    // The same for all rows of a file, but for the case of letters.
    this.#document = { list: pointer.list, sites: pointer.sites, isList: pointer.order !== null };
  }

  positionOf(row: number): Position {
    if (this.#positions.length === 0) return { row, pointer: null };
    const [line = row, order = 0, site = 0] = [0, 1, 2].map((at) =>
      this.#positions.at((row - 1) * POSITION_NUMBERS + at),
    );
    const { list, sites, isList } = this.#document;
    return { row: line, pointer: sitePointer({ list, order: isList ? order : null, sites, site }) };
  }

  /** Without the first `skip`. */
  *groups(skip = 0): Iterable<SpoolRange[]> {
    const first = new Uint32Array(this.#orders.size + 1);
    const count = this.#orderOf.length;
    for (let at = 0; at < count; at += 1) {
      const order = this.#orderOf.at(at);
      if (order !== NO_ORDER) first[order + 1] = (first[order + 1] ?? 0) + 1;
    }
    for (let order = 0; order < this.#orders.size; order += 1) {
      first[order + 1] = (first[order + 1] ?? 0) + (first[order] ?? 0);
    }
    const next = first.slice();
    const sorted = new Uint32Array(count);
    const orphans: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const order = this.#orderOf.at(at);
      if (order === NO_ORDER) orphans.push(at);
      else {
        const to = next[order] ?? 0;
        sorted[to] = at;
        next[order] = to + 1;
      }
    }
    for (let order = skip; order < this.#orders.size; order += 1) {
      yield Array.from(sorted.subarray(first[order], first[order + 1]), (at) => this.#range(at));
    }
    for (const at of orphans.slice(Math.max(0, skip - this.#orders.size))) yield [this.#range(at)];
  }

  #range(at: number): SpoolRange {
    const from = this.#starts.at(at);
    return { from, bytes: (at + 1 < this.#starts.length ? this.#starts.at(at + 1) : this.#end) - from };
  }

  #numberOf(orderRef: string): number {
    const known = this.#orders.get(orderRef);
    if (known !== undefined) return known;
    const number = this.#orders.size;
    this.#digest.update(`${orderRef}\n`);
    // A key that is a slice of a chunk would keep the whole chunk in memory (docs/performance.md, "Intake"): the copy does not.
    this.#orders.set(Buffer.from(orderRef).toString(), number);
    return number;
  }
}
