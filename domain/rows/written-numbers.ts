// JSON numbers as the file has them. JSON.parse makes 9007199254740992 of 9007199254740993 and 1.1 of 1.10: references, floors
// and codes would become others. A number whose text is not what JavaScript prints for it keeps that text.

export class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const [MINUS, ZERO, NINE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, COMMA] = [45, 48, 57, 91, 93, 123, 44];

export interface Colons {
  readonly count: number;
  /** Behind one of them stands a number that `parseAsWritten` is needed for, or something that may hold one. */
  readonly mayHideDigits: boolean;
}

/** A look at what stands behind each colon of a JSON text: a value, mostly, or any words within a string. */
export function colonsOf(text: string): Colons {
  let count = 0;
  let mayHideDigits = false;
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    count += 1;
    const next = behindBlanks(text, at + 1);
    const code = text.charCodeAt(next);
    if (code === MINUS || (code >= ZERO && code <= NINE)) mayHideDigits ||= !isAsPrinted(text, next);
    else if (code === OPEN_LIST) mayHideDigits ||= !beginsWithObject(text, next);
  }
  return { count, mayHideDigits: mayHideDigits || objectThenOther(text) };
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function isAsPrinted(text: string, from: number): boolean {
  NUMBER.lastIndex = from;
  const [number = ""] = NUMBER.exec(text) ?? [];
  return String(Number(number)) === number;
}

/** Or holds nothing: a list of sites, mostly. */
function beginsWithObject(text: string, from: number): boolean {
  const code = text.charCodeAt(behindBlanks(text, from + 1));
  return code === OPEN_OBJECT || code === CLOSE_LIST;
}

/** Whether something else than an object follows an object, as in a list that begins with objects and goes on with numbers. */
function objectThenOther(text: string): boolean {
  for (let at = text.indexOf("}"); at !== -1; at = text.indexOf("}", at + 1)) {
    const comma = behindBlanks(text, at + 1);
    if (text.charCodeAt(comma) !== COMMA) continue;
    if (text.charCodeAt(behindBlanks(text, comma + 1)) !== OPEN_OBJECT) return true;
  }
  return false;
}

/** JSON.parse with a WrittenNumber for each number that JavaScript would print otherwise. Several times as slow. */
export function parseAsWritten(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, ...rest: unknown[]) => {
    if (typeof value !== "number") return value;
    const source = sourceIn(rest[0]);
    return source === undefined || source === String(value) ? value : new WrittenNumber(source);
  });
}

/** ECMAScript gives revivers the text of a primitive value (JSON.parse source text access); TypeScript does not know it yet. */
function sourceIn(context: unknown): string | undefined {
  if (typeof context !== "object" || context === null || !("source" in context)) return undefined;
  return typeof context.source === "string" ? context.source : undefined;
}

/** JSON.stringify of what was parsed, each number with its own digits. */
export function jsonTextOf(value: unknown): string {
  if (value instanceof WrittenNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonTextOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${jsonTextOf(member)}`)
    .join(",")}}`;
}
