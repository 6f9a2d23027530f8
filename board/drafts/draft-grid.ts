// A file as a grid of cells that a person can correct: its header and rows as the intake reads them, nothing normalized. Corrected cells
// are written as a CSV file with the same columns; where an issue of either file stands is found in the grid.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import type { DetectedFormat } from "../../contracts/receipt.ts";
import { shownPointer } from "../../domain/rows/name-rows.ts";
import { type Header, OURS } from "../../domain/rows/read-header.ts";
import { FileFault } from "../../reading/row/file-fault.ts";
import { orderPointer, sitePointer } from "../../reading/row/json-pointer.ts";
import { type OpenFile, readRecords } from "../../reading/read-records.ts";
import type { CellEdit, DraftGrid, DraftIssue } from "../wire.ts";

/** What a page can hold and a person go through; a larger file is corrected by its failed.csv. */
export const GRID_ROWS_MAX = 10_000;

/** Where rows stand in the file that is checked. */
export interface RowPositions {
  /** Row of the grid by line; first row by JSON Pointer of a site or an order. */
  readonly byLine: ReadonlyMap<number, number>;
  readonly byPointer: ReadonlyMap<string, number>;
}

export interface GridRead {
  readonly format: DetectedFormat["kind"];
  readonly columns: string[];
  readonly isOurs: readonly boolean[];
  readonly rows: string[][];
  readonly lines: number[];
  readonly positions: RowPositions;
  /** Why there is no grid; "": there is. */
  readonly none: string;
}

export interface GridOptions {
  readonly profile: DistributorProfile | undefined;
  /** Of a workbook; undefined: the first that a person sees. */
  readonly sheet: string | undefined;
}

export async function readGrid(open: OpenFile, options: GridOptions): Promise<GridRead> {
  const rows: string[][] = [];
  const lines: number[] = [];
  const positions = { byLine: new Map<number, number>(), byPointer: new Map<string, number>() };
  let header: Header = { names: [], columns: [], line: 1, findings: [] };
  let format: DetectedFormat["kind"] = null;
  let [total, isJson, none] = [0, false, ""];
  const sink = {
    header: (read: Header) => (header = read),
    blankRow: () => undefined,
    row: ({ line, cells, pointer }: Parameters<Parameters<typeof readRecords>[2]["row"]>[0]) => {
      total += 1;
      if (rows.length >= GRID_ROWS_MAX) return;
      positions.byLine.set(line, rows.length);
      if (pointer !== null) {
        isJson = true;
        for (const at of [sitePointer(pointer), orderPointer(pointer)]) {
          if (!positions.byPointer.has(at)) positions.byPointer.set(at, rows.length);
        }
      }
      rows.push([...cells]);
      lines.push(line);
    },
  };
  try {
    await readRecords(open, { ...options, repeatOrderFields: true }, sink, (detected) => (format = detected.kind));
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    none =
      "The file could not be read to its end, so its cells cannot be corrected here. Correct it as described below.";
  }
  if (none === "" && total > GRID_ROWS_MAX) none = tooLong(total);
  const shown = isJson ? usedColumns(header, rows) : header.names.map((_, at) => at);
  const width = isJson ? 0 : Math.max(0, ...rows.map((row) => row.length));
  const extra = Math.max(0, width - header.names.length);
  return {
    ...{ format, lines, positions, none },
    columns: [...shown.map((at) => header.names[at] ?? ""), ...Array.from({ length: extra }, () => "")],
    isOurs: shown.map((at) => header.columns[at] === OURS),
    rows: isJson ? rows.map((row) => shown.map((at) => row[at] ?? "")) : rows,
  };
}

const tooLong = (total: number): string =>
  `The file has ${total.toLocaleString("en-US")} rows; up to ${GRID_ROWS_MAX.toLocaleString("en-US")} can be corrected here. Send it: the rows to correct come back as failed.csv.`;

/** JSON may use any column; the others would be empty. */
function usedColumns({ names }: Header, rows: readonly (readonly string[])[]): number[] {
  return names.map((_, at) => at).filter((at) => rows.some((row) => (row[at] ?? "") !== ""));
}

/** Grows the grid where an edit lies beyond it: a column of its own, or the missing end of a short row. */
export function applyEdit({ columns, rows }: Pick<GridRead, "columns" | "rows">, { at, cell, text }: CellEdit): void {
  const row = at === -1 ? columns : rows[at];
  if (row === undefined || cell < 0 || cell > columns.length) return;
  while (row.length < cell) row.push("");
  row[cell] = text;
}

/** Bytes of the corrected file: what is in the cells, without a guard, since no spreadsheet opens it on its way. */
export function correctedCsv({ columns, rows }: Pick<GridRead, "columns" | "rows">): string {
  // Cells beyond the header keep no name: they stay an error until they are blank.
  const named = columns.slice(0, columns.findLastIndex((name) => name !== "") + 1);
  return [named, ...rows].map((cells) => `${cells.map(written).join(",")}\n`).join("");
}

const written = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function gridOf({ columns, isOurs, rows, lines, none }: GridRead): DraftGrid | null {
  if (none !== "") return null;
  return { columns: columns.map((name, at) => ({ name, isOurs: isOurs[at] === true })), rows, lines };
}

/** `positions`: of the file that was checked. `lines`: of the file that the person has. */
export function draftIssue(
  issue: Issue,
  read: Pick<GridRead, "lines">,
  positions: RowPositions,
  cellOf: CellOf,
): DraftIssue {
  const { severity, code, column, message, fix, value, row, pointer } = issue;
  const at = rowAt(issue, positions);
  const line = at === null ? row : (read.lines[at] ?? row);
  const where = shownPointer({ pointer, column }) ?? (line === null ? "the file" : `row ${String(line)}`);
  return { severity, code, column, message, fix, value, at, cell: column === null ? null : cellOf(column), where };
}

/** Of a column by its name in the schema or in the file; null: the grid has none. */
export type CellOf = (column: string) => number | null;

function rowAt({ row, pointer }: Issue, { byLine, byPointer }: RowPositions): number | null {
  for (let at = pointer; at !== null && at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const found = byPointer.get(at);
    if (found !== undefined) return found;
  }
  return pointer === null && row !== null ? (byLine.get(row) ?? null) : null;
}
