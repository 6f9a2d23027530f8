// A CSV reader as slow and plain as can be, character by character, to compare the real one with: what RFC 4180 says, a
// quote within an unquoted cell is text, spaces behind a closing quote do no harm, and a cell with text behind its closing quote
// is kept as it stands.

export interface SlowRecord {
  readonly line: number;
  readonly cells: string[];
  readonly emptyLines: number;
  /** Index of the first cell with text behind its closing quote, or -1. */
  readonly misplacedQuote: number;
}

export interface SlowReading {
  readonly records: SlowRecord[];
  /** The line of the record whose quote is never closed. */
  readonly openQuote: number | undefined;
}

export function readSlowly(text: string, delimiter = ",", terminator: "\n" | "\r" = "\n"): SlowReading {
  const records: SlowRecord[] = [];
  const endsAt = (at: number): number => {
    if (terminator === "\n" && text.startsWith("\r\n", at)) return 2;
    return text[at] === terminator ? 1 : 0;
  };
  const stopsAt = (at: number): boolean => at >= text.length || text[at] === delimiter || endsAt(at) > 0;
  let at = 0;
  let line = 1;
  let emptyLines = 0;
  while (at < text.length) {
    if (endsAt(at) > 0) {
      at += endsAt(at);
      emptyLines += 1;
      line += 1;
      continue;
    }
    const from = at;
    const cells: string[] = [];
    let misplacedQuote = -1;
    for (;;) {
      let cell = "";
      if (text[at] === '"') {
        let next = at + 1;
        while (next < text.length && (text[next] !== '"' || text[next + 1] === '"')) {
          cell += text[next] ?? "";
          next += text[next] === '"' ? 2 : 1;
        }
        if (next >= text.length) return { records, openQuote: line };
        at = next + 1;
        const behindSpaces = at + (/^ */.exec(text.slice(at))?.[0].length ?? 0);
        if (stopsAt(behindSpaces)) at = behindSpaces;
        else {
          if (misplacedQuote === -1) misplacedQuote = cells.length;
          cell = `"${cell}"`;
        }
      }
      while (!stopsAt(at)) {
        cell += text[at] ?? "";
        at += 1;
      }
      cells.push(cell);
      if (at >= text.length || endsAt(at) > 0) break;
      at += 1;
    }
    records.push({ line, cells, emptyLines, misplacedQuote });
    at += endsAt(at);
    line += Math.max(1, text.slice(from, at).split(terminator).length - 1);
    emptyLines = 0;
  }
  return { records, openQuote: undefined };
}
