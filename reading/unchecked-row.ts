// A row whose form is wrong. Where its cells may stand in the wrong columns, nothing of it is checked, and only its order is looked
// up; where it is known which cells are spoiled, all others are checked, so that a person sees every error at once.
import { AT, COLUMN_LIST, type Column, ORDER_COLUMNS_COUNT, isColumnName } from "../contracts/bulk-file.ts";
import { cellAt } from "../domain/rows/cell-at.ts";
import { type CheckedRow, checkRow } from "../domain/rows/check-row.ts";
import { INVALID } from "../domain/rows/clean-cell.ts";
import { type Finding, isError } from "../domain/rows/finding.ts";
import { readValue } from "../domain/rows/read-value.ts";
import type { RowMemory, RowRules } from "../domain/rows/row-memory.ts";
import type { SourceRow } from "./row/source-row.ts";

/** Findings of a row that says something else altogether. */
export const OF_WIDTH = new Set<string>([
  ...["row.tooShort", "row.tooLong", "row.endsEarly", "row.blankSurplus"],
  // The date under a list, in whatever column it stands.
  "excel.autoDate",
]);

const SITE_COLUMNS = COLUMN_LIST.slice(ORDER_COLUMNS_COUNT).map(({ index }) => index);

interface Checking {
  /** Of the row's form; those of its cells are added. */
  readonly findings: Finding[];
  readonly memory: RowMemory;
  /** Header.columns. */
  readonly columns?: readonly number[] | undefined;
}

export function checkAsFarAsSure(source: SourceRow, raw: readonly string[], checking: Checking): CheckedRow {
  const { findings, memory, columns } = checking;
  if (!findings.some(isError)) return checkRow(raw, findings, memory);
  const spoiled = spoiledColumns(source);
  return spoiled === undefined ? unchecked(raw, memory, columns) : checkOthers(raw, spoiled, checking);
}

/** Indexes of the cells that cannot be read, where all others are certain to stand in their columns; else undefined. */
function spoiledColumns({ pointer, findings }: Pick<SourceRow, "pointer" | "findings">): number[] | undefined {
  const spoiled: number[] = [];
  for (const { code, column = "" } of findings.filter(isError)) {
    if (code === "json.notASite") spoiled.push(...SITE_COLUMNS);
    else if ((pointer !== null || code === "excel.autoDate") && isColumnName(column)) spoiled.push(AT[column]);
    // The row is as wide as its header.
    else if (code !== "header.blank") return undefined;
  }
  return spoiled;
}

/** Checks a row but for its spoiled cells: of them all is said. */
function checkOthers(raw: readonly string[], spoiled: readonly number[], { findings, memory }: Checking): CheckedRow {
  const readable = raw.map((cell, index) => (spoiled.includes(index) ? "" : cell));
  const found: Finding[] = [];
  const checked = checkRow(readable, found, memory);
  const isOfSpoiled = ({ column = "" }: Finding): boolean => isColumnName(column) && spoiled.includes(AT[column]);
  findings.push(...found.filter((finding) => !isOfSpoiled(finding)));
  for (const index of spoiled) checked.cells[index] = INVALID;
  memory.forgetOrder();
  return { cells: checked.cells, repeatsOrder: false };
}

/**
 * Only its order_ref is read, as that of a row in order is. Its other cells may hold anything: what an order column holds that no
 * sound row of the order fills is not known, unless the file does not have it (`columns`: Header.columns), or the row has the very
 * order cells of the sound row before, which shows that these stand in their columns.
 */
export function unchecked(raw: readonly string[], memory: RowMemory, columns?: readonly number[]): CheckedRow {
  const order = memory.orderOf(raw);
  memory.forgetOrder();
  const [column] = COLUMN_LIST;
  const orderRef = column === undefined ? INVALID : readOnly(column, cellAt(raw, AT.order_ref), memory.rules);
  const cells = raw.map((_, index) => {
    if (index === AT.order_ref) return orderRef === "" ? INVALID : orderRef;
    if (index >= ORDER_COLUMNS_COUNT) return INVALID;
    return columns?.includes(index) === false ? "" : (order?.[index] ?? INVALID);
  });
  return { cells, repeatsOrder: false };
}

const readOnly = (column: Column, raw: string, { source }: RowRules): string =>
  readValue({ column, raw, source, findings: [] });
