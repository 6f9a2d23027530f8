// Cuts text into CSV records with the line each begins on, as an editor counts lines. A line without a quote is split at
// once; a record with quotes goes through a small machine that survives any chunk boundary and never holds more than the
// cell limit. Why not csv-parse: docs/adr/csv-scanner.md.
import { FILE_LIMITS } from "../../contracts/limits.ts";

export interface CsvRecord {
  readonly cells: string[];
  readonly line: number;
  /** Text stands behind a closing quote; its cell is kept as it is. */
  readonly misplacedQuote: boolean;
  /** Index of the first cell above the limit (cut off), or -1. */
  readonly tooLongCell: number;
}

export interface CsvDialect {
  readonly delimiter: string;
  /** `\n` also ends CRLF lines. */
  readonly terminator: "\n" | "\r";
}

/** A line longer than this goes through the machine, which does not keep it whole. */
const LINE_CHARACTERS_MAX = 256 * 1024;
/** More cells than this are counted and not kept. */
const CELLS_MAX = 4 * FILE_LIMITS.columnsMax;
const CELL_MAX = FILE_LIMITS.cellBytesMax;
const NOT_FOUND = -1;

type State = "lineStart" | "cellStart" | "plain" | "quoted" | "afterQuote";

export class CsvScanner {
  readonly #dialect: CsvDialect;
  readonly #emit: (record: CsvRecord) => void;
  #text = "";
  #line = 1;
  #state: State = "lineStart";
  // The record under way in the machine.
  #cells: string[] = [];
  #cell = "";
  #recordLine = 1;
  #quoteLine = 1;
  #misplacedQuote = false;
  #tooLongCell = -1;
  #cellWasQuoted = false;

  constructor(dialect: CsvDialect, emit: (record: CsvRecord) => void) {
    this.#dialect = dialect;
    this.#emit = emit;
  }

  push(chunk: string): void {
    this.#text = this.#text === "" ? chunk : this.#text + chunk;
    this.#scan(false);
  }

  /** The line of a quote that was never closed, or undefined. */
  end(): number | undefined {
    this.#scan(true);
    if (this.#state === "quoted") return this.#quoteLine;
    if (this.#state !== "lineStart") this.#endRecord();
    return undefined;
  }

  #scan(last: boolean): void {
    const text = this.#text;
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      if (this.#state !== "lineStart") {
        at = this.#machine(text, at);
        if (quote !== NOT_FOUND && quote < at) quote = text.indexOf('"', at);
        continue;
      }
      const end = text.indexOf(this.#dialect.terminator, at);
      if (end !== NOT_FOUND && (quote === NOT_FOUND || quote > end)) {
        this.#plainLine(text.slice(at, this.#lineEnd(text, end)));
        at = end + 1;
      } else if (end === NOT_FOUND && quote === NOT_FOUND && !last && text.length - at < LINE_CHARACTERS_MAX) {
        break;
      } else this.#beginRecord();
    }
    this.#text = at < text.length ? text.slice(at) : "";
  }

  #lineEnd(text: string, end: number): number {
    return this.#dialect.terminator === "\n" && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }

  #plainLine(line: string): void {
    const cells = line.split(this.#dialect.delimiter);
    let tooLongCell = -1;
    if (line.length * 3 > CELL_MAX) tooLongCell = cells.findIndex((cell) => isTooLong(cell));
    if (tooLongCell !== -1) cells.forEach((cell, index) => (cells[index] = cut(cell)));
    const line_ = this.#line;
    this.#line += 1;
    this.#emit({ cells, line: line_, misplacedQuote: false, tooLongCell });
  }

  #beginRecord(): void {
    this.#state = "cellStart";
    this.#cells = [];
    this.#cell = "";
    this.#recordLine = this.#line;
    this.#misplacedQuote = false;
    this.#tooLongCell = -1;
    this.#cellWasQuoted = false;
  }

  /** Moves on from `at` until the record or the text ends; returns the place. */
  #machine(text: string, from: number): number {
    const { delimiter, terminator } = this.#dialect;
    let at = from;
    while (at < text.length) {
      if (this.#state === "quoted") {
        const close = text.indexOf('"', at);
        const end = close === NOT_FOUND ? text.length : close;
        this.#countLines(text, at, end);
        this.#append(text, at, end);
        at = end;
        if (close !== NOT_FOUND) {
          this.#state = "afterQuote";
          at += 1;
        }
        continue;
      }
      const character = text[at] ?? "";
      at += 1;
      if (character === delimiter) this.#endCell();
      else if (character === terminator) {
        this.#line += 1;
        this.#endRecord();
        return at;
      } else this.#inCell(character, text, at);
    }
    return at;
  }

  #inCell(character: string, text: string, next: number): void {
    if (character === '"' && this.#state === "cellStart") {
      this.#state = "quoted";
      this.#cellWasQuoted = true;
      this.#quoteLine = this.#line;
    } else if (character === '"' && this.#state === "afterQuote") {
      this.#append('"', 0, 1);
      this.#state = "quoted";
    } else if (character === "\r" && this.#state === "afterQuote") {
      // The first half of CRLF; whatever follows it instead is reported by the next character.
    } else {
      if (this.#state === "afterQuote" && character !== " ") this.#misplacedQuote = true;
      if (this.#state === "cellStart") this.#state = "plain";
      this.#append(text, next - 1, next);
    }
  }

  /** As an editor counts: LF, CRLF, and CR where the file's lines end so. */
  #countLines(text: string, from: number, to: number): void {
    const { terminator } = this.#dialect;
    for (let at = text.indexOf(terminator, from); at !== NOT_FOUND && at < to; at = text.indexOf(terminator, at + 1)) {
      this.#line += 1;
    }
  }

  #append(text: string, from: number, to: number): void {
    if (from === to || this.#tooLongCell === this.#cells.length) return;
    if (this.#cell.length + (to - from) <= CELL_MAX) this.#cell += text.slice(from, to);
    else {
      this.#cell += text.slice(from, from + CELL_MAX - this.#cell.length);
      this.#tooLongCell = this.#cells.length;
    }
  }

  #endCell(): void {
    if (this.#cells.length < CELLS_MAX) this.#cells.push(this.#cell);
    this.#cell = "";
    this.#cellWasQuoted = false;
    this.#state = "cellStart";
  }

  #endRecord(): void {
    if (!this.#cellWasQuoted && this.#cell.endsWith("\r") && this.#dialect.terminator === "\n") {
      this.#cell = this.#cell.slice(0, -1);
    }
    this.#endCell();
    this.#state = "lineStart";
    const tooLong = this.#tooLongCell === -1 ? this.#cells.findIndex((cell) => isTooLong(cell)) : this.#tooLongCell;
    this.#emit({
      cells: this.#cells,
      line: this.#recordLine,
      misplacedQuote: this.#misplacedQuote,
      tooLongCell: tooLong,
    });
  }
}

function isTooLong(cell: string): boolean {
  return cell.length * 3 > CELL_MAX && Buffer.byteLength(cell) > CELL_MAX;
}

function cut(cell: string): string {
  return isTooLong(cell) ? cell.slice(0, CELL_MAX / 4) : cell;
}
