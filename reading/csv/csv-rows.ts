// CSV records as rows of the file: the first that is not blank is the header, blank lines are news only between rows, and
// what is wrong with a record's form is said of its row.
import { COLUMN_LIST } from "../../contracts/bulk-file.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { CARRIED, type Header, NAMELESS, readHeader } from "../../domain/rows/read-header.ts";
import { FileFault } from "../row/file-fault.ts";
import {
  type ReadOptions,
  type RowSink,
  type Scanner,
  type SourceRow,
  countCells,
  tooManyRows,
} from "../row/source-row.ts";
import type { Sniffed } from "../sniff-format.ts";
import { csvRest, linesBehindQuote } from "../unread-rest.ts";
import { CsvReader } from "./csv-reader.ts";
import { type CsvDialect, type CsvRecord, NONE } from "./csv-record.ts";
import { type PhysicalLine, PhysicalLines } from "./physical-lines.ts";

const NO_FINDINGS: readonly Finding[] = [];

export class CsvRows implements Scanner {
  readonly #dialect: CsvDialect;
  readonly #options: ReadOptions;
  readonly #sink: RowSink;
  readonly #reader: CsvReader;
  /** Lines before the reader's first. */
  readonly #linesBefore: number;
  #header: CsvHeader | undefined;
  #blankLines: number[] = [];
  #rows = 0;
  #lastLine = 0;

  constructor({ dialect, skip }: Extract<Sniffed, { kind: "csv" }>, options: ReadOptions, sink: RowSink) {
    this.#dialect = dialect;
    this.#options = options;
    this.#sink = sink;
    this.#linesBefore = skip === 0 ? 0 : 1;
    this.#reader = new CsvReader(dialect, (record) => {
      this.#take(record);
    });
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  async end(): Promise<void> {
    const openQuote = await this.#reader.end();
    if (openQuote !== undefined) throw new FileFault({ code: "quote.unclosed" }, openQuote + this.#linesBefore);
    if (this.#header === undefined) throw new FileFault({ code: "file.empty" });
  }

  stopped(fault: FileFault): Scanner | undefined {
    if (fault.finding.code === "quote.unclosed") {
      const from = fault.line ?? 1;
      return linesBehindQuote({
        dialect: this.#dialect,
        from,
        header: this.#header,
        rows: this.#rows,
        sink: this.#sink,
      });
    }
    if (this.#header !== undefined) this.#sink.row(csvRest(fault, this.#lastLine, this.#header.names));
    return undefined;
  }

  #take(record: CsvRecord): void {
    const line = record.line + this.#linesBefore;
    if (record.emptyLines > 0) this.#noteBlanks(line - record.emptyLines, record.emptyLines);
    if (isBlank(record.cells)) {
      this.#noteBlanks(line, 1);
      return;
    }
    if (this.#header === undefined) {
      this.#header = shapeOf(headerOf(record, this.#options.profile));
      this.#sink.header(this.#header);
      return;
    }
    // Blank lines at the end of a file are no news; between rows they are.
    for (const blank of this.#blankLines) this.#sink.blankRow(blank);
    if (this.#blankLines.length > 0) this.#blankLines = [];
    const spread = record.spread && this.#spreadRows(record, line, this.#header);
    if (spread === undefined) this.#give(csvRow(record, line, this.#header));
    else for (const row of spread) this.#give(row);
  }

  #noteBlanks(from: number, count: number): void {
    if (this.#header === undefined) return;
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
  #spreadRows(record: CsvRecord, line: number, header: CsvHeader): SourceRow[] | undefined {
    const lines: PhysicalLine[] = [];
    const reader = new PhysicalLines(this.#dialect, { line, before: 0 }, (read) => lines.push(read));
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

function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}

function headerOf(record: CsvRecord, profile: DistributorProfile | undefined): Header {
  if (record.cells.length > FILE_LIMITS.columnsMax) {
    throw new FileFault({ code: "file.tooManyColumns", detail: String(FILE_LIMITS.columnsMax) }, record.line);
  }
  if (record.tooLongCell !== NONE) {
    throw new FileFault({ code: "file.headerTooLong", detail: "32 KB" }, record.line);
  }
  return readHeader([...record.cells], profile);
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

function csvRow(record: CsvRecord, line: number, header: CsvHeader): SourceRow {
  const { cells } = record;
  const isWide = cells.length === header.names.length;
  const isWhole = isWide && record.misplacedQuote === NONE && record.tooLongCell === NONE;
  const { known, carried } = isWide ? header.whole : countCells(header.columns, cells);
  const findings = isWhole && !header.hasNameless ? NO_FINDINGS : formFindings(record, header);
  return { row: line, line, pointer: null, cells, findings, known, carried };
}

function formFindings({ cells, misplacedQuote, tooLongCell }: CsvRecord, header: Header): Finding[] {
  const nameOf = (index: number): string => columnNameOf(header, index);
  const width = header.names.length;
  const findings: Finding[] = [];
  if (misplacedQuote !== NONE) findings.push({ code: "quote.misplaced", column: nameOf(misplacedQuote) });
  if (tooLongCell !== NONE) findings.push({ code: "cell.tooLong", column: nameOf(tooLongCell), detail: "32 KB" });
  const count = `${String(cells.length)} cells, but the header has ${String(width)}`;
  // A cell that was cut may have swallowed those behind it.
  if (cells.length < width && tooLongCell !== cells.length - 1) {
    findings.push({ code: "row.tooShort", column: nameOf(cells.length), detail: count });
  } else if (cells.length > width) findings.push({ code: "row.tooLong", detail: count });
  for (const [index, column] of header.columns.entries()) {
    if (index >= cells.length) break;
    if (column === NAMELESS && cells[index]?.trim() !== "") {
      findings.push({ code: "header.blank", column: `#${String(index + 1)}` });
    }
  }
  return findings;
}

/** As the schema has it, else the header. */
function columnNameOf({ names, columns }: Header, index: number): string {
  return COLUMN_LIST[columns[index] ?? CARRIED]?.name ?? names[index] ?? `#${String(index + 1)}`;
}
