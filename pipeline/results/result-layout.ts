// Which cells of a file's rows its results show, in which order and under which names. A CSV file's header says it; JSON has
// any keys at any place, so its rows are read once for the columns that they use.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import type { DetectedFormat } from "../../contracts/receipt.ts";
import { type Header, OURS } from "../../domain/rows/read-header.ts";
import { type RowSource, eachRow } from "../../reading/row-source.ts";

export interface ResultLayout {
  readonly names: readonly string[];
  readonly cells: readonly number[];
  /** Where the cell of a schema column stands in a row; -1: nowhere. */
  readonly placeOf: readonly number[];
}

export const NO_LAYOUT: ResultLayout = layoutOf({ names: [], places: [], findings: [] }, () => false);

/** Undefined: the header will say it. */
export async function layoutBefore(source: RowSource, kind: DetectedFormat["kind"]): Promise<ResultLayout | undefined> {
  if (kind !== "json" && kind !== "ndjson") return undefined;
  let header: Header = { names: [], places: [], findings: [] };
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
export const layoutOfCsv = (header: Header): ResultLayout => layoutOf(header, (index) => header.places[index] !== OURS);

function layoutOf(header: Header, isShown: (index: number) => boolean): ResultLayout {
  const cells = header.names.map((_, index) => index).filter(isShown);
  const placeOf = COLUMN_LIST.map((column) => header.places.indexOf(column.index));
  return { names: [...header.names], cells, placeOf };
}
