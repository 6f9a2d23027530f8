// One line of a CSV that we write: commas, RFC 4180 quotes, and cells that a spreadsheet would run guarded.
import { guardCell } from "./cell-guard.ts";

/** One test clears the ordinary cell. */
const SPECIAL = /^[=+\-@\t＝＋－＠]|[",\r\n]/;

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

/** Writes rows whose cells mostly repeat those of the row before. */
export class CsvCellWriter {
  readonly #last: string[] = [];
  readonly #written: string[] = [];

  cells(cells: readonly string[]): string {
    let line = "";
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at] ?? "";
      if (cell !== this.#last[at]) {
        this.#last[at] = cell;
        this.#written[at] = SPECIAL.test(cell) ? written(cell) : cell;
      }
      line += at === 0 ? (this.#written[at] ?? "") : `,${this.#written[at] ?? ""}`;
    }
    return line;
  }
}

function written(cell: string): string {
  const text = guardCell(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
