// Finds a key that occurs twice in one object: JSON.parse keeps the last silently, and a value would be lost. Keys in the
// text are counted against keys in the value; only where they differ the text is walked for the name.

/**
 * Undefined: no key is repeated. `text` must be valid JSON, `colons` those in it (`colonsOf`), `count` the keys of what it parses
 * to (`keysWithin`).
 */
export function repeatedKey(text: string, colons: number, count: number): string | undefined {
  // A key has a colon behind it: where there are no more colons than keys, none is hidden, and no string need be read.
  if (colons === count) return undefined;
  const keys = keysIn(text);
  return keys.count === count ? undefined : keys.repeated();
}

/** How many keys a parsed value has, its members' included; undefined: it is deeper than so many levels. */
export function keysWithin(value: unknown, levels: number): number | undefined {
  if (typeof value !== "object" || value === null) return 0;
  if (levels === 0) return undefined;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) {
    if (typeof member !== "object" || member === null) continue;
    const within = keysWithin(member, levels - 1);
    if (within === undefined) return undefined;
    count += within;
  }
  return count;
}

function keysIn(text: string): { count: number; repeated(): string | undefined } {
  let count = 0;
  for (const _ of strings(text)) if (_.isKey) count += 1;
  return { count, repeated: () => firstRepeated(text) };
}

function* strings(text: string): Iterable<{ from: number; to: number; isKey: boolean }> {
  for (let open = text.indexOf('"'); open !== -1; open = text.indexOf('"', open)) {
    let close = text.indexOf('"', open + 1);
    while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
    if (close === -1) return;
    let next = close + 1;
    while (next < text.length && text.charCodeAt(next) <= 32) next += 1;
    yield { from: open, to: close + 1, isKey: text[next] === ":" };
    open = next;
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

function firstRepeated(text: string): string | undefined {
  const open: Set<string>[] = [];
  let last = 0;
  for (const { from, to, isKey } of strings(text)) {
    for (const character of text.slice(last, from)) {
      if (character === "{") open.push(new Set());
      else if (character === "}") open.pop();
    }
    last = to;
    if (!isKey) continue;
    const key = String(JSON.parse(text.slice(from, to)));
    const seen = open.at(-1);
    if (seen?.has(key) === true) return key.slice(0, 40);
    seen?.add(key);
  }
  return undefined;
}
