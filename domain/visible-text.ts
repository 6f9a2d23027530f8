// Text from outside, fit to be shown: characters that steer a terminal, turn the direction of writing, break a line or cannot be
// seen stand there as their code. What people write by hand (letters of any script, accents, emoji of one character) stays.

/** Controls (C0, C1), format characters (bidi, zero-width, tags), halves of surrogate pairs, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

/** `a\nb` for a text with a line break, `\x1b[31m` for an escape sequence, `\u202e` for a turn of direction. */
export const visibleText = (text: string): string => text.replaceAll(UNSEEN, codeOf);

/** The same text as JSON: nothing in it is raw, and parsing it gives every character back. */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(""),
  );

function codeOf(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");
