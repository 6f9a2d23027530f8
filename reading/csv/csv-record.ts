// A CSV record as both readers give it (csv-reader.ts: lines without a quote; quoted-records.ts: csv-parse), and the limit of
// its cells.
import { FILE_LIMITS } from "../../contracts/limits.ts";

export interface CsvRecord {
  readonly cells: string[];
  readonly line: number;
  /** Empty lines that were passed over just before it. */
  readonly emptyLines: number;
  /** Index of the cell in which text stands behind a closing quote, or -1. The cell is kept as the file has it. */
  readonly misplacedQuote: number;
  /** Of a record whose misplaced quote has taken in a line break: its bytes. */
  readonly spread?: Uint8Array;
  /** Index of the first cell above the limit (cut off), or -1. */
  readonly tooLongCell: number;
  /** Of a workbook: indexes of cells that are days to Excel. */
  readonly days?: readonly number[];
}

export interface CsvDialect {
  readonly delimiter: string;
  /** `\n` also ends CRLF lines. */
  readonly terminator: "\n" | "\r";
}

export const NONE = -1;
export const QUOTE = 34;
const CELL_BYTES_MAX = FILE_LIMITS.cellBytesMax;

/** Cuts cells above the limit; returns the index of the first of them, or -1. */
export function cutLongCells(cells: string[]): number {
  let first = NONE;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index] ?? "";
    // Three bytes a UTF-16 unit at most: most cells need not be measured.
    if (cell.length * 3 <= CELL_BYTES_MAX || Buffer.byteLength(cell) <= CELL_BYTES_MAX) continue;
    if (first === NONE) first = index;
    cells[index] = cell.slice(0, CELL_BYTES_MAX / 4);
  }
  return first;
}
