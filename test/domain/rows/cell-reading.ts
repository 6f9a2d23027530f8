// Reads one cell as the checks of a row do, for tests of single values.
import { COLUMN_LIST, type ColumnName } from "../../../contracts/bulk-file.ts";
import { INVALID } from "../../../domain/rows/clean-cell.ts";
import type { Finding } from "../../../domain/rows/finding.ts";
import type { CellSource } from "../../../domain/rows/raw-cell.ts";
import { readValue } from "../../../domain/rows/read-value.ts";

export interface CellReading {
  /** Undefined: the cell has an error. */
  readonly value: string | undefined;
  readonly codes: readonly string[];
  readonly findings: readonly Finding[];
}

export function readCell(name: ColumnName, raw: string, source: CellSource = "cells"): CellReading {
  const column = COLUMN_LIST.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(name);
  const findings: Finding[] = [];
  const value = readValue({ column, raw, source, findings });
  return { value: value === INVALID ? undefined : value, codes: findings.map(({ code }) => code), findings };
}
