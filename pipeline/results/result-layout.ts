// Which cells of a file's rows its results show, in which order and under which names. A CSV file's header says it; JSON has
// any keys at any place, so its rows are read once for the columns that they use.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import type { DetectedFormat } from "../../contracts/receipt.ts";
import { type Header, OURS } from "../../domain/rows/read-header.ts";
import { type RowSource, eachRow } from "../../reading/row-source.ts";

export interface ResultLayout {
  readonly names: readonly string[];
  readonly cells: readonly number[];
  /** By column index: where its cell stands in a row of the file; -1: nowhere. */
  readonly cellOf: readonly number[];
}

export const NO_LAYOUT: ResultLayout = layoutOf({ names: [], columns: [], line: 1, findings: [] }, () => false);

/** Undefined: the header will say it. */
export async function layoutBefore(source: RowSource, kind: DetectedFormat["kind"]): Promise<ResultLayout | undefined> {
  if (kind !== "json" && kind !== "ndjson") return undefined;
  let header: Header = { names: [], columns: [], line: 1, findings: [] };
  const used = new Set<number>();
  await eachRow(source, {
    header: (read) => (header = read),
    blankRow: () => undefined,
    row: ({ cells }) => {
      for (let index = 0; index < cells.length; index += 1) if (cells[index] !== "") used.add(index);
    },
  });
  return layoutOf(header, (index) => used.has(index));
}

/** What an earlier results file added is not carried on. */
export const layoutOfCsv = (header: Header): ResultLayout =>
  layoutOf(header, (index) => header.columns[index] !== OURS);

function layoutOf(header: Header, isShown: (index: number) => boolean): ResultLayout {
  const cells = header.names.map((_, index) => index).filter(isShown);
  const cellOf = COLUMN_LIST.map((column) => header.columns.indexOf(column.index));
  return { names: [...header.names], cells, cellOf };
}
