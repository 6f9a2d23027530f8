// Rows that a reading gives back where it stops: the lines behind a quote that is never closed, and a last row that stands for
// whatever could not be read.
import { COLUMN_LIST } from "../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../contracts/limits.ts";
import type { Finding } from "../domain/rows/finding.ts";
import { CARRIED, type Header } from "../domain/rows/read-header.ts";
import { shownText } from "../domain/rows/unread-rows.ts";
import type { CsvDialect, CsvRecord } from "./csv/csv-record.ts";
import { FileFault } from "./row/file-fault.ts";
import type { JsonElement } from "./json/json-scanner.ts";
import { type RowSink, type Scanner, type SourceRow, tooManyRows } from "./row/source-row.ts";
import { type UnreadLine, UnreadLines } from "./unread-lines.ts";

interface UnreadOptions {
  readonly dialect: CsvDialect;
  /** The line with the quote. */
  readonly from: number;
  /** Undefined: the quote stands in it. Its own line is the first that is given back then. */
  readonly header: Header | undefined;
  /** Before that line. */
  readonly rows: number;
  readonly sink: RowSink;
}

export function unreadRows({ dialect, from, header, rows, sink }: UnreadOptions): Scanner {
  const places = header?.places ?? [];
  let count = rows;
  const give = (unread: UnreadLine): void => {
    count += 1;
    if (count > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), unread.line);
    sink.row(rowOf(unread, places, from));
  };
  const lines = new UnreadLines(dialect, { line: from, before: from - 1 }, give);
  return {
    push: (chunk) => {
      lines.push(chunk);
    },
    end: () => {
      lines.end();
      return Promise.resolve();
    },
    stopped: (fault) => {
      sink.row(csvRest(fault, from, header?.names ?? []));
      return undefined;
    },
  };
}

function rowOf({ line, cells, findings }: UnreadLine, places: Header["places"], from: number): SourceRow {
  const known = knownAmong(places.slice(0, cells.length));
  const row = { row: line, line, pointer: null, cells, findings, known, carried: cells.length - known } as const;
  if (line !== from) return { ...row, unread: true };
  const finding: Finding = { code: "quote.unclosed" };
  return { ...row, unread: true, stop: { finding, line, from } };
}

/**
 * The lines that a misplaced quote has taken in, each as a row: undefined, where none of them is as wide as the header, for then
 * they are one cell's text.
 */
export function spreadRows(
  record: CsvRecord,
  line: number,
  { dialect, header }: SpreadOptions,
): SourceRow[] | undefined {
  const lines: UnreadLine[] = [];
  const reader = new UnreadLines(dialect, { line, before: 0 }, (read) => lines.push(read));
  reader.push(record.spread ?? new Uint8Array());
  reader.end();
  const width = header.names.length;
  if (!lines.some(({ cells, line: at }) => at > line && cells.length === width)) return undefined;
  const column = columnNameOf(header, record.misplacedQuote);
  return lines.map(({ line: at, cells, findings }) => {
    const own: Finding =
      at === line ? { code: "quote.misplaced", column } : { code: "quote.spread", detail: String(line) };
    const known = knownAmong(header.places.slice(0, cells.length));
    const counts = { known, carried: cells.length - known };
    return { row: at, line: at, pointer: null, cells, findings: at === line ? [own] : [own, ...findings], ...counts };
  });
}

interface SpreadOptions {
  readonly dialect: CsvDialect;
  readonly header: Header;
}

/** As wide as the rows, for it to be no blank line in failed.csv. */
export function csvRest({ finding, line }: FileFault, lastLine: number, names: readonly string[]): SourceRow {
  const from = line ?? lastLine + 1;
  const cells = names.map(() => "");
  const nothing = { cells, findings: [], known: 0, carried: 0 };
  return { row: from, line: from, pointer: null, ...nothing, unread: true, stop: { finding, line, from } };
}

/** `left`: what was not read of the element that the fault stands in. */
export function jsonRest({ finding, line }: FileFault, lastRow: number, left: JsonElement): SourceRow {
  const from = left.line;
  const text = shownText(left.text);
  const nothing = { cells: [], findings: [], known: 0, carried: text === "" ? 0 : 1, text };
  const pointer = { ...left.place, site: 0 };
  return { row: lastRow + 1, line: from, pointer, ...nothing, unread: true, stop: { finding, line, from } };
}

/** Cells that belong to schema columns. */
export const knownAmong = (places: readonly number[]): number => places.filter((place) => place >= 0).length;

/** As the schema has it, else the header. */
export function columnNameOf({ names, places }: Header, index: number): string {
  const place = places[index] ?? CARRIED;
  return COLUMN_LIST[place]?.name ?? names[index] ?? `#${String(index + 1)}`;
}
