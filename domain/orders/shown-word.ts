// A word or an id of the partner as it may stand in a reason, a timeline and a log: one line, printable, short, without
// anything that looks like an e-mail address or a telephone number.
const SHOWN_MAX = 60;

export function shownWord(word: string): string {
  const text = word
    .slice(0, 4 * SHOWN_MAX)
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "\uFFFD")
    .replaceAll(/\S+@\S+/g, "[e-mail]")
    .replaceAll(/\+?\d(?:[ ().-]{1,2}\d){9,}/g, "[phone]")
    .replaceAll('"', "'")
    .trim();
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
