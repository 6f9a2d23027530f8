// Gives the lines of a CSV text one by one where its quotes cannot be trusted: each line by itself, with its cells as they
// stand. Which lines belong together nobody knows; none is taken for a row to send.
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { type CsvDialect, NONE, cutLongCells } from "./csv-record.ts";
import { closingQuote, splitLine } from "./split-line.ts";

export interface PhysicalLine {
  readonly line: number;
  readonly cells: readonly string[];
  readonly findings: readonly Finding[];
}

interface LinesFrom {
  /** The number of the first line that is given. */
  readonly line: number;
  /** Lines to pass over before it. */
  readonly before: number;
}

/** A line of 64 columns, each filled to its limit; what is longer is cut, and says so. */
const LINE_BYTES_MAX = 64 * FILE_LIMITS.cellBytesMax;

export class PhysicalLines {
  readonly #dialect: CsvDialect;
  readonly #emit: (line: PhysicalLine) => void;
  /** Lines still to pass over. */
  #before: number;
  #line: number;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isCut = false;

  constructor(dialect: CsvDialect, { line, before }: LinesFrom, emit: (line: PhysicalLine) => void) {
    this.#dialect = dialect;
    this.#before = before;
    this.#line = line;
    this.#emit = emit;
  }

  push(chunk: Uint8Array): void {
    const terminator = this.#dialect.terminator.charCodeAt(0);
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(terminator, from);
      const to = end === NONE ? chunk.length : end;
      if (this.#before === 0) this.#keep(chunk.subarray(from, to));
      if (end === NONE) return;
      if (this.#before > 0) this.#before -= 1;
      else this.#give();
      from = end + 1;
    }
  }

  end(): void {
    if (this.#bytes > 0) this.#give();
  }

  #keep(piece: Uint8Array): void {
    const room = LINE_BYTES_MAX - this.#bytes;
    if (piece.length > room) this.#isCut = true;
    this.#pieces.push(piece.subarray(0, room));
    this.#bytes += Math.min(piece.length, room);
  }

  #give(): void {
    const text = Buffer.concat(this.#pieces).toString("utf8");
    const line = this.#dialect.terminator === "\n" ? text.replace(/\r$/, "") : text;
    const whole = splitLine(line, this.#dialect.delimiter);
    const cells = whole ?? splitBroken(line, this.#dialect.delimiter);
    const tooLong = cutLongCells(cells) !== NONE || this.#isCut;
    // Blank lines are no rows here either.
    if (line.trim() !== "" && cells.some((cell) => cell.trim() !== "")) {
      this.#emit({
        line: this.#line,
        cells,
        findings: [
          ...(whole === undefined ? [{ code: "quote.unclosed" } as const] : []),
          ...(tooLong ? [{ code: "cell.tooLong", detail: "32 KB" } as const] : []),
        ],
      });
    }
    this.#line += 1;
    this.#pieces = [];
    this.#bytes = 0;
    this.#isCut = false;
  }
}

/** Cells of a line that is none of RFC 4180: the quoted ones that close, and the others as they stand to the next delimiter. */
function splitBroken(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const close = line[at] === '"' ? closingQuote(line, at + 1) : NONE;
    const isQuoted = close !== NONE && (close + 1 === line.length || line[close + 1] === delimiter);
    const next = line.indexOf(delimiter, isQuoted ? close : at);
    const end = next === NONE ? line.length : next;
    cells.push(isQuoted ? line.slice(at + 1, close).replaceAll('""', '"') : line.slice(at, end));
    if (next === NONE) return cells;
    at = next;
  }
}
