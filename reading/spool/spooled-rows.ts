// Puts normalised rows aside while a file is read, and gives them back order by order. The rows of an order repeat much of
// each other: one is written whole, and those behind it say where it stands and what they have otherwise.
import { AT, COLUMN_LIST, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { OrderRow } from "../../domain/orders/assemble-order.ts";
import type { CheckedRow } from "../../domain/rows/check-row.ts";
import { INVALID } from "../../domain/rows/clean-cell.ts";
import type { RowError } from "../../domain/rows/row-error.ts";
import { RowIndex, type SpoolRange } from "./row-index.ts";
import type { SourceRow } from "../row/source-row.ts";
import { SpoolFile } from "./spool-file.ts";

/** Parts the cells: a control character that no checked cell holds. Far cheaper than JSON. */
const CELL_END = "\u001F";
/** A cell that differs is preceded by the character of this code and its column's index. */
const FIRST_COLUMN = 0x40;

interface WholeRow {
  readonly range: SpoolRange;
  readonly cells: readonly string[];
}
const NO_ROW: WholeRow = { range: { from: -1, bytes: 0 }, cells: [] };

export class SpooledRows implements Disposable {
  readonly #spool = new SpoolFile("rows.ndjson");
  readonly #index = new RowIndex();
  /** The row written whole last, and the one read last. */
  #written = NO_ROW;
  #read = NO_ROW;
  #said: { readonly last: RowError | undefined; readonly text: string } = { last: undefined, text: "" };
  #error: { readonly text: string; readonly error: RowError } | undefined;

  get ordersTotal(): number {
    return this.#index.ordersTotal;
  }

  get ordersDigest(): string {
    return this.#index.ordersDigest;
  }

  append(source: SourceRow, error: RowError | null, { cells, repeatsOrder }: CheckedRow): void {
    const own = `${String(source.row)} ${String(source.known)} ${error === null ? "" : this.#textOf(error)}`;
    const from = this.#spool.bytes;
    const text = repeatsOrder ? this.#difference(cells) : CELL_END + CELL_END + cells.join(CELL_END);
    const bytes = this.#spool.append(own + text);
    if (!repeatsOrder) this.#written = { range: { from, bytes }, cells };
    const orderRef = cells[AT.order_ref] ?? "";
    this.#index.add(orderRef === INVALID ? "" : orderRef, bytes, source);
  }

  /** Rows one after another often have the same error. */
  #textOf(error: RowError): string {
    const { last, text } = this.#said;
    const isSame = last?.message === error.message && last.column === error.column && last.code === error.code;
    if (isSame && last.fix === error.fix && last.more + last.others.length + error.more + error.others.length === 0) {
      return text;
    }
    this.#said = { last: error, text: JSON.stringify(error) };
    return this.#said.text;
  }

  #difference(cells: readonly string[]): string {
    const whole = this.#written;
    let text = `${CELL_END}${String(whole.range.from)} ${String(whole.range.bytes)}`;
    for (let index = ORDER_COLUMNS_COUNT; index < cells.length; index += 1) {
      const cell = cells[index] ?? "";
      if (cell !== whole.cells[index]) text += CELL_END + String.fromCharCode(FIRST_COLUMN + index) + cell;
    }
    return text;
  }

  /** Where a row of the file stands, for issues found after the reading. */
  placeOf(row: number): { readonly row: number; readonly pointer: string | null } {
    return this.#index.placeOf(row);
  }

  /** Groups of rows of one order_ref, then each row that has none; without the first `skip`. */
  *orders(skip: number): Iterable<OrderRow[]> {
    for (const ranges of this.#index.groups(skip)) {
      // An order above the limit is refused by its count: all of its rows keep the cells of the first.
      const isTooLarge = ranges.length > FILE_LIMITS.sitesPerOrderMax;
      let first: OrderRow | undefined;
      yield ranges.map((range) => {
        const row = this.#rowAt(range);
        first ??= row;
        return isTooLarge ? { ...row, cells: first.cells } : row;
      });
    }
  }

  #rowAt(range: SpoolRange): OrderRow {
    const parts = this.#partsOf(range);
    const [own = "", whole = ""] = parts;
    const rowEnd = own.indexOf(" ");
    const knownEnd = own.indexOf(" ", rowEnd + 1);
    return {
      row: Number(own.slice(0, rowEnd)),
      known: Number(own.slice(rowEnd + 1, knownEnd)),
      error: knownEnd + 1 === own.length ? null : this.#errorIn(own.slice(knownEnd + 1)),
      cells: whole === "" ? this.#wholeRow(range, parts) : this.#patched(whole, parts),
    };
  }

  #errorIn(text: string): RowError {
    if (text !== this.#error?.text) this.#error = { text, error: parseError(text) };
    return this.#error.error;
  }

  #partsOf({ from, bytes }: SpoolRange): string[] {
    return this.#spool.read(from, bytes).split(CELL_END);
  }

  /** The cells are the caller's, who may change them. */
  #wholeRow(range: SpoolRange, parts: readonly string[]): string[] {
    const cells = parts.slice(2);
    invariant(cells.length === COLUMN_LIST.length, "spooledRows.width");
    this.#read = { range, cells };
    return cells.slice();
  }

  #patched(place: string, parts: readonly string[]): string[] {
    const fromEnd = place.indexOf(" ");
    const from = Number(place.slice(0, fromEnd));
    if (this.#read.range.from !== from) {
      const range = { from, bytes: Number(place.slice(fromEnd + 1)) };
      this.#wholeRow(range, this.#partsOf(range));
    }
    const cells = this.#read.cells.slice();
    for (let at = 2; at < parts.length; at += 1) {
      const part = parts[at] ?? "";
      cells[part.charCodeAt(0) - FIRST_COLUMN] = part.slice(1);
    }
    return cells;
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}

function parseError(text: string): RowError {
  const error: unknown = JSON.parse(text);
  invariant(isRowError(error), "spooledRows.error");
  return error;
}

/** Written by `append` a moment ago: its form is enough to know it by. */
function isRowError(value: unknown): value is RowError {
  return typeof value === "object" && value !== null && "code" in value;
}
