// Puts normalized rows aside while a file is read, and gives them back order by order. The rows of an order repeat much of
// each other: one is written whole, and those behind it say where it stands and what they have otherwise.
import { AT, COLUMN_LIST, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { OrderRow } from "../../domain/orders/order-row.ts";
import type { CheckedRow } from "../../domain/rows/check-row.ts";
import { INVALID } from "../../domain/rows/clean-cell.ts";
import { cellAt } from "../../domain/rows/cell-at.ts";
import type { Finding, Position } from "../../domain/rows/finding.ts";
import { LastMade } from "../../domain/last-made.ts";
import { RowIndex, type SpoolRange } from "./row-index.ts";
import type { SourceRow } from "../row/source-row.ts";
import { SpoolFile } from "./spool-file.ts";

/** Parts the cells: a control character that no checked cell holds. Far cheaper than JSON. */
const CELL_END = "\u001F";
/** A cell that differs is preceded by the character of this code and its column's index. */
const FIRST_COLUMN = 0x40;

interface WrittenRow {
  readonly range: SpoolRange;
  readonly cells: readonly string[];
}
const NO_ROW: WrittenRow = { range: { from: -1, bytes: 0 }, cells: [] };

export class SpooledRows implements Disposable {
  readonly #spool = new SpoolFile("rows.ndjson");
  readonly #index = new RowIndex();
  /** The last row that was written whole. */
  #written = NO_ROW;
  // Rows one after another often have the same error, and differ from the same whole row.
  readonly #errorsText = new LastMade(textOf, haveSameErrors);
  readonly #errors = new LastMade(errorsIn);
  readonly #whole = new LastMade(
    (range: SpoolRange) => this.#partsOf(range).slice(2),
    (range, last) => range.from === last.from,
  );

  get ordersTotal(): number {
    return this.#index.ordersTotal;
  }

  get ordersDigest(): string {
    return this.#index.ordersDigest;
  }

  append(source: SourceRow, errors: readonly Finding[], { cells, repeatsOrder }: CheckedRow): void {
    const own = `${String(source.row)} ${String(source.known)} ${errors.length === 0 ? "" : this.#errorsText.of(errors)}`;
    const from = this.#spool.bytes;
    const text = repeatsOrder ? this.#difference(cells) : CELL_END + CELL_END + cells.join(CELL_END);
    const bytes = this.#spool.append(own + text);
    if (!repeatsOrder) this.#written = { range: { from, bytes }, cells };
    const orderRef = cellAt(cells, AT.order_ref);
    this.#index.add(orderRef === INVALID ? "" : orderRef, bytes, source);
  }

  #difference(cells: readonly string[]): string {
    const whole = this.#written;
    let text = `${CELL_END}${String(whole.range.from)} ${String(whole.range.bytes)}`;
    for (let index = ORDER_COLUMNS_COUNT; index < cells.length; index += 1) {
      const cell = cellAt(cells, index);
      if (cell !== whole.cells[index]) text += CELL_END + String.fromCharCode(FIRST_COLUMN + index) + cell;
    }
    return text;
  }

  /** Where a row of the file stands, for issues found after the reading. */
  positionOf(row: number): Position {
    return this.#index.positionOf(row);
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

  /** The cells are the caller's, who may change them. */
  #rowAt(range: SpoolRange): OrderRow {
    const parts = this.#partsOf(range);
    const [own = "", whole = ""] = parts;
    const rowEnd = own.indexOf(" ");
    const knownEnd = own.indexOf(" ", rowEnd + 1);
    const errors = own.slice(knownEnd + 1);
    const cells = this.#whole.of(whole === "" ? range : rangeIn(whole)).slice();
    invariant(cells.length === COLUMN_LIST.length, "spooledRows.width");
    if (whole !== "") {
      for (let at = 2; at < parts.length; at += 1) {
        const difference = parts[at] ?? "";
        cells[difference.charCodeAt(0) - FIRST_COLUMN] = difference.slice(1);
      }
    }
    return {
      row: Number(own.slice(0, rowEnd)),
      known: Number(own.slice(rowEnd + 1, knownEnd)),
      errors: errors === "" ? NO_ERRORS : this.#errors.of(errors),
      cells,
    };
  }

  #partsOf({ from, bytes }: SpoolRange): string[] {
    return this.#spool.read(from, bytes).split(CELL_END);
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}

const NO_ERRORS: readonly Finding[] = [];

function rangeIn(text: string): SpoolRange {
  const end = text.indexOf(" ");
  return { from: Number(text.slice(0, end)), bytes: Number(text.slice(end + 1)) };
}

/** Without the values: they are told already, and the results do not show them. */
const textOf = (errors: readonly Finding[]): string =>
  JSON.stringify(errors.map(({ code, column, detail }) => ({ code, column, detail })));

function haveSameErrors(errors: readonly Finding[], last: readonly Finding[]): boolean {
  if (errors.length !== last.length) return false;
  return errors.every(
    ({ code, column, detail }, at) =>
      code === last[at]?.code && column === last[at].column && detail === last[at].detail,
  );
}

function errorsIn(text: string): readonly Finding[] {
  const errors: unknown = JSON.parse(text);
  invariant(areErrors(errors), "spooledRows.errors");
  return errors;
}

/** Written by `append` a moment ago: its form is enough to know it by. */
function areErrors(value: unknown): value is Finding[] {
  return (
    Array.isArray(value) && value.every((one: unknown) => typeof one === "object" && one !== null && "code" in one)
  );
}
