// Where a text stops being JSON, and what stands there. JSON.parse only says that it failed, often without a position; this walks
// the text once more, and only then.

export interface JsonFault {
  /** Index in the text. */
  readonly at: number;
  /** What stands there, as the second half of a sentence. */
  readonly words: string;
}

/** What may come next. */
type Awaited = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";

const LITERALS = new Set(["true", "false", "null"]);
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A word or number as people write it, JSON or not. */
const WORD = /[\p{L}\p{N}_$+\-.\\]+/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SHOWN_MAX = 20;
/** Words of other languages, and what JSON has for them. */
const FOREIGN: Readonly<Record<string, string>> = {
  ...{ True: "true", TRUE: "true", yes: '"yes"', Yes: '"yes"', False: "false", FALSE: "false", no: '"no"', No: '"no"' },
  ...{ None: "null", NULL: "null", Null: "null", nil: "null", undefined: "null", NaN: "null" },
};

/** Undefined: the text is valid JSON, one value with nothing behind it. */
export function firstJsonFault(text: string): JsonFault | undefined {
  return new JsonWalk(text).fault();
}

class JsonWalk {
  readonly #text: string;
  #at = 0;
  #awaited: Awaited = "value";
  /** Where each open list and object begins. */
  readonly #open: number[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  fault(): JsonFault | undefined {
    for (;;) {
      while (" \t\r\n".includes(this.#character) && this.#character !== "") this.#at += 1;
      if (this.#character === "") return this.#awaited === "nothing" ? undefined : this.#endsTooEarly();
      const found = this.#step();
      if (found !== undefined) return found;
    }
  }

  get #character(): string {
    return this.#text.charAt(this.#at);
  }

  #step(): JsonFault | undefined {
    switch (this.#awaited) {
      case "value":
      case "valueOrEnd":
        return this.#value();
      case "key":
      case "keyOrEnd":
        return this.#key();
      case "colon":
        if (this.#character !== ":") return this.#here("a colon is missing behind the key");
        return this.#goOn("value");
      case "commaOrEnd":
        return this.#commaOrEnd();
      case "nothing":
        return this.#here(`${this.#shown()} follows the end`);
    }
  }

  #value(): JsonFault | undefined {
    const character = this.#character;
    if (character === "{") return this.#begin("keyOrEnd");
    if (character === "[") return this.#begin("valueOrEnd");
    if (character === "]" && this.#awaited === "valueOrEnd") return this.#end();
    if (character === '"') return this.#string() ?? this.#after();
    const [number = ""] = this.#match(NUMBER);
    const [word = ""] = this.#match(WORD);
    if (word !== "" && (number === word || LITERALS.has(word)))
      return this.#goOn(this.#awaitedBehindValue, word.length);
    return this.#noValue(word);
  }

  #noValue(word: string): JsonFault {
    const character = this.#character;
    const json = Object.hasOwn(FOREIGN, word) ? FOREIGN[word] : undefined;
    if (json !== undefined) return this.#here(`${word} is not JSON; write ${json}`);
    if (/^[+-]?[.\d]/.test(word)) return this.#here(`${this.#shown(word)} is not a number of JSON`);
    if (character === "'") return this.#here("a text begins with a single quote; JSON has double quotes");
    if ("“”„«‘’".includes(character))
      return this.#here(`a text begins with ${character}; JSON has straight double quotes`);
    if (/^(?:\/[/*]|#)/.test(this.#text.slice(this.#at, this.#at + 2))) return this.#here("a comment; JSON has none");
    if (character === ",") return this.#here("a comma is where a value should be");
    if ("]}".includes(character)) return this.#here(`${this.#behindComma()}${character} is where a value should be`);
    return this.#here(`${this.#shown(word)} is where a value should be`);
  }

  #key(): JsonFault | undefined {
    const character = this.#character;
    if (character === "}" && this.#awaited === "keyOrEnd") return this.#end();
    if (character === '"') return this.#string() ?? this.#goOn("colon", 0);
    if (character === "'") return this.#here("a key begins with a single quote; JSON has double quotes");
    if (/^(?:\/[/*]|#)/.test(this.#text.slice(this.#at, this.#at + 2))) return this.#here("a comment; JSON has none");
    if ("]},".includes(character)) return this.#here(`${this.#behindComma()}${character} is where a key should be`);
    return this.#here(`${this.#shown()} is where a key in double quotes should be`);
  }

  #commaOrEnd(): JsonFault | undefined {
    const character = this.#character;
    const isList = this.#text.charAt(this.#open.at(-1) ?? 0) === "[";
    if (character === ",") return this.#goOn(isList ? "value" : "key");
    if (character === (isList ? "]" : "}")) return this.#end();
    if ("]}".includes(character)) {
      return this.#here(`${character} is where a ${isList ? "list is closed with ]" : "object is closed with }"}`);
    }
    return this.#here(`a comma is missing before ${this.#shown()}`);
  }

  /** Goes to behind the closing quote. */
  #string(): JsonFault | undefined {
    const from = this.#at;
    for (this.#at += 1; ; this.#at += 1) {
      const character = this.#character;
      if (character === "") return { at: from, words: "a text begins that is never closed" };
      if (character === '"') break;
      if (character === "\n" || character === "\r")
        return { at: from, words: "a text is not closed before the line ends" };
      if (character < " ") return this.#here(`a control character (${codePoint(character)}) is in a text`);
      if (character !== "\\") continue;
      const [escape = ""] = this.#match(ESCAPE);
      if (escape === "") return this.#here(`${this.#text.slice(this.#at, this.#at + 2)} is not an escape of JSON`);
      this.#at += escape.length - 1;
    }
    this.#at += 1;
    return undefined;
  }

  #endsTooEarly(): JsonFault {
    const open = this.#open.at(-1);
    const inside = open === undefined ? "" : this.#text.charAt(open) === "[" ? " within a list" : " within an object";
    return this.#here(`the text ends too early${inside}`);
  }

  #begin(awaited: Awaited): JsonFault | undefined {
    this.#open.push(this.#at);
    return this.#goOn(awaited);
  }

  #end(): JsonFault | undefined {
    this.#open.pop();
    return this.#goOn(this.#awaitedBehindValue);
  }

  #after(): JsonFault | undefined {
    return this.#goOn(this.#awaitedBehindValue, 0);
  }

  #goOn(awaited: Awaited, characters = 1): JsonFault | undefined {
    this.#at += characters;
    this.#awaited = awaited;
    return undefined;
  }

  get #awaitedBehindValue(): Awaited {
    return this.#open.length === 0 ? "nothing" : "commaOrEnd";
  }

  #match(form: RegExp): readonly string[] {
    form.lastIndex = this.#at;
    return form.exec(this.#text) ?? [];
  }

  #behindComma(): string {
    return this.#awaited === "value" || this.#awaited === "key" ? "after a comma, " : "";
  }

  #here(words: string): JsonFault {
    return { at: this.#at, words };
  }

  /** The word or character that stands here. */
  #shown(word = this.#match(WORD)[0] ?? ""): string {
    if (word !== "") return word.length > SHOWN_MAX ? `${word.slice(0, SHOWN_MAX)}…` : word;
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    return /[\p{L}\p{P}\p{S}]/u.test(character) ? character : codePoint(character);
  }
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
