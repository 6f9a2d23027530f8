// A row whose form is wrong may have its cells in the wrong columns: nothing of it is checked, and only its order is looked up.
import { AT, COLUMN_LIST, type Column } from "../contracts/bulk-file.ts";
import { cellAt } from "../domain/rows/cell-at.ts";
import type { CheckedRow } from "../domain/rows/check-row.ts";
import { INVALID } from "../domain/rows/clean-cell.ts";
import { readValue } from "../domain/rows/read-value.ts";
import type { RowMemory, RowRules } from "../domain/rows/row-memory.ts";

/** Findings of a row that says something else altogether. */
export const OF_WIDTH = new Set<string>(["row.tooShort", "row.tooLong", "row.endsEarly", "row.blankSurplus"]);

/** Only its order_ref is read, as that of a row in order is. */
export function unchecked(raw: readonly string[], memory: RowMemory): CheckedRow {
  memory.forgetOrder();
  const [column] = COLUMN_LIST;
  const orderRef = column === undefined ? INVALID : readOnly(column, cellAt(raw, AT.order_ref), memory.rules);
  const cells = raw.map((_, index) => (index === AT.order_ref && orderRef !== "" ? orderRef : INVALID));
  return { cells, repeatsOrder: false };
}

const readOnly = (column: Column, raw: string, { source }: RowRules): string =>
  readValue({ column, raw, source, findings: [] });
