// Text that was UTF-8, was read as Windows-1252 or Latin-1 and saved again, once or several times: `MÃ¼ller`, `itâ€™s`,
// `CafÃƒÂ©`. It is restored only where the way back is certain, and then wholly.

/** Windows-1252 bytes 0x80 to 0x9F (WHATWG encoding standard, index windows-1252); Latin-1 has C1 controls there. */
const C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
/** A continuation byte of UTF-8, as both encodings show it. */
const TAIL = "[\\u0080-\\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
/** Sequences of two, three and four bytes: lead byte and continuation bytes. */
const SEQUENCES = new RegExp(
  `(?:[\\u00C2-\\u00DF]${TAIL}|[\\u00E0-\\u00EF]${TAIL}{2}|[\\u00F0-\\u00F4]${TAIL}{3})+`,
  "gu",
);
const SUSPECT = new RegExp(`[\\u00C2-\\u00F4]${TAIL}`, "u");
/** Each decoding makes the text shorter; more rounds than this nobody has seen. */
const ROUNDS_MAX = 8;
/** Signs that stand behind a word: `NESTLÉ®`, `CAFÉ”`. Such a pair is a letter and a sign, unless a letter follows. */
const SIGN_BEHIND_WORD = /^[ÀÁÄÅ][™®©°”’»…–—›](?!\p{L})/u;

/** The restored text; undefined where there is nothing to restore. */
export function repairMojibake(text: string): string | undefined {
  let restored = text;
  for (let round = 0; round < ROUNDS_MAX && SUSPECT.test(restored); round += 1) {
    const next = decodedOnce(restored);
    if (next === restored) break;
    restored = next;
  }
  return restored === text ? undefined : restored;
}

function decodedOnce(text: string): string {
  return text.replaceAll(SEQUENCES, (run, at: number) => {
    const decoded = decodedRun(run);
    return decoded !== undefined && isCertain(run, decoded, text.slice(at)) ? decoded : run;
  });
}

function decodedRun(run: string): string | undefined {
  let escaped = "";
  for (const character of run) escaped += `%${byteOf(character).toString(16)}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    // Not valid UTF-8: the characters are what the author wrote.
    return undefined;
  }
}

function byteOf(character: string): number {
  const index = C1.indexOf(character);
  return index === -1 ? character.charCodeAt(0) : 0x80 + index;
}

/**
 * What the run stands for decides: letters of Western and Central Europe, punctuation, and emoji are what people write; one
 * character of a rarer script is chance (`voilà »` would be Samaritan), a word of it is not. Where more than one pair is
 * decoded, it may also be what a first wrong decoding had made (ƒ, ˆ, ˜).
 */
function isCertain(run: string, decoded: string, rest: string): boolean {
  if (run.length === 2 && SIGN_BEHIND_WORD.test(rest)) return false;
  const plain = run.length === 2 ? decoded : decoded.replaceAll(/[\u0192\u02C6\u02DC]/g, "");
  if (/^[\u0080-\u017F\u2010-\u2BFF\uFB00-\uFF5E\uFEFF\p{Emoji_Presentation}\uFE0F]*$/u.test(plain)) return true;
  return decoded.length > 1 && /^\p{L}[\p{L}\p{M}\p{P}\u00A0]+$/u.test(decoded);
}
