// Reads CSV records with csv-parse and gives each the line that it begins on, as an editor counts lines. Bad quoting and a
// cell above the limit are faults of their record, and reading goes on; memory is bounded whatever a quote swallows.
// Which options of csv-parse are used, and which are not, and why: docs/adr/0008.
import { once } from "node:events";
import { CsvError, type Options, Parser } from "csv-parse";
import { parse as parseText } from "csv-parse/sync";
import { FILE_LIMITS } from "../../contracts/limits.ts";

export interface CsvRecord {
  readonly cells: string[];
  readonly line: number;
  /** Empty lines that were passed over just before it. */
  readonly emptyLines: number;
  /** Index of the cell in which text stands behind a closing quote, or -1. The cell is kept as the file has it. */
  readonly misplacedQuote: number;
  /** Index of the first cell above the limit (cut off), or -1. */
  readonly tooLongCell: number;
}

export interface CsvDialect {
  readonly delimiter: string;
  /** `\n` also ends CRLF lines. */
  readonly terminator: "\n" | "\r";
}

/** Every cell of every column filled to its limit; what is longer is cut. */
const RECORD_BYTES_MAX = FILE_LIMITS.columnsMax * FILE_LIMITS.cellBytesMax;
const CELL_BYTES_MAX = FILE_LIMITS.cellBytesMax;
/** csv-parse decides nothing about a byte before it has seen some more: what ends a record early is followed by so many empty lines. */
const LOOK_AHEAD = 8;
const QUOTE = 34;
const NONE = -1;

export class CsvReader {
  readonly #parser: RecordParser;
  readonly #options: Options;
  readonly #terminator: "\n" | "\r";
  readonly #emit: (record: CsvRecord) => void;
  /** The bytes since the end of the last record, to look again at a record whose quotes are suspect. */
  #pieces: Uint8Array[] = [];
  #piecesFrom = 0;
  #fed = 0;
  #recordFrom = 0;
  #nextLine = 1;
  #parserLines = 0;
  #parserEmptyLines = 0;
  #recordLine = 1;
  #isCut = false;
  /** The rest of a record that was cut is passed over. */
  #passing: { inQuotes: boolean } | undefined;

  constructor({ delimiter, terminator }: CsvDialect, emit: (record: CsvRecord) => void) {
    this.#terminator = terminator;
    this.#emit = emit;
    this.#options = {
      ...{ delimiter, record_delimiter: terminator === "\n" ? ["\r\n", "\n"] : ["\r"] },
      ...{ quote: '"', escape: '"', bom: false, cast: false, columns: false, comment: null, trim: false },
      // Ragged rows and misplaced quotes are told by us, all of them, with the row as the file has it.
      ...{ relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
    };
    this.#parser = new RecordParser(this.#options, (cells) => {
      this.#take(cells);
    });
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
    this.#parser.end();
    try {
      await once(this.#parser, "finish");
    } catch (error) {
      if (error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED") {
        return this.#nextLine + this.#parser.info.empty_lines - this.#parserEmptyLines;
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
    const emptyLines = empty_lines - this.#parserEmptyLines;
    const line = this.#nextLine + emptyLines;
    // csv-parse counts every CR and LF, a CRLF within quotes twice: that there is one at all is what it is asked.
    const breaks = lines - this.#parserLines - emptyLines > 1 ? this.#breaksIn(cells) : 0;
    let isSuspect = false;
    let tooLongCell = NONE;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = cells[index] ?? "";
      if (cell.charCodeAt(0) === QUOTE) isSuspect = true;
      if (cell.length * 3 > CELL_BYTES_MAX && Buffer.byteLength(cell) > CELL_BYTES_MAX) {
        if (tooLongCell === NONE) tooLongCell = index;
        cells[index] = cell.slice(0, CELL_BYTES_MAX / 4);
      }
    }
    // A record that was cut has no whole last cell.
    if (this.#isCut && tooLongCell === NONE) tooLongCell = cells.length - 1;
    const misplacedQuote = isSuspect && tooLongCell === NONE ? this.#reread(cells, bytes) : NONE;
    this.#parserLines = lines;
    this.#parserEmptyLines = empty_lines;
    this.#recordLine = line;
    this.#nextLine = line + 1 + breaks;
    this.#recordFrom = bytes;
    this.#emit({ cells, line, emptyLines, misplacedQuote, tooLongCell });
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
   * kept them: a strict reading of the same bytes tells. Returns the index of the cell with the misplaced quote.
   */
  #reread(cells: string[], to: number): number {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    const raw = this.#pieces[0]?.subarray(this.#recordFrom - this.#piecesFrom, to - this.#piecesFrom);
    if (raw === undefined) return NONE;
    const faults: CsvError[] = [];
    const [strict] = parseText(Buffer.from(raw), {
      ...this.#options,
      relax_quotes: false,
      // Spaces between a closing quote and the delimiter do no harm.
      rtrim: true,
      skip_records_with_error: true,
      on_skip: (fault) => {
        if (fault !== undefined) faults.push(fault);
        return undefined;
      },
    });
    // A quote within a cell that has none at its begin is text: 6" pipe.
    const misplaced = faults.find(({ code }) => code !== "INVALID_OPENING_QUOTE");
    if (misplaced !== undefined) return Number(misplaced["column"]);
    for (const [index, cell] of cells.entries()) {
      if (cell.charCodeAt(0) !== QUOTE) continue;
      if (strict === undefined && /"\s+$/.test(cell)) return index;
      cells[index] = strict?.[index] ?? cell;
    }
    return NONE;
  }

  /** Gives the parser the end that a record without end does not have; what follows of it is passed over. */
  #cutRecord(): void {
    let inQuotes = false;
    for (const piece of this.#pieces) for (const byte of piece) if (byte === QUOTE) inQuotes = !inQuotes;
    this.#isCut = true;
    this.#feed(Buffer.from((inQuotes ? '"' : "") + this.#terminator.repeat(1 + LOOK_AHEAD)));
    this.#isCut = false;
    this.#parserLines += LOOK_AHEAD;
    this.#parserEmptyLines += LOOK_AHEAD;
    this.#forget();
    this.#passing = { inQuotes };
  }

  /** Returns what follows the record that is passed over. */
  #pass(chunk: Uint8Array, passing: { inQuotes: boolean }): Uint8Array {
    const terminator = this.#terminator.charCodeAt(0);
    for (const [at, byte] of chunk.entries()) {
      if (byte === QUOTE) passing.inQuotes = !passing.inQuotes;
      else if (byte === terminator) {
        if (!passing.inQuotes) {
          this.#passing = undefined;
          return chunk.subarray(at + 1);
        }
        this.#nextLine += 1;
      }
    }
    return new Uint8Array();
  }
}

/** csv-parse's stream, with each record taken as it is pushed: nothing is queued, and `info` is that of this very record. */
class RecordParser extends Parser {
  readonly #take: (cells: string[]) => void;

  constructor(options: Options, take: (cells: string[]) => void) {
    super(options);
    this.#take = take;
  }

  override push(record: unknown): boolean {
    if (isRecord(record)) this.#take(record);
    return isRecord(record) || super.push(record);
  }
}

const isRecord = (value: unknown): value is string[] => Array.isArray(value);
