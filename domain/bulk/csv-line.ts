// One line of a CSV that we write: commas, RFC 4180 quotes, and cells that a spreadsheet would run guarded.
import { guardCell } from "./clean-cell.ts";

/** One test clears the ordinary cell. */
const SPECIAL = /^[=+\-@\t\r]|[",\r\n]/;

export const csvLine = (cells: Iterable<string>): string => `${csvCells(cells)}\n`;

export function csvCells(cells: Iterable<string>): string {
  let line = "";
  let first = true;
  for (const cell of cells) {
    const text = SPECIAL.test(cell) ? written(cell) : cell;
    line += first ? text : `,${text}`;
    first = false;
  }
  return line;
}

function written(cell: string): string {
  const text = guardCell(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
