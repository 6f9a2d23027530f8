// Reads CSV records and gives each the line that it begins on, as an editor counts lines. A line that is a record of the
// ordinary form is split here (split-line.ts), several times as fast as byte by byte. From the first line of another form
// on csv-parse reads (quoted-records.ts), until it has shown that a record ends before a line without a quote.
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { type CsvDialect, type CsvRecord, NONE, QUOTE, cutLongCells } from "./csv-record.ts";
import { LOOK_AHEAD, QuotedRecords } from "./quoted-records.ts";
import { LineSplitter } from "./split-line.ts";

const NOTHING = new Uint8Array();
const ALL = -1;
/** Lines of a chunk after which csv-parse is asked whether a quote is still open. */
const LINES_TRIED_MAX = 64;
/** A line that has no end by then is csv-parse's, which bounds it. */
const LINE_BYTES_MAX = 2 * FILE_LIMITS.cellBytesMax;

export class CsvReader {
  readonly #terminator: "\n" | "\r";
  readonly #emit: (record: CsvRecord) => void;
  readonly #quoted: QuotedRecords;
  readonly #splitter: LineSplitter;
  #inQuotes = false;
  /** The begin of a line whose end has not come yet. */
  #rest: Uint8Array = NOTHING;
  #line = 1;
  #emptyLines = 0;

  constructor(dialect: CsvDialect, emit: (record: CsvRecord) => void) {
    this.#terminator = dialect.terminator;
    this.#emit = emit;
    this.#quoted = new QuotedRecords(dialect, emit);
    this.#splitter = new LineSplitter(dialect.delimiter);
  }

  push(chunk: Uint8Array): void {
    let left = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = NOTHING;
    while (left.length > 0) left = this.#inQuotes ? this.#readQuoted(left) : this.#readPlain(left);
  }

  /** The line of the record with a quote that was never closed, or undefined. */
  async end(): Promise<number | undefined> {
    if (!this.#inQuotes) this.#quoted.begin(this.#line, this.#emptyLines);
    this.#quoted.push(this.#rest);
    return await this.#quoted.end();
  }

  /** Whole lines up to the first that is csv-parse's. Returns what is left of the bytes; the begin of a line is kept. */
  #readPlain(bytes: Uint8Array): Uint8Array {
    const to = 1 + bytes.lastIndexOf(this.#terminator.charCodeAt(0));
    const lines = to === 0 ? ALL : this.#takeLines(textOf(bytes, to));
    const left = bytes.subarray(lines === ALL ? to : this.#lineAt(bytes, lines));
    if (lines === ALL && left.length <= LINE_BYTES_MAX) {
      this.#rest = left;
      return NOTHING;
    }
    this.#inQuotes = true;
    this.#quoted.begin(this.#line, this.#emptyLines);
    return left;
  }

  /** Answers how many lines were taken before one that is csv-parse's, or ALL. */
  #takeLines(text: string): number {
    let taken = 0;
    for (let from = 0; from < text.length; taken += 1) {
      const end = text.indexOf(this.#terminator, from);
      const isCrLf = this.#terminator === "\n" && end > from && text[end - 1] === "\r";
      if (!this.#takeLine(text.slice(from, isCrLf ? end - 1 : end))) return taken;
      from = end + 1;
    }
    return ALL;
  }

  /** False: the line is no record of the ordinary form. */
  #takeLine(text: string): boolean {
    const cells = text === "" ? [] : this.#splitter.split(text);
    if (cells === undefined) return false;
    const line = this.#line;
    this.#line += 1;
    if (cells.length === 0) {
      this.#emptyLines += 1;
      return true;
    }
    const emptyLines = this.#emptyLines;
    this.#emptyLines = 0;
    const tooLongCell = text.length * 3 > FILE_LIMITS.cellBytesMax ? cutLongCells(cells) : NONE;
    this.#emit({ cells, line, emptyLines, misplacedQuote: NONE, tooLongCell });
    return true;
  }

  /** Where the line begins that has so many before it. */
  #lineAt(bytes: Uint8Array, lines: number): number {
    let at = 0;
    for (let line = 0; line < lines; line += 1) at = 1 + bytes.indexOf(this.#terminator.charCodeAt(0), at);
    return at;
  }

  /** Returns what follows once no quote is open any more and a line without one has come. */
  #readQuoted(bytes: Uint8Array): Uint8Array {
    let fed = 0;
    let tried = 0;
    for (const { from, to } of linesWithoutQuote(bytes, this.#terminator.charCodeAt(0))) {
      this.#quoted.push(bytes.subarray(fed, from));
      const boundary = this.#quoted.fed;
      this.#quoted.push(bytes.subarray(from, to));
      fed = to;
      tried += 1;
      // csv-parse has ended a record just there: the line is one of its own.
      if (this.#quoted.recordTo !== boundary) {
        // A quote that stays open: the rest goes in one piece.
        if (tried < LINES_TRIED_MAX) continue;
        break;
      }
      this.#line = this.#quoted.settle();
      this.#emptyLines = 0;
      this.#inQuotes = false;
      return bytes.subarray(to);
    }
    this.#quoted.push(bytes.subarray(fed));
    return NOTHING;
  }
}

/** A damaged file may hold bytes that are no UTF-8: they become U+FFFD, here and in csv-parse. */
const textOf = (bytes: Uint8Array, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8", 0, to);

/** Those long enough for csv-parse to have decided about what comes before them. */
function* linesWithoutQuote(
  bytes: Uint8Array,
  terminator: number,
): Iterable<{ readonly from: number; readonly to: number }> {
  let quote = bytes.indexOf(QUOTE);
  for (let from = 0; ;) {
    const end = bytes.indexOf(terminator, from);
    if (end === NONE) return;
    if (quote !== NONE && quote < from) quote = bytes.indexOf(QUOTE, from);
    if ((quote === NONE || quote > end) && end - from > LOOK_AHEAD) yield { from, to: end + 1 };
    from = end + 1;
  }
}
