// Cuts a JSON text into its orders without holding more than one: `[…]`, `{"orders":[…]}` or a single order. Each order's
// text is given on whole; JSON.parse judges it, around-orders.ts what stands around. Depth and size are bounded.
import { headerKey } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ORDERS_KEY } from "../../domain/rows/order-shape.ts";
import { FileFault } from "../row/file-fault.ts";
import { faultBehind, faultBefore } from "./around-orders.ts";
import {
  ELEMENT_CHARACTERS_MAX,
  type JsonElement,
  type LeftOver,
  closingQuote,
  positionIn,
  syntaxFault,
} from "./json-element.ts";
import type { JsonFault } from "./json-fault.ts";

const QUOTE = 34;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON] = [91, 93, 123, 125, 44, 58];
const NONE = -1;
const MORE_TEXT = "text follows the end; all orders belong in one list, or each on a line of its own";

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
  #sawOrders = false;
  /** Where the list of orders has ended; what is behind it is kept. */
  #behind = NONE;
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
    const marks = [this.#elementStart, this.#behind, this.#stringStart];
    const from = marks.find((start) => start !== NONE) ?? this.#at;
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
    if (this.#behind !== NONE) this.#behind -= from;
  }

  end(): void {
    this.#take();
    if (!this.#done) throw this.#fault("the text ends before it is complete");
  }

  /** What a fault has left: the text from the element that it broke, and where that stands. */
  get left(): LeftOver {
    const isBegun = this.#elementStart !== NONE;
    const { at, line, column } = isBegun ? this.#position(this.#elementStart) : this.#understood();
    const text = this.#text.slice(this.#behind === NONE ? at : this.#behind + 1) + this.#pending;
    return { text, line, column, pointer: this.#orderPointer, isBegun };
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
    const close = closingQuote(text, this.#at);
    this.#at = close === NONE ? text.length : close + 1;
    if (close === NONE) return false;
    this.#inString = false;
    if (this.#elementStart === NONE || this.#listDepth === NONE) this.#key = text.slice(this.#stringStart + 1, close);
    this.#stringStart = NONE;
    return true;
  }

  #structure(code: number): void {
    if (this.#done) throw this.#fault(MORE_TEXT);
    const inList = this.#depth === this.#listDepth && this.#behind === NONE;
    if (inList && this.#elementStart === NONE && code !== COMMA && code !== CLOSE_LIST) this.#beginElement();
    if (code === QUOTE) {
      this.#inString = true;
      this.#stringStart = this.#at;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) this.#open(code);
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) this.#close(code, inList);
    else if (code === COMMA && inList) this.#comma();
    else if (code === COMMA) this.#key = "";
    this.#afterKey = code === COLON && this.#depth === 1;
    if (this.#afterKey && headerKey(this.#key) === ORDERS_KEY) {
      if (this.#sawOrders) throw this.#fault(`${this.#key} is there twice; all orders belong in one list`);
      this.#sawOrders = true;
    }
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
    this.#elementStart = this.#at;
    this.#markPosition();
  }

  #position = (at: number) => ({ at, line: this.#elementLine, column: this.#elementColumn });

  #markPosition(): void {
    this.#countLines(this.#at);
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
        this.#check(faultBefore(this.#text.slice(this.#elementStart, this.#at + 1)));
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
      if (this.#sawComma) throw this.#fault("there is a comma before the end of the list");
      if (this.#elementStart !== NONE) this.#finishElement(this.#at);
      if (this.#listDepth === 2) {
        [this.#behind, this.#key] = [this.#at, ""];
        this.#markPosition();
      }
    }
    this.#depth -= 1;
    if (this.#depth === 0) {
      if (this.#listDepth === NONE) this.#finishElement(this.#at + 1);
      else if (this.#behind !== NONE) this.#check(faultBehind(this.#text.slice(this.#behind, this.#at + 1)));
      this.#behind = NONE;
      this.#done = true;
    } else if (this.#depth === this.#listDepth && this.#elementStart !== NONE) this.#finishElement(this.#at + 1);
  }

  /** `fault`: in what stands around the orders, whose beginning is where the last mark was set. */
  #check(fault: JsonFault | undefined): void {
    if (!fault) return;
    const { at, ...around } = this.#position(this.#behind === NONE ? this.#elementStart : this.#behind);
    const { line, column } = positionIn({ ...around, text: this.#text.slice(at) }, fault.at);
    throw syntaxFault(fault.words, line, column);
  }

  #comma(): void {
    // A bare value ends at its comma.
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
