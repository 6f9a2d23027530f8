// A cell as it stands in the file, for the rules that clean and read it.
import type { Column } from "../../contracts/bulk-file.ts";
import { unguardCell } from "./cell-guard.ts";
import type { Finding } from "./finding.ts";
import { shownValue } from "./shown-value.ts";

/** Whether a spreadsheet may have had its hands on the values. No spreadsheet writes JSON. */
export type CellSource = "cells" | "json";

export interface RawCell {
  readonly column: Column;
  readonly raw: string;
  readonly source: CellSource;
  /** Each check adds what it finds. */
  readonly findings: Finding[];
}

/** As a person sees it in the file: without our own guard, shortened and masked. */
export function shownCell({ column, raw, source }: Omit<RawCell, "findings">): string {
  return shownValue(column, source === "json" ? raw : unguardCell(raw));
}
