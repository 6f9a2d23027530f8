// One line of a CSV that we write: commas, RFC 4180 quotes, and cells that a spreadsheet would run guarded.
import { guardCell } from "./clean-cell.ts";

export function csvLine(cells: Iterable<string>): string {
  let line = "";
  let first = true;
  for (const cell of cells) {
    const text = guardCell(cell);
    const quoted = /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    line += first ? quoted : `,${quoted}`;
    first = false;
  }
  return `${line}\n`;
}
