// The cells of one CSV line as RFC 4180 has it: bare cells without a quote, and quoted ones that end on the same line, with
// their quotes doubled. A line of any other form is not decided here.
const NONE = -1;

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
