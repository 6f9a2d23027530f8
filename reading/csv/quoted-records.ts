// Reads the stretches of a CSV file that have quotes, with csv-parse, and gives each record the line that it begins on, as an
// editor counts lines. Bad quoting and a cell above the limit are faults of their record, and reading goes on; memory is
// bounded whatever a quote swallows. Which options of csv-parse are used, and which are not, and why: docs/adr/0008.
import { once } from "node:events";
import { CsvError } from "csv-parse";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { cellsAsQuoted } from "./cell-quoting.ts";
import { type CsvDialect, type CsvRecord, NONE, QUOTE, cutLongCells } from "./csv-record.ts";
import { RecordParser } from "./record-parser.ts";

/** Every cell of every column filled to its limit; what is longer is cut. */
const RECORD_BYTES_MAX = FILE_LIMITS.columnsMax * FILE_LIMITS.cellBytesMax;
/** csv-parse decides nothing about a byte before it has seen some more: what ends a record early is followed by so many empty lines. */
export const LOOK_AHEAD = 8;
/** Of a record: its own, and empty lines that were passed over before it. */
const LINE_ENDS_AROUND = { "\n": /^(?:\r?\n)+|\r?\n$/g, "\r": /^\r+|\r$/g } as const;

export class QuotedRecords {
  readonly #parser: RecordParser;
  readonly #delimiter: string;
  readonly #terminator: "\n" | "\r";
  readonly #emit: (record: CsvRecord) => void;
  /** The bytes since the end of the last record, to look again at a record whose quotes are suspect. */
  #pieces: Uint8Array[] = [];
  #piecesFrom = 0;
  #fed = 0;
  #recordFrom = 0;
  #recordTo = 0;
  #nextLine = 1;
  /** Empty lines before the stretch. */
  #emptyLines = 0;
  #parserLines = 0;
  #parserEmptyLines = 0;
  #recordLine = 1;
  #isCut = false;
  /** A record that was cut, given once its end was found: the lines that an open quote swallows are none of it. */
  #cut: CsvRecord | undefined;
  /** The rest of a record that was cut is passed over. */
  #passing: { inQuotes: boolean } | undefined;

  constructor({ delimiter, terminator }: CsvDialect, emit: (record: CsvRecord) => void) {
    this.#delimiter = delimiter;
    this.#terminator = terminator;
    this.#emit = emit;
    const options = {
      ...{ delimiter, record_delimiter: terminator === "\n" ? ["\r\n", "\n"] : ["\r"] },
      ...{ quote: '"', escape: '"', bom: false, cast: false, columns: false, comment: null, trim: false },
      // Ragged rows and misplaced quotes are told by us, all of them, with the row as the file has it.
      ...{ relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
    };
    this.#parser = new RecordParser(options, (cells) => {
      this.#take(cells);
    });
  }

  /** A stretch begins; its first record, or the first empty lines before it, on this line less those before. */
  begin(line: number, emptyLines: number): void {
    this.#nextLine = line - emptyLines;
    this.#emptyLines = emptyLines;
  }

  /** Bytes that csv-parse has been given so far. */
  get fed(): number {
    return this.#fed;
  }

  /** Where among them its last record has ended. */
  get recordTo(): number {
    return this.#recordTo;
  }

  /** The stretch is over with the line pushed last, which is a record of its own. Returns the line that comes next. */
  settle(): number {
    this.#endRecord("");
    return this.#nextLine;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#passing === undefined ? chunk : this.#pass(chunk, this.#passing);
    if (bytes.length === 0) return;
    this.#feed(bytes);
    this.#forget();
    if (this.#fed - this.#recordFrom > RECORD_BYTES_MAX) this.#cutRecord();
  }

  /** The line of the record with a quote that was never closed, or undefined. */
  async end(): Promise<number | undefined> {
    if (this.#passing?.inQuotes === true) return this.#recordLine;
    this.#giveCut();
    this.#parser.end();
    try {
      await once(this.#parser, "finish");
    } catch (error) {
      if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
        return this.#nextLine + this.#emptyLinesNow();
      }
      throw error;
    }
    return undefined;
  }

  #feed(bytes: Uint8Array): void {
    const emptyLines = this.#parser.info.empty_lines;
    const from = this.#fed;
    this.#pieces.push(bytes);
    this.#fed += bytes.length;
    this.#parser.write(bytes);
    if (this.#parser.errored !== null) throw this.#parser.errored;
    // Between the last record and an empty line there is nothing: the next record begins later.
    if (this.#parser.info.empty_lines > emptyLines) {
      this.#recordFrom = Math.max(this.#recordFrom, from - LOOK_AHEAD);
    }
  }

  #forget(): void {
    const last = this.#pieces.at(-1);
    if (last === undefined || this.#recordFrom === this.#piecesFrom) return;
    const lastFrom = this.#fed - last.length;
    if (this.#recordFrom >= lastFrom) {
      this.#pieces = [last.subarray(this.#recordFrom - lastFrom)];
      this.#piecesFrom = this.#recordFrom;
    }
  }

  #take(cells: string[]): void {
    const { bytes, lines, empty_lines } = this.#parser.info;
    const emptyLines = this.#emptyLinesNow();
    const line = this.#nextLine + emptyLines;
    // csv-parse counts every CR and LF, a CRLF within quotes twice: that there is one at all is what it is asked.
    const ownLines = lines - this.#parserLines - (empty_lines - this.#parserEmptyLines);
    const breaks = ownLines > 1 ? this.#breaksIn(cells) : 0;
    const isSuspect = cells.some((cell) => cell.charCodeAt(0) === QUOTE);
    let tooLongCell = cutLongCells(cells);
    // A record that was cut has no whole last cell.
    if (this.#isCut && tooLongCell === NONE) tooLongCell = cells.length - 1;
    const misplacedQuote = isSuspect && tooLongCell === NONE ? this.#reread(cells, bytes) : NONE;
    const isSpread = misplacedQuote !== NONE && cells[misplacedQuote]?.includes(this.#terminator) === true;
    const spread = isSpread ? withoutEmptyLines(this.#bytesTo(bytes)) : undefined;
    this.#parserLines = lines;
    this.#parserEmptyLines = empty_lines;
    this.#emptyLines = 0;
    this.#recordLine = line;
    this.#nextLine = line + 1 + breaks;
    this.#recordFrom = bytes;
    this.#recordTo = bytes;
    const whole = { cells, line, emptyLines, misplacedQuote, tooLongCell };
    const record = spread === undefined ? whole : { ...whole, spread };
    if (this.#isCut) this.#cut = record;
    else this.#emit(record);
  }

  #giveCut(): void {
    if (this.#cut !== undefined) this.#emit(this.#cut);
    this.#cut = undefined;
  }

  #breaksIn(cells: readonly string[]): number {
    let breaks = 0;
    for (const cell of cells) {
      for (let at = cell.indexOf(this.#terminator); at !== NONE; at = cell.indexOf(this.#terminator, at + 1))
        breaks += 1;
    }
    return breaks;
  }

  /**
   * A cell that begins with a quote was either quoted with a doubled quote, or its quotes are misplaced and csv-parse has
   * kept them: the record's text tells. Returns the index of the first cell with a misplaced quote.
   */
  #reread(cells: string[], to: number): number {
    const bytes = this.#bytesTo(to);
    if (bytes === undefined) return NONE;
    const record = Buffer.from(bytes).toString("utf8").replace(LINE_ENDS_AROUND[this.#terminator], "");
    const asQuoted = cellsAsQuoted(record, this.#delimiter);
    for (const [index, { kind, text }] of asQuoted.entries()) if (kind === "quoted") cells[index] = text;
    return asQuoted.findIndex(({ kind }) => kind === "misplaced");
  }

  /** Of the record that ends there. */
  #bytesTo(to: number): Uint8Array | undefined {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]?.subarray(this.#recordFrom - this.#piecesFrom, to - this.#piecesFrom);
  }

  /** Gives the parser the end that a record without end does not have; what follows of it is passed over. */
  #cutRecord(): void {
    let inQuotes = false;
    for (const piece of this.#pieces) for (const byte of piece) if (byte === QUOTE) inQuotes = !inQuotes;
    this.#isCut = true;
    this.#endRecord((inQuotes ? '"' : "") + this.#terminator);
    this.#isCut = false;
    this.#passing = { inQuotes };
  }

  /** So many empty lines that nothing is left undecided; they are none of the file's. */
  #endRecord(ending: string): void {
    this.#feed(Buffer.from(ending + this.#terminator.repeat(LOOK_AHEAD)));
    this.#parserLines += LOOK_AHEAD;
    this.#parserEmptyLines += LOOK_AHEAD;
    this.#forget();
  }

  /** Those that were passed over since the last record. */
  #emptyLinesNow(): number {
    return this.#emptyLines + this.#parser.info.empty_lines - this.#parserEmptyLines;
  }

  /** Returns what follows the record that is passed over. */
  #pass(chunk: Uint8Array, passing: { inQuotes: boolean }): Uint8Array {
    const terminator = this.#terminator.charCodeAt(0);
    for (const [at, byte] of chunk.entries()) {
      if (byte === QUOTE) passing.inQuotes = !passing.inQuotes;
      else if (byte === terminator) {
        if (!passing.inQuotes) {
          this.#passing = undefined;
          this.#giveCut();
          return chunk.subarray(at + 1);
        }
        this.#nextLine += 1;
      }
    }
    return new Uint8Array();
  }
}

/** Those that were passed over before a record may lie among its bytes. */
function withoutEmptyLines(bytes: Uint8Array | undefined): Uint8Array | undefined {
  const from = bytes?.findIndex((byte) => byte !== 10 && byte !== 13);
  return bytes?.subarray(Math.max(0, from ?? 0));
}
