// Days that nobody means, days that are past, and a due date before its start. Days that wait for their file's evidence are
// checked when the order is put together.
import { AT, COLUMN_LIST, type Column, type ColumnName } from "../../contracts/bulk-file.ts";
import { cellAt } from "./cell-at.ts";
import { INVALID } from "./clean-cell.ts";
import { isOpenDay } from "./date-order.ts";
import type { Finding } from "./finding.ts";

/** ISO days. */
export interface DayLimits {
  readonly first: string;
  readonly last: string;
  /** An earlier day is past, wherever in the United States it is. */
  readonly past: string;
}

/** Before AT&T sold what is ordered here; spreadsheets count from 1900 or 1904. */
const FIRST = "1990-01-01";
const YEARS_AHEAD = 10;
const DAY_MILLIS = 86_400_000;

/** `now`: when the file was received, so that a second reading of it says the same. */
export function dayLimits(now: Date): DayLimits {
  const today = now.toISOString().slice(0, 10);
  const last = `${String(Number(today.slice(0, 4)) + YEARS_AHEAD)}${today.slice(4)}`;
  // In Hawaii it may still be yesterday.
  return { first: FIRST, last, past: new Date(now.getTime() - DAY_MILLIS).toISOString().slice(0, 10) };
}

export const DAY_COLUMNS: readonly Column[] = COLUMN_LIST.filter((column) => column.kind === "day");
const REQUESTED: readonly ColumnName[] = ["requested_start_date", "requested_due_date"];

export interface DayCheck {
  readonly limits: DayLimits;
  readonly columns: readonly Column[];
  /** What the person has in a column. */
  readonly shown: (column: Column) => string;
}

/** Marks days that nobody means as invalid. */
export function checkDays(row: string[], { limits, columns, shown }: DayCheck, findings: Finding[]): void {
  for (const column of columns) {
    const day = cellAt(row, column.index);
    if (day === "" || day === INVALID || isOpenDay(day)) continue;
    if (day >= limits.past && day <= limits.last) continue;
    const isOut = day < limits.first || day > limits.last;
    if (!isOut && !REQUESTED.includes(column.name)) continue;
    findings.push({ code: isOut ? "date.outOfRange" : "date.past", column: column.name, value: shown(column) });
    if (isOut) row[column.index] = INVALID;
  }
  if (columns.some(({ name }) => REQUESTED.includes(name))) checkDue(row, findings);
}

function checkDue(row: readonly string[], findings: Finding[]): void {
  const start = cellAt(row, AT.requested_start_date);
  const due = cellAt(row, AT.requested_due_date);
  if (due >= start || start === "" || due === "" || start === INVALID || due === INVALID) return;
  if (isOpenDay(start) || isOpenDay(due)) return;
  findings.push({ code: "date.dueBeforeStart", column: "requested_due_date", value: due });
}
