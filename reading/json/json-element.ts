// An order's text in its document: where it stands, and how a position in it is named.
import { FileFault } from "../row/file-fault.ts";
import type { JsonPointer } from "../row/json-pointer.ts";

/** 10,000 sites with every cell filled stay below half of it. */
export const ELEMENT_CHARACTERS_MAX = 64 * 1024 * 1024;

const BACKSLASH = 92;

export interface JsonElement {
  readonly text: string;
  /** On which it begins, counted from 1 as an editor does. */
  readonly line: number;
  readonly column: number;
  /** Of NDJSON: a comma stood behind it. */
  readonly hasComma?: boolean;
  /** Of the element in its document. */
  readonly pointer: Pick<JsonPointer, "list" | "order">;
}

/** What a fault has left unread. */
export interface LeftOver extends JsonElement {
  /** It is the beginning of an element, and not what stands between two. */
  readonly isBegun: boolean;
}

/** `line` and `column` of the first character that cannot stand there. */
export function syntaxFault(words: string, line: number, column: number): FileFault {
  return new FileFault({ code: "json.syntax", detail: syntaxDetail(words, line, column) }, line);
}

export const syntaxDetail = (words: string, line: number, column: number): string =>
  `at line ${String(line)}, column ${String(column)}, ${words}`;

/** Of the string that is open at `from`; -1: it is not in the text. */
export function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  for (; at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) break;
  }
  return at;
}

/** Line and column of a character of the element, as an editor counts them. */
export function positionIn(
  { text, line, column }: Pick<JsonElement, "text" | "line" | "column">,
  at: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split("\n");
  const last = before.at(-1) ?? "";
  return { line: line + before.length - 1, column: before.length === 1 ? column + at : last.length + 1 };
}
