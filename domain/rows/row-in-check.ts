// A row while it is checked: its cells as they stand and as they were read.
import type { Column } from "../../contracts/bulk-file.ts";
import { cellAt } from "./cell-at.ts";
import type { Finding } from "./finding.ts";
import { shownCell } from "./raw-cell.ts";
import type { RowRules } from "./row-memory.ts";

export interface RowInCheck {
  /** A cell per schema column, "" where the file has none. */
  readonly raw: readonly string[];
  /** Normalized so far. */
  readonly cells: string[];
  readonly findings: Finding[];
  readonly rules: RowRules;
}

/** What the person has in a column. */
export function shownIn({ raw, rules: { source } }: RowInCheck, column: Column): string {
  return shownCell({ column, raw: cellAt(raw, column.index), source });
}
