// CSV records as rows of the file: the first that is not blank is the header, blank lines are news only between rows, and
// what is wrong with a record's form is said of its row.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { shownValue } from "../../domain/rows/shown-value.ts";
import { CARRIED, type Header, NAMELESS } from "../../domain/rows/read-header.ts";
import { FileFault } from "../row/file-fault.ts";
import {
  type ReadOptions,
  type RowSink,
  type Scanner,
  type SourceRow,
  countCells,
  tooManyRows,
} from "../row/source-row.ts";
import { DELIMITER_NAMES, linesIn } from "../sniff-format.ts";
import { csvRest, linesBehindQuote } from "../unread-rest.ts";
import { isBlank } from "../../domain/rows/unseen.ts";
import { isBlankRow } from "./blank-row.ts";
import { CsvReader } from "./csv-reader.ts";
import { type CsvRecord, NONE } from "./csv-record.ts";
import { type CsvSniffed, type FoundHeader, HeaderSearch } from "./header-search.ts";
import { type PhysicalLine, PhysicalLines } from "./physical-lines.ts";

const NO_FINDINGS: readonly Finding[] = [];

export class CsvRows implements Scanner {
  readonly #sniffed: CsvSniffed;
  readonly #sink: RowSink;
  readonly #reader: CsvReader;
  readonly #search: HeaderSearch;
  #header: CsvHeader | undefined;
  #blankLines: number[] = [];
  #rows = 0;
  #lastLine = 0;

  constructor(sniffed: CsvSniffed, options: ReadOptions, sink: RowSink) {
    this.#sniffed = sniffed;
    this.#sink = sink;
    this.#search = new HeaderSearch(sniffed, options.profile);
    // Lines before the reader's first.
    const linesBefore = linesIn(sniffed.skip);
    this.#reader = new CsvReader(sniffed.dialect, (record) => {
      this.take(linesBefore === 0 ? record : { ...record, line: record.line + linesBefore });
    });
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  async end(): Promise<void> {
    const openQuote = await this.#reader.end();
    this.#begin(this.#header === undefined ? this.#search.end() : undefined);
    if (openQuote !== undefined) {
      throw new FileFault({ code: "quote.unclosed" }, openQuote + linesIn(this.#sniffed.skip));
    }
    if (this.#header === undefined) throw new FileFault({ code: "file.empty" });
  }

  stopped(fault: FileFault): Scanner | undefined {
    this.#begin(this.#header === undefined ? this.#search.end() : undefined);
    if (fault.finding.code === "quote.unclosed") {
      const behind = { dialect: this.#sniffed.dialect, from: fault.line ?? 1, rows: this.#rows };
      return linesBehindQuote({ ...behind, header: this.#header, sink: this.#sink });
    }
    if (this.#header !== undefined) this.#sink.row(csvRest(fault, this.#lastLine, this.#header.names));
    return undefined;
  }

  /** Cells of the header; 0: it is still to come. */
  get width(): number {
    return this.#header?.names.length ?? 0;
  }

  /** A record from the reader, or from a sheet whose rows go the same way. */
  take(record: CsvRecord): void {
    if (record.emptyLines > 0) this.#noteBlanks(record.line - record.emptyLines, record.emptyLines);
    if (isBlankRow(record.cells)) this.#noteBlanks(record.line, 1);
    else if (this.#header === undefined) this.#begin(this.#search.take(record));
    else this.#giveRecord(record, this.#header);
  }

  #begin(found: FoundHeader | undefined): void {
    if (found === undefined) return;
    // Blank lines above the header are not told.
    if (found.behind.length === 0) this.#blankLines = [];
    this.#header = shapeOf(found.header);
    this.#sink.header(this.#header);
    const above: Finding = { code: "row.aboveHeader", detail: String(found.header.line) };
    for (const record of found.above) {
      const row = csvRow(record, this.#header);
      this.#give({ ...row, findings: [above, ...row.findings] });
    }
    for (const record of found.behind) this.#giveRecord(record, this.#header);
  }

  #giveRecord(record: CsvRecord, header: CsvHeader): void {
    // Blank lines at the end of a file are no news; between rows they are.
    for (const blank of this.#blankLines) this.#sink.blankRow(blank);
    if (this.#blankLines.length > 0) this.#blankLines = [];
    const spread = record.spread && this.#spreadRows(record, header);
    if (spread === undefined) this.#give(csvRow(record, header));
    else for (const row of spread) this.#give(row);
  }

  #noteBlanks(from: number, count: number): void {
    if (this.#header === undefined && !this.#search.hasCandidate) return;
    if (this.#blankLines.length + count > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), from);
    for (let at = 0; at < count; at += 1) this.#blankLines.push(from + at);
  }

  #give(row: SourceRow): void {
    this.#rows += 1;
    if (this.#rows > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), row.line);
    this.#lastLine = row.line;
    this.#sink.row(row);
  }

  /**
   * The lines that a misplaced quote has swallowed, each as a row; undefined where none of them is as wide as the header, for
   * then they are one cell's text.
   */
  #spreadRows(record: CsvRecord, header: CsvHeader): SourceRow[] | undefined {
    const { line } = record;
    const lines: PhysicalLine[] = [];
    const reader = new PhysicalLines(this.#sniffed.dialect, { line, before: 0 }, (read) => lines.push(read));
    reader.push(record.spread ?? new Uint8Array());
    reader.end();
    const width = header.names.length;
    if (!lines.some(({ cells, line: at }) => at > line && cells.length === width)) return undefined;
    const misplaced: Finding = { code: "quote.misplaced", column: columnNameOf(header, record.misplacedQuote) };
    return lines.map(({ line: at, cells, findings: own }) => {
      const findings = at === line ? [misplaced] : [{ code: "quote.spread", detail: String(line) } as const, ...own];
      return { row: at, line: at, pointer: null, cells, findings, ...countCells(header.columns, cells) };
    });
  }
}

interface CsvHeader extends Header {
  /** Cells of a row as wide as the header, by kind. */
  readonly whole: Pick<SourceRow, "known" | "carried">;
  /** A column has no name: its cells must be blank. */
  readonly hasNameless: boolean;
}

function shapeOf(header: Header): CsvHeader {
  const { columns, names } = header;
  return { ...header, whole: countCells(columns, names), hasNameless: columns.includes(NAMELESS) };
}

function csvRow(record: CsvRecord, header: CsvHeader): SourceRow {
  const { cells, line } = record;
  const width = header.names.length;
  const isWhole = cells.length === width && record.misplacedQuote === NONE && record.tooLongCell === NONE;
  const days = record.days === undefined ? NO_FINDINGS : daysInOtherColumns(record.cells, record.days, header);
  if (isWhole && !header.hasNameless && days.length === 0) {
    return { row: line, line, pointer: null, cells, findings: NO_FINDINGS, ...header.whole };
  }
  const findings = [...formFindings(record, header), ...days];
  return {
    row: line,
    line,
    pointer: null,
    cells: ofWidth(record, width, findings),
    findings,
    ...countCells(header.columns, cells),
  };
}

/** `1-2` typed as a floor is a day of January to Excel, and what was typed is lost. */
function daysInOtherColumns(cells: readonly string[], days: readonly number[], { columns }: Header): Finding[] {
  return days.flatMap((index): Finding[] => {
    const column = COLUMN_LIST[columns[index] ?? CARRIED];
    if (column === undefined || column.kind === "day" || column.kind === "note") return [];
    return [{ code: "excel.autoDate", column: column.name, value: shownValue(column, cells[index] ?? "") }];
  });
}

/** What is repaired about the width; a row that keeps an error of its form stays as it is. */
function ofWidth({ cells }: CsvRecord, width: number, findings: readonly Finding[]): readonly string[] {
  if (cells.length > width)
    return findings.some(({ code }) => code === "row.blankSurplus") ? cells.slice(0, width) : cells;
  if (!findings.some(({ code }) => code === "row.endsEarly")) return cells;
  return [...cells, ...Array.from({ length: width - cells.length }, () => "")];
}

function formFindings(record: CsvRecord, header: Header): Finding[] {
  const { cells, misplacedQuote, tooLongCell } = record;
  const nameOf = (index: number): string => columnNameOf(header, index);
  const findings: Finding[] = [];
  if (misplacedQuote !== NONE) findings.push({ code: "quote.misplaced", column: nameOf(misplacedQuote) });
  if (tooLongCell !== NONE) findings.push({ code: "cell.tooLong", column: nameOf(tooLongCell), detail: "32 KB" });
  findings.push(...widthFindings(record, header));
  for (const [index, column] of header.columns.entries()) {
    if (index >= cells.length) break;
    if (column === NAMELESS && !isBlank(cells[index] ?? "")) {
      findings.push({ code: "header.blank", column: `#${String(index + 1)}` });
    }
  }
  return findings;
}

function widthFindings({ cells, misplacedQuote, tooLongCell }: CsvRecord, header: Header): Finding[] {
  const width = header.names.length;
  const number = `${String(cells.length)} cell${cells.length === 1 ? "" : "s"}, the header ${String(width)}`;
  const count = number + whyOtherWidth(cells, width);
  if (cells.length > width) {
    const surplus = cells.slice(width);
    if (!surplus.every(isBlank)) return [{ code: "row.tooLong", detail: count }];
    return [
      { code: "row.blankSurplus", detail: `${String(surplus.length)} blank cell${surplus.length === 1 ? "" : "s"}` },
    ];
  }
  // A cell that was cut may have swallowed those behind it.
  if (cells.length === width || tooLongCell === cells.length - 1) return [];
  const column = columnNameOf(header, cells.length);
  const lacksRequired = header.columns.some((index, at) => at >= cells.length && COLUMN_LIST[index]?.required === true);
  if (lacksRequired || misplacedQuote !== NONE) return [{ code: "row.tooShort", column, detail: count }];
  return [{ code: "row.endsEarly", column, detail: column }];
}

/** What a person sees in the row, and takes for what the header has. */
function whyOtherWidth(cells: readonly string[], width: number): string {
  const [only = ""] = cells;
  if (cells.length === 1) {
    for (const [delimiter, name] of Object.entries(DELIMITER_NAMES)) {
      if (only.split(delimiter).length * 2 > width) return `. It seems to be divided by another character: ${name}`;
    }
  }
  const [curly] = cells.join().match(/[“”„«»]/) ?? [];
  if (cells.length <= width || curly === undefined) return "";
  return `. It has typographic quotes (${curly}), which enclose nothing in CSV: only straight quotes (") do`;
}

/** As the schema has it, else the header. */
function columnNameOf({ names, columns }: Header, index: number): string {
  const name = COLUMN_LIST[columns[index] ?? CARRIED]?.name ?? names[index] ?? "";
  return name === "" ? `#${String(index + 1)}` : name;
}
