// Cuts a JSON text into its orders without holding more than one: `[…]`, `{"orders":[…]}` or a single order. Each order's
// text is given on whole; JSON.parse judges it. Depth and size are bounded whatever the text says.
import { headerKey } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ORDERS_KEY } from "../../domain/rows/order-shape.ts";
import { FileFault } from "../row/file-fault.ts";
import type { JsonPointer } from "../row/json-pointer.ts";

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

/** 10,000 sites with every cell filled stay below half of it. */
export const ELEMENT_CHARACTERS_MAX = 64 * 1024 * 1024;
const QUOTE = 34;
const BACKSLASH = 92;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON] = [91, 93, 123, 125, 44, 58];
const NONE = -1;

/** `line` and `column` of the first character that cannot stand there. */
export function syntaxFault(words: string, line: number, column: number): FileFault {
  return new FileFault({ code: "json.syntax", detail: syntaxDetail(words, line, column) }, line);
}

export const syntaxDetail = (words: string, line: number, column: number): string =>
  `at line ${String(line)}, column ${String(column)}, ${words}`;

export class JsonScanner {
  readonly #emit: (element: JsonElement) => void;
  #text = "";
  #at = 0;
  #depth = 0;
  /** Line ends are counted up to here; where the line of that character begins may lie before the text that is kept. */
  #counted = 0;
  #line: number;
  #lineFrom = 0;
  #inString = false;
  #stringStart = NONE;
  /** Depth of the list whose members are orders; NONE until it was found. */
  #listDepth = NONE;
  /** Pointer to the list of orders. */
  #list = "";
  #ordinal = 0;
  #elementStart = NONE;
  #elementLine = 1;
  #elementColumn = 1;
  /** Chunks that are not yet in the text. */
  #pending = "";
  #key = "";
  #afterKey = false;
  #needsComma = false;
  #sawComma = false;
  #done = false;

  /** `line`: of the first character. */
  constructor(emit: (element: JsonElement) => void, line = 1) {
    this.#emit = emit;
    this.#line = line;
  }

  push(chunk: string): void {
    this.#pending += chunk;
    // A long element grows by shares of its length: joined to it chunk by chunk, it would be copied a thousand times.
    if (this.#pending.length * 8 >= this.#text.length) this.#take();
  }

  #take(): void {
    this.#text += this.#pending;
    this.#pending = "";
    this.#scan();
    const keepFrom = this.#elementStart !== NONE ? this.#elementStart : this.#stringStart;
    const from = keepFrom === NONE ? this.#at : keepFrom;
    if (this.#text.length - from > ELEMENT_CHARACTERS_MAX) {
      throw new FileFault({ code: "json.tooLarge", detail: "64 MB" }, this.#elementLine);
    }
    this.#countLines(from);
    this.#text = this.#text.slice(from);
    this.#at -= from;
    this.#counted -= from;
    this.#lineFrom -= from;
    if (this.#elementStart !== NONE) this.#elementStart -= from;
    if (this.#stringStart !== NONE) this.#stringStart -= from;
  }

  end(): void {
    this.#take();
    if (!this.#done) throw this.#fault("the text ends before it is complete");
  }

  /** What a fault has left: the text from the element that it broke, and where that stands. */
  get left(): LeftOver {
    const isWithin = this.#elementStart !== NONE;
    if (isWithin) {
      const text = this.#text.slice(this.#elementStart) + this.#pending;
      return { text, line: this.#elementLine, column: this.#elementColumn, pointer: this.#orderPointer, isBegun: true };
    }
    const { at, line, column } = this.#understood();
    const text = this.#text.slice(at) + this.#pending;
    return { text, line, column, pointer: this.#orderPointer, isBegun: false };
  }

  #fault(words: string): FileFault {
    const { line, column } = this.#understood();
    return syntaxFault(words, line, column);
  }

  /** How far the text makes sense: a string that is not closed does not, though it has been looked through. */
  #understood() {
    const at = this.#inString ? this.#stringStart + 1 : this.#at;
    this.#countLines(at);
    return { at, line: this.#line, column: at - this.#lineFrom + 1 };
  }

  /** Only where a line is asked for: what a text holds between two elements need not be looked at twice. */
  #countLines(to: number): void {
    const text = this.#text.slice(0, to);
    for (let end = text.indexOf("\n", this.#counted); end !== NONE;) {
      this.#line += 1;
      this.#lineFrom = end + 1;
      end = text.indexOf("\n", end + 1);
    }
    this.#counted = Math.max(this.#counted, to);
  }

  #scan(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      if (this.#inString) {
        if (!this.#endString(text)) return;
        continue;
      }
      const code = text.charCodeAt(this.#at);
      if (code > 32) this.#structure(code);
      this.#at += 1;
    }
  }

  /** To the closing quote; false: it is not in the text yet. */
  #endString(text: string): boolean {
    for (;;) {
      const close = text.indexOf('"', this.#at);
      if (close === NONE) {
        this.#at = text.length;
        return false;
      }
      let backslashes = 0;
      while (text.charCodeAt(close - 1 - backslashes) === BACKSLASH) backslashes += 1;
      this.#at = close + 1;
      if (backslashes % 2 === 1) continue;
      this.#inString = false;
      if (this.#elementStart === NONE || this.#listDepth === NONE) this.#key = text.slice(this.#stringStart + 1, close);
      this.#stringStart = NONE;
      return true;
    }
  }

  #structure(code: number): void {
    if (this.#done) throw this.#fault("text follows the end");
    const inList = this.#listDepth !== NONE && this.#depth === this.#listDepth;
    if (inList && this.#elementStart === NONE && code !== COMMA && code !== CLOSE_LIST) this.#beginElement();
    if (code === QUOTE) {
      this.#inString = true;
      this.#stringStart = this.#at;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) this.#open(code);
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) this.#close(code, inList);
    else if (code === COMMA && inList) this.#comma();
    this.#afterKey = code === COLON && this.#depth === 1;
    // A root that is no list and no object: 12, "text", true.
    const isScalarRoot = this.#depth === 0 && code !== CLOSE_LIST && code !== CLOSE_OBJECT;
    if (isScalarRoot) throw new FileFault({ code: "json.shape" });
  }

  #beginElement(): void {
    if (this.#needsComma) throw this.#fault("a comma is missing between two orders");
    this.#markElement();
    this.#sawComma = false;
  }

  #markElement(): void {
    this.#countLines(this.#at);
    this.#elementStart = this.#at;
    this.#elementLine = this.#line;
    this.#elementColumn = this.#at - this.#lineFrom + 1;
  }

  #open(code: number): void {
    if (this.#depth === 0) {
      if (code === OPEN_LIST) this.#listDepth = 1;
      // A single order, unless a list named orders turns up.
      else this.#markElement();
    } else if (this.#depth === 1 && this.#listDepth === NONE && code === OPEN_LIST) {
      if (this.#afterKey && headerKey(this.#key) === ORDERS_KEY) {
        this.#listDepth = 2;
        this.#list = `/${this.#key}`;
        this.#elementStart = NONE;
      }
    }
    this.#depth += 1;
    if (this.#depth > FILE_LIMITS.jsonDepthMax) {
      throw new FileFault({ code: "json.depth", detail: String(FILE_LIMITS.jsonDepthMax) }, this.#understood().line);
    }
  }

  #close(code: number, inList: boolean): void {
    if (inList) {
      if (code !== CLOSE_LIST) throw this.#fault("a list is closed like an object");
      if (this.#sawComma) throw this.#fault("a comma stands before the end of the list");
      if (this.#elementStart !== NONE) this.#finishElement(this.#at);
    }
    this.#depth -= 1;
    if (this.#depth === 0) {
      if (this.#listDepth === NONE) this.#finishElement(this.#at + 1);
      this.#done = true;
    } else if (this.#depth === this.#listDepth && this.#elementStart !== NONE) this.#finishElement(this.#at + 1);
  }

  #comma(): void {
    // A bare value (12, null, "x") ends at its comma.
    if (this.#elementStart !== NONE) this.#finishElement(this.#at);
    if (!this.#needsComma) throw this.#fault("a comma has no order before it");
    this.#needsComma = false;
    this.#sawComma = true;
  }

  #finishElement(end: number): void {
    const text = this.#text.slice(this.#elementStart, end);
    this.#elementStart = NONE;
    this.#needsComma = true;
    const pointer = this.#orderPointer;
    this.#ordinal += 1;
    this.#emit({ text, line: this.#elementLine, column: this.#elementColumn, pointer });
  }

  get #orderPointer(): JsonElement["pointer"] {
    return { list: this.#list, order: this.#listDepth === NONE ? null : this.#ordinal };
  }
}
