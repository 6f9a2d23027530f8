// Reads any bulk file as rows, by content: gunzips, decodes, cuts, and gives every row with its line or pointer. Both
// the intake and the results go through here, so that a row is the same row for both.
import type { DetectedFormat } from "../contracts/receipt.ts";
import { knownColumns } from "../domain/rows/read-header.ts";
import { CsvRows } from "./csv/csv-rows.ts";
import { FileFault } from "./row/file-fault.ts";
import { WorkbookRows } from "./xlsx/workbook-rows.ts";
import { JsonRows } from "./json/json-rows.ts";
import type { JsonElement } from "./json/json-element.ts";
import { JsonScanner } from "./json/json-scanner.ts";
import { LineScanner } from "./json/line-scanner.ts";
import { type OpenedText, openText } from "./open-text.ts";
import { DELIMITER_NAMES, type Sniffed, linesIn, sniffFormat } from "./sniff-format.ts";
import type { ReadOptions, RowSink, Scanner } from "./row/source-row.ts";

/** Enough to see the header and the line ends. */
const SNIFF_BYTES = 16 * 1024;
/** A file that begins with more blanks than this is as good as empty. */
const BLANK_BYTES_MAX = 1024 * 1024;

/** Called once more where lines behind a quote that is never closed are to be given back: the same bytes again. */
export type OpenFile = () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

/** Feeds the sink; returns what was detected. Throws FileFault where the file cannot be read on. */
export async function readRecords(
  open: OpenFile,
  options: ReadOptions,
  sink: RowSink,
  detected: (format: DetectedFormat) => void,
): Promise<void> {
  const reading = new Reading(await openText(await open()), options, sink, detected);
  try {
    await reading.toTheEnd();
  } catch (error) {
    const rest = error instanceof FileFault ? reading.scanner?.stopped(error) : undefined;
    if (rest !== undefined) await readRest(open, rest);
    throw error;
  }
}

async function readRest(open: OpenFile, scanner: Scanner): Promise<void> {
  const { chunks } = await openText(await open());
  try {
    for await (const chunk of chunks) scanner.push(chunk);
    await scanner.end();
  } catch (error) {
    if (error instanceof FileFault) scanner.stopped(error);
    throw error;
  }
}

class Reading {
  scanner: Scanner | undefined;
  readonly #text: OpenedText;
  readonly #options: ReadOptions;
  readonly #sink: RowSink;
  readonly #detected: (format: DetectedFormat) => void;
  #sniffed: Sniffed | null = null;
  #lineEnding: DetectedFormat["lineEnding"] = null;
  #encoding: DetectedFormat["encoding"] = null;

  constructor(text: OpenedText, options: ReadOptions, sink: RowSink, detected: (format: DetectedFormat) => void) {
    this.#text = text;
    this.#options = options;
    this.#sink = sink;
    this.#detected = detected;
  }

  async toTheEnd(): Promise<void> {
    if (this.#text.workbook !== undefined) {
      await this.#readWorkbook(this.#text.workbook);
      return;
    }
    let head: Uint8Array = new Uint8Array();
    try {
      for await (const chunk of this.#text.chunks) {
        if (this.scanner !== undefined) {
          // A byte of this chunk may have settled the encoding.
          if (this.#text.encoding() !== this.#encoding) this.#detect();
          this.scanner.push(chunk);
          continue;
        }
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        if (head.length < SNIFF_BYTES) continue;
        if (!isBlankText(head)) this.#start(head);
        else if (head.length > BLANK_BYTES_MAX) throw new FileFault({ code: "file.empty" });
      }
      if (this.scanner === undefined) this.#start(head);
      await this.scanner?.end();
    } finally {
      this.#detect();
    }
  }

  async #readWorkbook({ bytes, findings }: NonNullable<OpenedText["workbook"]>): Promise<void> {
    this.#detected({ ...this.#format(), kind: "xlsx" });
    const rows = new WorkbookRows({ ...this.#options, findings }, this.#sink);
    this.scanner = rows;
    await rows.read(bytes);
  }

  #start(head: Uint8Array): void {
    const characters = new TextDecoder().decode(head);
    if (characters.trim() === "") throw new FileFault({ code: "file.empty" });
    const sniffed = sniffFormat(characters, new Set(knownColumns(this.#options.profile).keys()));
    this.#sniffed = sniffed;
    this.#lineEnding = lineEndingOf(characters);
    this.#detect();
    this.scanner = scannerFor(sniffed, this.#options, this.#sink);
    this.scanner.push(head.subarray(Buffer.byteLength(sniffed.skip)));
  }

  #detect(): void {
    this.#encoding = this.#text.encoding();
    this.#detected(this.#format());
  }

  #format(): DetectedFormat {
    const sniffed = this.#sniffed;
    return {
      kind: sniffed?.kind ?? null,
      gzip: this.#text.gzip,
      encoding: this.#text.encoding(),
      delimiter: sniffed?.kind === "csv" ? (DELIMITER_NAMES[sniffed.dialect.delimiter] ?? null) : null,
      lineEnding: this.#lineEnding,
    };
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
  if (sniffed.kind === "csv") return new CsvRows(sniffed, options, sink);
  const rows = new JsonRows(sniffed.kind, { ...options, findings: sniffed.findings }, sink);
  const take = (element: JsonElement): void => {
    rows.take(element);
  };
  const line = 1 + linesIn(sniffed.skip);
  const scanner =
    sniffed.kind === "json"
      ? new JsonScanner(take, line)
      : new LineScanner(take, { terminator: sniffed.terminator, line });
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
    stopped: (fault) => {
      rows.stopped(fault, scanner.left);
      return undefined;
    },
  };
}
