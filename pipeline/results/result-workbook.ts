// results.xlsx and failed.xlsx: the same rows as the CSV beside them, made of it once it is complete, so that the two can never say
// different things. Cells lose the guard that a CSV needs against formulas; the cell that `_column` names is colored, with what `_message`
// and `_fix` say as its note.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { unguardCell } from "../../domain/rows/cell-guard.ts";
import { readHeader } from "../../domain/rows/read-header.ts";
import type { WrongCell } from "../../domain/results/workbook-xml.ts";
import { CsvReader } from "../../reading/csv/csv-reader.ts";
import type { SpoolFile } from "../../reading/spool/spool-file.ts";
import { WorkbookFile } from "./workbook-file.ts";

/** As we write CSV (domain/rows/csv-line.ts). */
const OURS = { delimiter: ",", terminator: "\n" } as const;
const PIECE_BYTES = 256 * 1024;

export async function writeWorkbook(
  csv: SpoolFile,
  sheetName: string,
  profile: DistributorProfile | undefined,
): Promise<WorkbookFile> {
  const workbook = new WorkbookFile(sheetName);
  let layout: Layout | undefined;
  const reader = new CsvReader(OURS, ({ cells }) => {
    const texts = cells.map(unguardCell);
    workbook.append(texts, layout === undefined ? [] : wrongCells(layout, texts));
    layout ??= layoutOf(texts, profile);
  });
  csv.flush();
  const source = csv.source();
  for (let from = 0; from < source.size; from += PIECE_BYTES) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, source.size - from));
    await source.read(piece, from);
    reader.push(piece);
  }
  await reader.end();
  return workbook;
}

interface Layout {
  /** By the schema's name of a column: where its cells stand. */
  readonly cellOf: ReadonlyMap<string, number>;
  readonly column: number;
  readonly message: number;
  readonly fix: number;
}

function layoutOf(names: readonly string[], profile: DistributorProfile | undefined): Layout {
  const { columns } = readHeader([...names], 1, profile);
  const cellOf = new Map<string, number>();
  for (const [cell, index] of columns.entries()) {
    const name = COLUMN_LIST[index]?.name;
    if (name !== undefined) cellOf.set(name, cell);
  }
  const at = (name: string): number => names.indexOf(name);
  return { cellOf, column: at("_column"), message: at("_message"), fix: at("_fix") };
}

function wrongCells(layout: Layout, cells: readonly string[]): readonly WrongCell[] {
  const name = cells[layout.column] ?? "";
  const column = layout.cellOf.get(name);
  if (column === undefined) return [];
  const note = [cells[layout.message], cells[layout.fix]]
    .filter((text) => text !== undefined && text !== "")
    .join("\n");
  return [{ column, note }];
}
