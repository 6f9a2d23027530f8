// What was read last: most cells repeat the one above them, and the order's part of a row as a whole. What a file's rows are
// checked by is kept with it.
import { COLUMN_LIST, type Column, ORDER_COLUMNS_COUNT } from "../../contracts/bulk-file.ts";
import type { DayLimits } from "./check-days.ts";
import type { Finding } from "./finding.ts";
import type { CellSource } from "./raw-cell.ts";
import { readValue } from "./read-value.ts";

/** What the checks of a row depend on besides the row; the same for a whole file. */
export interface RowRules {
  readonly source: CellSource;
  readonly days: DayLimits;
}

export class RowMemory {
  readonly rules: RowRules;
  /** The last cell of each column that was read without a finding. */
  readonly #raw: string[] = COLUMN_LIST.map(() => "");
  readonly #value: string[] = COLUMN_LIST.map(() => "");
  /** The last row whose order's part was read, where nothing was found in that; the values of its sites are blank. */
  #order: { readonly raw: readonly string[]; readonly values: readonly string[] } | undefined;

  constructor(rules: RowRules) {
    this.rules = rules;
  }

  /** Reads the row's cells of these columns. */
  read(columns: readonly Column[], raw: readonly string[], cells: string[], findings: Finding[]): void {
    for (const column of columns) {
      const { index } = column;
      const cell = raw[index] ?? "";
      if (cell === this.#raw[index]) {
        cells[index] = this.#value[index] ?? "";
        continue;
      }
      const count = findings.length;
      const value = readValue({ column, raw: cell, source: this.rules.source, findings });
      if (findings.length === count) {
        this.#raw[index] = cell;
        this.#value[index] = value;
      }
      cells[index] = value;
    }
  }

  /** The order's values, where the row repeats the last one's cells. */
  orderOf(raw: readonly string[]): readonly string[] | undefined {
    const order = this.#order;
    if (order === undefined) return undefined;
    for (let index = 0; index < ORDER_COLUMNS_COUNT; index += 1) if (raw[index] !== order.raw[index]) return undefined;
    return order.values;
  }

  /** A row that was not read comes between: what follows repeats nothing. */
  forgetOrder(): void {
    this.#order = undefined;
  }

  noteOrder(raw: readonly string[], values: readonly string[], isClean: boolean): void {
    this.#order = isClean ? { raw, values: values.slice() } : undefined;
  }
}
