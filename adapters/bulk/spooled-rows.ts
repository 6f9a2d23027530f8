// Puts normalised rows aside while a file is read, and gives them back order by order. What the rows of an order repeat is
// written once: a row that has the order's values of the row before it says where they stand.
import { AT, COLUMN_LIST, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import type { OrderRow, RowError } from "../../domain/bulk/assemble-order.ts";
import type { CheckedRow } from "../../domain/bulk/check-row.ts";
import { INVALID } from "../../domain/bulk/clean-cell.ts";
import { RowIndex, type SpoolRange } from "./row-index.ts";
import type { SourceRow } from "./source-row.ts";
import { SpoolFile } from "./spool-file.ts";

/** Parts the cells: a control character that no checked cell holds. Far cheaper than JSON. */
const CELL_END = "\u001F";

export class SpooledRows implements Disposable {
  readonly #spool = new SpoolFile("rows.ndjson");
  readonly #index = new RowIndex();
  /** The row written last that has the order's values with it. */
  #orderAt: SpoolRange = { from: 0, bytes: 0 };
  /** The order's values read last, and where they stand. */
  #order: { readonly from: number; readonly values: readonly string[] } = { from: -1, values: [] };

  get ordersTotal(): number {
    return this.#index.ordersTotal;
  }

  append(source: SourceRow, error: RowError | null, { cells, repeatsOrder }: CheckedRow): void {
    const from = this.#spool.bytes;
    const order = repeatsOrder ? `${String(this.#orderAt.from)} ${String(this.#orderAt.bytes)}` : "";
    const own = `${String(source.row)} ${String(source.known)} ${error === null ? "" : JSON.stringify(error)}`;
    const values = (repeatsOrder ? cells.slice(ORDER_COLUMNS_COUNT) : cells).join(CELL_END);
    const bytes = this.#spool.append(`${own}${CELL_END}${order}${CELL_END}${values}`);
    if (!repeatsOrder) this.#orderAt = { from, bytes };
    const orderRef = cells[AT.order_ref] ?? "";
    this.#index.add(orderRef === INVALID ? "" : orderRef, bytes, source);
  }

  /** Where a row of the file stands, for issues found after the reading. */
  placeOf(row: number): { readonly row: number; readonly pointer: string | null } {
    return this.#index.placeOf(row);
  }

  /** Groups of rows of one order_ref, then each row that has none; without the first `skip`. */
  *orders(skip: number): Iterable<OrderRow[]> {
    for (const ranges of this.#index.groups(skip)) yield ranges.map((range) => this.#read(range));
  }

  #read({ from, bytes }: SpoolRange): OrderRow {
    const parts = this.#partsOf(from, bytes);
    const [own = "", order = ""] = parts;
    const values = parts.slice(2);
    const [row = "", known = ""] = own.split(" ", 2);
    const error = own.slice(row.length + known.length + 2);
    return {
      row: Number(row),
      known: Number(known),
      error: error === "" ? null : parseError(error),
      cells: order === "" ? this.#keep(from, values) : this.#orderOf(order).concat(values),
    };
  }

  #orderOf(place: string): readonly string[] {
    const [from = 0, bytes = 0] = place.split(" ").map(Number);
    if (this.#order.from !== from) {
      this.#keep(from, this.#partsOf(from, bytes).slice(2));
    }
    return this.#order.values;
  }

  #partsOf(from: number, bytes: number): string[] {
    return this.#spool.read(from, bytes).split(CELL_END);
  }

  #keep(from: number, cells: string[]): string[] {
    invariant(cells.length === COLUMN_LIST.length, "spooledRows.width");
    this.#order = { from, values: cells.slice(0, ORDER_COLUMNS_COUNT) };
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
