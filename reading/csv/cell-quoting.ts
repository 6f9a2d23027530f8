// How each cell of a record stands in the file: bare, quoted, or with text behind its closing quote. csv-parse gives the last
// two alike, where the content of a quoted cell begins with a quote; the record's own text tells them apart, cell by cell.
import { NONE, QUOTE } from "./csv-record.ts";
import { closingQuote } from "./split-line.ts";

export interface QuotedCell {
  readonly kind: "bare" | "quoted" | "misplaced";
  /** The content of a quoted cell; the others as the file has them. */
  readonly text: string;
}

/** Spaces between a closing quote and what ends the cell do no harm. */
const SPACES = /^[ \t\r\n\f]*$/;

/** `record`: without the line end behind it. */
export function cellsAsQuoted(record: string, delimiter: string): QuotedCell[] {
  const cells: QuotedCell[] = [];
  for (let at = 0; ; at += 1) {
    const isQuoted = record.charCodeAt(at) === QUOTE;
    const close = isQuoted ? closingQuote(record, at + 1) : NONE;
    const next = record.indexOf(delimiter, close === NONE ? at : close + 1);
    const end = next === NONE ? record.length : next;
    if (close === NONE) cells.push({ kind: isQuoted ? "misplaced" : "bare", text: record.slice(at, end) });
    else if (SPACES.test(record.slice(close + 1, end))) {
      cells.push({ kind: "quoted", text: record.slice(at + 1, close).replaceAll('""', '"') });
    } else cells.push({ kind: "misplaced", text: record.slice(at, end) });
    if (next === NONE) return cells;
    at = next;
  }
}
