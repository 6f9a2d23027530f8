// The cells of one CSV line as RFC 4180 has it: bare cells without a quote, and quoted ones that end on the same line, with
// their quotes doubled. A line of any other form is not decided here.
const NONE = -1;

/** Splits the lines of a file: the cells at their beginning that repeat those of the line before are taken from there. */
export class LineSplitter {
  readonly #delimiter: string;
  #last: readonly string[] = [];
  /** The cells that the last lines share, and their text with the delimiter behind the last of them. */
  #shared: readonly string[] = [];
  #sharedText = "";

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Undefined: see splitLine. */
  split(line: string): string[] | undefined {
    if (!line.startsWith(this.#sharedText)) this.#share([], "");
    const cells =
      this.#shared.length === 0
        ? splitLine(line, this.#delimiter)
        : this.#withShared(splitLine(line.slice(this.#sharedText.length), this.#delimiter));
    if (cells !== undefined) this.#compare(line, cells);
    return cells;
  }

  #withShared(cells: string[] | undefined): string[] | undefined {
    return cells && this.#shared.concat(cells);
  }

  /** Whether more cells are those of the line before; the last cell has no delimiter behind it. */
  #compare(line: string, cells: readonly string[]): void {
    const last = this.#last;
    this.#last = cells;
    let count = this.#shared.length;
    if (cells[count] !== last[count]) return;
    let to = this.#sharedText.length;
    for (; count < cells.length - 1 && cells[count] === last[count]; count += 1) {
      to += writtenLength(cells[count] ?? "", line[to] === QUOTE) + 1;
    }
    this.#share(cells.slice(0, count), line.slice(0, to));
  }

  #share(cells: readonly string[], text: string): void {
    this.#shared = cells;
    this.#sharedText = text;
  }
}

const QUOTE = '"';

/** What a cell takes up in a line that was split here: quotes are doubled, and stand around it. */
function writtenLength(cell: string, isQuoted: boolean): number {
  if (!isQuoted) return cell.length;
  let length = cell.length + 2;
  for (let at = cell.indexOf(QUOTE); at !== NONE; at = cell.indexOf(QUOTE, at + 1)) length += 1;
  return length;
}

/** Undefined: a quote in a bare cell, text behind a closing quote, or a quote that the line does not close. */
export function splitLine(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const end = line[at] === '"' ? closingQuote(line, at + 1) : NONE;
    if (end !== NONE) {
      const cell = line.slice(at + 1, end);
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      at = end + 1;
    } else {
      const next = line.indexOf(delimiter, at);
      const cell = next === NONE ? line.slice(at) : line.slice(at, next);
      if (cell.includes('"')) return undefined;
      cells.push(cell);
      at += cell.length;
    }
    if (at === line.length) return cells;
    if (line[at] !== delimiter) return undefined;
  }
}

/** Of the cell whose text begins at `from`; -1: there is none. */
export function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at !== NONE; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] !== '"') return at;
  }
  return NONE;
}
