// Reads any bulk file as rows, by content: gunzips, decodes, cuts, and gives every row with its place in the file. Both
// the intake and the results go through here, so that a row is the same row for both.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { DetectedFormat } from "../../contracts/receipt.ts";
import { COLUMN_LIST, headerKey } from "../../contracts/bulk-file.ts";
import { ExtraNames, flattenOrder, isRecord } from "../../domain/bulk/flatten-order.ts";
import type { Finding } from "../../domain/bulk/issue-codes.ts";
import { CARRIED, type Header, NAMELESS, knownPlaces, readHeader } from "../../domain/bulk/read-header.ts";
import { repeatedKey } from "../../domain/bulk/repeated-key.ts";
import { type CsvRecord, CsvReader } from "./csv-reader.ts";
import { FileFault } from "./file-fault.ts";
import { type JsonElement, JsonScanner, LineScanner } from "./json-scanner.ts";
import type { JsonPointer } from "./json-pointer.ts";
import { openText } from "./open-text.ts";
import { DELIMITER_NAMES, type Sniffed, sniffFormat } from "./sniff-format.ts";

export interface SourceRow {
  /** Line number for CSV, ordinal of the site for JSON (SiteDocument.row). */
  readonly row: number;
  /** The line to show. */
  readonly line: number;
  readonly pointer: JsonPointer | null;
  /** In the file's order of columns. */
  readonly cells: readonly string[];
  /** What is wrong with the row's form; its values are not read then. */
  readonly findings: readonly Finding[];
  readonly known: number;
  readonly carried: number;
}

export interface RowSink {
  /** Before the first row. For JSON `names` grows while rows come. */
  header(header: Header): void;
  row(row: SourceRow): void;
  blankRow(line: number): void;
}

export interface ReadOptions {
  readonly profile: DistributorProfile | undefined;
  /** For results: see FlattenOptions. */
  readonly repeatOrderFields?: boolean;
}

/** Enough to see the header and the line ends. */
const SNIFF_BYTES = 16 * 1024;
/** A file that begins with more blanks than this is as good as empty. */
const BLANK_BYTES_MAX = 1024 * 1024;

/** Takes UTF-8 in chunks of any size. */
interface Scanner {
  push(chunk: Uint8Array): void;
  end(): Promise<void>;
}

/** Feeds the sink; returns what was detected. Throws FileFault where the file cannot be read on. */
export async function readRecords(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  sink: RowSink,
  detected: (format: DetectedFormat) => void,
): Promise<void> {
  const text = await openText(bytes);
  const format = (sniffed: Sniffed | null, lineEnding: DetectedFormat["lineEnding"]): DetectedFormat => ({
    kind: sniffed?.kind ?? null,
    gzip: text.gzip,
    encoding: text.encoding(),
    delimiter: sniffed?.kind === "csv" ? (DELIMITER_NAMES[sniffed.dialect.delimiter] ?? null) : null,
    lineEnding,
  });
  let scanner: Scanner | undefined;
  let sniffed: Sniffed | null = null;
  let head: Uint8Array = new Uint8Array();
  let lineEnding: DetectedFormat["lineEnding"] = null;
  const start = (): void => {
    const characters = new TextDecoder().decode(head);
    if (characters.trim() === "") throw new FileFault({ code: "file.empty" });
    sniffed = sniffFormat(characters, new Set(knownPlaces(options.profile).keys()));
    lineEnding = lineEndingOf(characters);
    detected(format(sniffed, lineEnding));
    scanner = scannerFor(sniffed, options, sink);
    // What Excel says of the delimiter is ASCII: as many bytes as characters.
    scanner.push(sniffed.kind === "csv" ? head.subarray(sniffed.skip) : head);
  };
  try {
    for await (const chunk of text.chunks) {
      if (scanner !== undefined) {
        scanner.push(chunk);
        continue;
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length < SNIFF_BYTES) continue;
      if (!isBlankText(head)) start();
      else if (head.length > BLANK_BYTES_MAX) throw new FileFault({ code: "file.empty" });
    }
    if (scanner === undefined) start();
    await scanner?.end();
  } finally {
    // The encoding may have been settled by a later byte.
    detected(format(sniffed, lineEnding));
  }
}

const isBlankText = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));

function lineEndingOf(head: string): DetectedFormat["lineEnding"] {
  const crlf = head.includes("\r\n");
  const lf = /(?:^|[^\r])\n/.test(head);
  const cr = /\r(?!\n|$)/.test(head);
  if ([crlf, lf, cr].filter(Boolean).length > 1) return "mixed";
  if (crlf) return "crlf";
  if (lf) return "lf";
  return cr ? "cr" : null;
}

function scannerFor(sniffed: Sniffed, options: ReadOptions, sink: RowSink): Scanner {
  if (sniffed.kind === "csv") return csvRows(sniffed, options, sink);
  const give = jsonRows(sniffed.kind, options, sink);
  const scanner = sniffed.kind === "json" ? new JsonScanner(give) : new LineScanner(give);
  const decoder = new TextDecoder();
  return {
    push: (chunk) => {
      scanner.push(decoder.decode(chunk, { stream: true }));
    },
    end: () => {
      scanner.push(decoder.decode());
      scanner.end();
      return Promise.resolve();
    },
  };
}

function csvRows(sniffed: Extract<Sniffed, { kind: "csv" }>, options: ReadOptions, sink: RowSink): Scanner {
  const firstLine = sniffed.skip === 0 ? 0 : 1;
  let header: Header | undefined;
  let blankLines: number[] = [];
  let rows = 0;
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
      header = headerOf(record, options.profile);
      sink.header(header);
      return;
    }
    // Blank lines at the end of a file are no news; between rows they are.
    for (const blank of blankLines) sink.blankRow(blank);
    if (blankLines.length > 0) blankLines = [];
    rows += 1;
    if (rows > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), line);
    sink.row(csvRow(record, line, header));
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
  };
}

const tooManyRows = (): Finding => ({ code: "file.tooManyRows", detail: FILE_LIMITS.rowsMax.toLocaleString("en-US") });

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

function csvRow(record: CsvRecord, line: number, header: Header): SourceRow {
  const { cells } = record;
  const width = header.names.length;
  const findings: Finding[] = [];
  const nameOf = (index: number): string => {
    const place = header.places[index] ?? CARRIED;
    return COLUMN_LIST[place]?.name ?? header.names[index] ?? `#${String(index + 1)}`;
  };
  if (record.misplacedQuote !== -1) {
    findings.push({ code: "quote.misplaced", column: nameOf(record.misplacedQuote) });
  }
  if (record.tooLongCell !== -1) {
    findings.push({ code: "cell.tooLong", column: nameOf(record.tooLongCell), detail: "32 KB" });
  }
  const count = `${String(cells.length)}, the header ${String(width)}`;
  // A cell that was cut may have swallowed those behind it.
  if (cells.length < width && record.tooLongCell !== cells.length - 1) {
    findings.push({ code: "row.tooShort", column: nameOf(cells.length), detail: count });
  } else if (cells.length > width) findings.push({ code: "row.tooLong", detail: count });
  let known = 0;
  for (const [index, place] of header.places.entries()) {
    if (index >= cells.length) break;
    if (place >= 0) known += 1;
    else if (place === NAMELESS && cells[index]?.trim() !== "") {
      findings.push({ code: "header.blank", column: `#${String(index + 1)}` });
    }
  }
  return { row: line, line, pointer: null, cells, findings, known, carried: cells.length - known };
}

function jsonRows(kind: "json" | "ndjson", options: ReadOptions, sink: RowSink): (element: JsonElement) => void {
  const extras = new ExtraNames();
  const names: string[] = COLUMN_LIST.map((column) => column.name);
  const places = COLUMN_LIST.map((column) => column.index);
  sink.header({ names, places, findings: [] });
  const flatten = {
    places: knownPlaces(options.profile),
    extras,
    repeatOrderFields: options.repeatOrderFields ?? false,
  };
  let ordinal = 0;
  const give = (
    element: JsonElement,
    row: Pick<SourceRow, "cells" | "findings" | "known" | "carried">,
    site: number,
  ): void => {
    ordinal += 1;
    if (ordinal > FILE_LIMITS.rowsMax) throw new FileFault(tooManyRows(), element.line);
    const pointer = { ...element.place, site };
    sink.row({ ...row, row: ordinal, line: element.line, pointer });
  };
  const broken = (element: JsonElement, finding: Finding): void => {
    give(element, { cells: [], findings: [finding], known: 0, carried: 1 }, 0);
  };
  return (element) => {
    let order: unknown;
    try {
      order = JSON.parse(element.text);
    } catch (error) {
      broken(element, { code: "json.syntax", detail: error instanceof Error ? positionOf(error.message) : "" });
      return;
    }
    if (!isRecord(order) || !looksLikeOrder(order, flatten.places)) {
      // What a file begins with says what it is.
      if (isRecord(order) && ordinal === 0 && element.place.order === null) {
        throw new FileFault({ code: "json.shape" }, element.line);
      }
      broken(element, { code: "json.notAnOrder" });
    } else {
      const repeated = repeatedKey(element.text, order);
      const rows = flattenOrder(order, flatten);
      for (const extra of extras.names.slice(names.length - COLUMN_LIST.length)) {
        names.push(extra);
        places.push(CARRIED);
      }
      rows.forEach((row, site) => {
        const findings: Finding[] =
          repeated === undefined ? row.findings : [...row.findings, { code: "json.duplicateKey", detail: repeated }];
        give(element, { ...row, findings: site === 0 ? findings : row.findings }, site);
      });
    }
    if (kind === "json" && element.place.order === null && Array.isArray(order))
      throw new FileFault({ code: "json.shape" });
  };
}

function looksLikeOrder(order: Readonly<Record<string, unknown>>, places: ReadonlyMap<string, number>): boolean {
  return Object.keys(order).some((key) => key === "sites" || places.has(headerKey(key)));
}

/** The parser's message without the text that it quotes. */
function positionOf(message: string): string {
  return /at position \d+/.exec(message)?.[0] ?? "it ends too early";
}
