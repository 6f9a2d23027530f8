// CSV records as rows of the file: the first that is not blank is the header, blank lines are news only between rows, and
// what is wrong with a record's form is said of its row.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { type Header, NAMELESS, readHeader } from "../../domain/rows/read-header.ts";
import { CsvReader } from "./csv-reader.ts";
import type { CsvRecord } from "./csv-record.ts";
import { FileFault } from "../row/file-fault.ts";
import type { Sniffed } from "../sniff-format.ts";
import { type ReadOptions, type RowSink, type Scanner, type SourceRow, tooManyRows } from "../row/source-row.ts";
import { columnNameOf, csvRest, knownAmong, spreadRows, unreadRows } from "../unread-rows.ts";

export function csvRows(sniffed: Extract<Sniffed, { kind: "csv" }>, options: ReadOptions, sink: RowSink): Scanner {
  const firstLine = sniffed.skip === 0 ? 0 : 1;
  let header: CsvHeader | undefined;
  let blankLines: number[] = [];
  let rows = 0;
  let lastLine = 0;
  const noteBlanks = (from: number, count: number): void => {
    if (header === undefined) return;
    if (blankLines.length + count > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), from);
    for (let at = 0; at < count; at += 1) blankLines.push(from + at);
  };
  const take = (record: CsvRecord): void => {
    const line = record.line + firstLine;
    if (record.emptyLines > 0) noteBlanks(line - record.emptyLines, record.emptyLines);
    if (isBlank(record.cells)) {
      noteBlanks(line, 1);
      return;
    }
    if (header === undefined) {
      header = shapeOf(headerOf(record, options.profile));
      sink.header(header);
      return;
    }
    // Blank lines at the end of a file are no news; between rows they are.
    for (const blank of blankLines) sink.blankRow(blank);
    if (blankLines.length > 0) blankLines = [];
    const spread = record.spread && spreadRows(record, line, { dialect: sniffed.dialect, header });
    if (spread === undefined) give(csvRow(record, line, header));
    else spread.forEach(give);
  };
  const give = (row: SourceRow): void => {
    rows += 1;
    if (rows > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), row.line);
    lastLine = row.line;
    sink.row(row);
  };
  const stopped = (fault: FileFault): Scanner | undefined => {
    if (fault.finding.code === "quote.unclosed") {
      return unreadRows({ dialect: sniffed.dialect, from: fault.line ?? 1, header, rows, sink });
    }
    if (header !== undefined) sink.row(csvRest(fault, lastLine, header.names));
    return undefined;
  };
  const reader = new CsvReader(sniffed.dialect, take);
  return {
    push: (chunk) => {
      reader.push(chunk);
    },
    end: async () => {
      const openQuote = await reader.end();
      if (openQuote !== undefined) throw new FileFault({ code: "quote.unclosed" }, openQuote + firstLine);
      if (header === undefined) throw new FileFault({ code: "file.empty" });
    },
    stopped,
  };
}

function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}

function headerOf(record: CsvRecord, profile: DistributorProfile | undefined): Header {
  if (record.cells.length > FILE_LIMITS.columnsMax) {
    throw new FileFault({ code: "file.tooManyColumns", detail: String(FILE_LIMITS.columnsMax) }, record.line);
  }
  if (record.tooLongCell !== -1) {
    throw new FileFault({ code: "file.headerTooLong", detail: "32 KB" }, record.line);
  }
  const names = [...record.cells];
  return readHeader(names, profile);
}

interface CsvHeader extends Header {
  /** Cells of a whole row that belong to schema columns. */
  readonly known: number;
  /** A column has no name: its cells must be blank. */
  readonly hasNameless: boolean;
}

function shapeOf(header: Header): CsvHeader {
  const { places } = header;
  return { ...header, known: knownAmong(places), hasNameless: places.includes(NAMELESS) };
}

function csvRow(record: CsvRecord, line: number, header: CsvHeader): SourceRow {
  const { cells } = record;
  const isWhole = record.misplacedQuote === -1 && record.tooLongCell === -1 && cells.length === header.names.length;
  const known = cells.length === header.names.length ? header.known : knownAmong(header.places.slice(0, cells.length));
  const findings = isWhole && !header.hasNameless ? NO_FINDINGS : formFindings(record, header);
  return { row: line, line, pointer: null, cells, findings, known, carried: cells.length - known };
}

const NO_FINDINGS: readonly Finding[] = [];

function formFindings({ cells, misplacedQuote, tooLongCell }: CsvRecord, header: Header): Finding[] {
  const nameOf = (index: number): string => columnNameOf(header, index);
  const width = header.names.length;
  const findings: Finding[] = [];
  if (misplacedQuote !== -1) findings.push({ code: "quote.misplaced", column: nameOf(misplacedQuote) });
  if (tooLongCell !== -1) findings.push({ code: "cell.tooLong", column: nameOf(tooLongCell), detail: "32 KB" });
  const count = `${String(cells.length)}, the header ${String(width)}`;
  // A cell that was cut may have swallowed those behind it.
  if (cells.length < width && tooLongCell !== cells.length - 1) {
    findings.push({ code: "row.tooShort", column: nameOf(cells.length), detail: count });
  } else if (cells.length > width) findings.push({ code: "row.tooLong", detail: count });
  for (const [index, place] of header.places.entries()) {
    if (index >= cells.length) break;
    if (place === NAMELESS && cells[index]?.trim() !== "") {
      findings.push({ code: "header.blank", column: `#${String(index + 1)}` });
    }
  }
  return findings;
}
