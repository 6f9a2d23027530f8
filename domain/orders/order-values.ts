// The values of an order's own columns: its rows must agree on them, and a blank cell repeats what another row says.
import { AT, COLUMN_LIST, type Column, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import { cellAt } from "../rows/cell-at.ts";
import { ALT_CONTACT, checkWhole } from "../rows/check-row.ts";
import { INVALID } from "../rows/clean-cell.ts";
import type { Finding } from "../rows/finding.ts";
import { namedRows, type PositionOf } from "../rows/name-rows.ts";
import type { FindingOfRow, OrderRow } from "./order-row.ts";
import { checkDiscount, type KnownDiscounts } from "./check-discount.ts";

const ORDER_COLUMNS: readonly Column[] = COLUMN_LIST.slice(0, ORDER_COLUMNS_COUNT);

export interface OrderValues {
  /** In schema order; "" where no row has one. */
  readonly values: readonly string[];
  readonly orderFindings: readonly FindingOfRow[];
  /** No order column's only values are in error. */
  readonly whole: boolean;
}

/** `first`: the row at which findings about the order as a whole are listed. */
export function mergeOrderValues(
  rows: readonly OrderRow[],
  first: OrderRow,
  { positionOf, discounts }: { readonly positionOf: PositionOf; readonly discounts: KnownDiscounts },
): OrderValues {
  const orderFindings: FindingOfRow[] = [];
  const values: string[] = [];
  let whole = true;
  const rowWith = (index: number): number => rows.find(({ cells }) => cells[index] !== "")?.row ?? first.row;
  for (const column of ORDER_COLUMNS) {
    const { value, isInvalid, differs } = valueOf(rows, column);
    values[column.index] = value;
    if (value === "" && isInvalid) whole = false;
    if (differs) {
      const named = rows.filter(({ cells }) => cells[column.index] !== "" && cells[column.index] !== INVALID);
      const detail = namedRows(
        named.map(({ row }) => row),
        positionOf,
      );
      orderFindings.push({ code: "order.conflict", row: first.row, column: column.name, detail });
    } else if (value === "" && column.required === true && !isInvalid && column.index !== AT.order_ref) {
      // A row without its order_ref says so itself.
      orderFindings.push({ code: "cell.required", row: first.row, column: column.name });
    }
  }
  const late: Finding[] = [];
  checkWhole(values, ALT_CONTACT, { code: "contact.incomplete", detail: "alternate" }, late);
  orderFindings.push(...late.map((finding) => ({ ...finding, row: first.row })));
  const discount = checkDiscount(values, discounts);
  if (discount !== undefined) orderFindings.push({ ...discount, row: rowWith(AT.discount_percent) });
  return { values, orderFindings, whole };
}

function valueOf(rows: readonly OrderRow[], { index }: Column) {
  let value = "";
  let isInvalid = false;
  let differs = false;
  for (const { cells } of rows) {
    const cell = cellAt(cells, index);
    if (cell === INVALID) isInvalid = true;
    else if (value === "") value = cell;
    else if (cell !== "" && cell !== value) differs = true;
  }
  return { value, isInvalid, differs };
}
