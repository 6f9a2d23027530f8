// Characters that nobody sees: they make two equal values different, and no person finds them. What is one is decided here, for
// cells, for headers and for the test whether a row is blank.

/**
 * Format characters (zero-width, soft hyphen, word joiner, direction marks, tags), letters and marks that show nothing, C1
 * controls. C0 controls are not among them: what they stand for cannot be told (clean-cell.ts).
 */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u0080-\u009F\u2800]/u;
const UNSEEN_ALL = new RegExp(UNSEEN, "gu");
/** Spaces of other widths, no-break spaces, line and paragraph separators; within a text tabs and line breaks, too. */
const OTHER_SPACES = /[\t\n\r\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const NOTHING_SEEN = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u0080-\u009F\u2800]*$/u;

/** Names of the usual ones, as the Unicode standard has them. */
const NAMES: Readonly<Record<string, string>> = {
  "\t": "tab",
  "\n": "line break",
  "\r": "carriage return",
  "\u0085": "next line",
  "\u00A0": "no-break space",
  "\u00AD": "soft hyphen",
  "\u034F": "combining grapheme joiner",
  "\u061C": "Arabic letter mark",
  "\u200B": "zero-width space",
  "\u200C": "zero-width non-joiner",
  "\u200D": "zero-width joiner",
  "\u200E": "left-to-right mark",
  "\u200F": "right-to-left mark",
  "\u2010": "hyphen",
  "\u2011": "non-breaking hyphen",
  "\u2012": "figure dash",
  "\u2013": "en dash",
  "\u2014": "em dash",
  "\u2015": "horizontal bar",
  "\u2028": "line separator",
  "\u2029": "paragraph separator",
  "\u202A": "left-to-right embedding",
  "\u202B": "right-to-left embedding",
  "\u202C": "pop directional formatting",
  "\u202D": "left-to-right override",
  "\u202E": "right-to-left override",
  "\u202F": "narrow no-break space",
  "\u2060": "word joiner",
  "\u2066": "left-to-right isolate",
  "\u2067": "right-to-left isolate",
  "\u2069": "pop directional isolate",
  "\u2212": "minus sign",
  "\u2800": "braille blank",
  "\u3000": "ideographic space",
  "\u3164": "Hangul filler",
  "\uFEFF": "zero-width no-break space",
};

/** `U+200B`. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Of characters that a sentence names: `U+200B (zero-width space)`, each once, the first few. */
export function characterNames(characters: Iterable<string>, max = 4): string {
  const distinct = [...new Set(characters)];
  const named = distinct.slice(0, max).map((character) => {
    const name = NAMES[character];
    return codePointOf(character) + (name === undefined ? "" : ` (${name})`);
  });
  const more = distinct.length - named.length;
  return named.join(", ") + (more > 0 ? `, and ${String(more)} more` : "");
}

export interface SeenText {
  /** Trimmed; every space is a plain one. */
  readonly text: string;
  /** What was removed or became a plain space, in the order of the text. */
  readonly replaced: readonly string[];
}

/** What a person sees of a text on one line. */
export function seenText(raw: string): SeenText {
  // Around the text a tab or a line break is as good as a blank.
  const inner = raw.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const replaced: string[] = [];
  const text = inner
    .replaceAll(OTHER_SPACES, (space) => {
      replaced.push(space);
      return " ";
    })
    .replaceAll(UNSEEN_ALL, (character) => {
      replaced.push(character);
      return "";
    })
    .trim();
  return { text, replaced };
}

/** Nothing in it shows: as blank as an empty text. */
export function isBlank(text: string): boolean {
  return text === "" || NOTHING_SEEN.test(text);
}

const PLAIN = /^[ -~]*$/;

/** For a value that is shown: what does not show stands there as `<U+200B>`, a line break or tab as a blank. */
export function withUnseenNamed(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll(/[\t\r\n]+/g, " ")
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Cs}/gu,
      (character) => `<${codePointOf(character)}>`,
    );
}
