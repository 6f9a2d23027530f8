// Small valid files to damage: one row a site, from the template.
import { template } from "../../../domain/rows/template.ts";
import { csvLine } from "../../../domain/rows/csv-line.ts";
import { recordsOf } from "../../reading/csv/csv-reference.ts";

export type Cells = Record<string, string>;

/** Rows of a valid file; `perOrder` of them make an order. `today`: where they are checked by the real clock. */
export function validRows(count: number, perOrder = count, today?: Date): Cells[] {
  const [header = [], ...records] = recordsOf([...template("csv", count, today && { today })].join(""));
  return records.map((cells, index) => ({
    ...Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])),
    order_ref: `R-${String(Math.floor(index / perOrder) + 1)}`,
  }));
}

export function csvOf(rows: readonly Cells[]): string {
  const names = Object.keys(rows[0] ?? {});
  return csvLine(names) + rows.map((row) => csvLine(names.map((name) => row[name] ?? ""))).join("");
}
