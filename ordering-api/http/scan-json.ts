// Looks over a JSON text for what the parser would hide or choke on: nesting before it recurses into it, and a property given
// twice, of which it would silently keep the last. Whether the text is JSON at all is the parser's to say.

export type JsonFault = { readonly kind: "deep" } | { readonly kind: "repeated"; readonly key: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

export function scanJson(text: string, depthMax: number): JsonFault | undefined {
  /** The keys of each open object; undefined for an open array. */
  const open: (Set<string> | undefined)[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charCodeAt(i);
    if (character === QUOTE) {
      const end = endOfString(text, i + 1);
      const keys = open.at(-1);
      if (keys !== undefined && isFollowedByColon(text, end + 1)) {
        const key = unescaped(text.slice(i + 1, end));
        if (keys.has(key)) return { kind: "repeated", key };
        keys.add(key);
      }
      i = end;
    } else if (character === 0x7b || character === 0x5b) {
      if (open.length === depthMax) return { kind: "deep" };
      open.push(character === 0x7b ? new Set() : undefined);
    } else if (character === 0x7d || character === 0x5d) open.pop();
  }
  return undefined;
}

/** Of the closing quote, or behind the text. */
function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    const character = text.charCodeAt(i);
    if (character === BACKSLASH) i += 1;
    else if (character === QUOTE) return i;
  }
  return text.length;
}

function isFollowedByColon(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 0x20) i += 1;
  return text.charCodeAt(i) === COLON;
}

/** `"\u0061"` is the key `a`. */
function unescaped(raw: string): string {
  if (!raw.includes("\\")) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    // No JSON; the parser says so.
    return raw;
  }
}
