// NDJSON: one order per line; a broken line is no reason to stop. Lines end as the file's first ones do.
import { FileFault } from "../row/file-fault.ts";
import { ELEMENT_CHARACTERS_MAX, type JsonElement, type LeftOver } from "./json-element.ts";

const NONE = -1;
/** An order in a line of its own. */
const WHOLE = { list: "", order: null } as const;
/** Some tools put it before each text (RFC 7464). */
const RECORD_SEPARATOR = 30;
const COMMA = 44;

export interface LineOptions {
  readonly terminator: "\n" | "\r";
  /** The number of the first line. */
  readonly line: number;
}

export class LineScanner {
  readonly #emit: (element: JsonElement) => void;
  readonly #options: LineOptions;
  #text = "";
  #line: number;

  constructor(emit: (element: JsonElement) => void, options: LineOptions) {
    this.#emit = emit;
    this.#options = options;
    this.#line = options.line;
  }

  push(chunk: string): void {
    this.#text += chunk;
    let from = 0;
    const { terminator } = this.#options;
    for (let end = this.#text.indexOf(terminator); end !== NONE; end = this.#text.indexOf(terminator, from)) {
      this.#give(this.#text.slice(from, end));
      from = end + 1;
    }
    if (this.#text.length - from > ELEMENT_CHARACTERS_MAX) {
      throw new FileFault({ code: "json.tooLarge", detail: "64 MB" }, this.#line);
    }
    this.#text = this.#text.slice(from);
  }

  end(): void {
    this.#give(this.#text);
  }

  get left(): LeftOver {
    return { text: this.#text, line: this.#line, column: 1, pointer: WHOLE, isBegun: true };
  }

  #give(text: string): void {
    const line = this.#line;
    this.#line += 1;
    let from = 0;
    let to = text.length;
    let hasComma = false;
    while (from < to && isAround(text.charCodeAt(from))) from += 1;
    for (; to > from; to -= 1) {
      const code = text.charCodeAt(to - 1);
      // As if the lines stood in a list.
      if (code === COMMA) hasComma = true;
      else if (!isAround(code)) break;
    }
    if (from === to) return;
    const element = { text: text.slice(from, to), line, column: from + 1, pointer: WHOLE };
    this.#emit(hasComma ? { ...element, hasComma } : element);
  }
}

const isAround = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === RECORD_SEPARATOR;
