// Text that was UTF-8, was read as Windows-1252 and saved again: `MÃ¼ller`, `itâ€™s`. It is restored only where the way
// back is certain: every non-ASCII character maps to a byte, and the bytes are valid UTF-8.

/** Windows-1252 bytes 0x80 to 0x9F (WHATWG encoding standard, index windows-1252). */
const C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

/** The restored text; undefined where there is nothing to restore. */
export function repairMojibake(text: string): string | undefined {
  // A UTF-8 lead byte read as Windows-1252, followed by a continuation byte's character.
  if (!/[\u00C2-\u00F4][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/u.test(text)) return undefined;
  let escaped = "";
  for (const character of text) {
    const byte = byteOf(character);
    if (byte === undefined) return undefined;
    escaped += byte < 0x80 ? encodeURIComponent(character) : `%${byte.toString(16)}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    // Not valid UTF-8: the characters are what the author wrote.
    return undefined;
  }
}

function byteOf(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const place = C1.indexOf(character);
  return place === -1 ? undefined : 0x80 + place;
}
