// JSON from outside, in a form that nothing behind it can trip over: keys that objects have of their own are left out, what is nested
// without end is cut off, a text of megabytes is shortened. What the contract names is far below these bounds.

/** Of text in one value. The longest text of the contract has 2,000 characters. */
export const TEXT_CHARACTERS_MAX = 4_000;
/** The contract's deepest answer has 6 levels. DynamoDB stores 32. */
const LEVELS_MAX = 16;
const TOO_DEEP = "[nested too deeply]";
/** Plain objects and the libraries that write them use these names themselves. */
const TAKEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export function boundedJson(value: unknown, level = 0): unknown {
  if (typeof value === "string") return boundedText(value);
  if (typeof value !== "object" || value === null) return value;
  if (level >= LEVELS_MAX) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((element: unknown) => boundedJson(element, level + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !TAKEN_KEYS.has(key))
      .map(([key, field]: [string, unknown]) => [boundedText(key), boundedJson(field, level + 1)]),
  );
}

function boundedText(text: string): string {
  const short = text.length > TEXT_CHARACTERS_MAX ? `${text.slice(0, TEXT_CHARACTERS_MAX - 1)}…` : text;
  return short.toWellFormed();
}
