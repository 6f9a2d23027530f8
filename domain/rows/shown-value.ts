// How a cell's value may be shown in an issue: shortened, personal data masked, and what does not show named. The column decides
// what is personal; what looks like an e-mail address or a phone is masked in any column, for the cells of a row may have slipped
// into wrong ones.
import type { Column } from "../../contracts/bulk-file.ts";
import { withUnseenNamed } from "./unseen.ts";

const SHOWN_MAX = 40;
/** Of what could not be read, so much is shown. */
const UNREAD_SHOWN_MAX = 4000;
/** What spreadsheets and people write where a value is missing, and what spreadsheets make of one: nobody's. */
const NO_VALUE =
  /^(?:#[A-Z0-9/]+[!?]?|#+|n\/?a|none|null|undefined|nan|\[object object\]|tb[da]|unknown|test|[-?.]+|\d{1,2}-[a-z]{3}(?:-\d{2})?|[a-z]{3}-\d{2})$/i;
const SCIENTIFIC = /^([+-]?\d)[\d.,]*(E\+?\d+)$/i;
const EMAIL_LIKE = /\S+@\S*/g;
/** A date with a time of day has as many digits as a phone. */
const DATE_TIME = String.raw`\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\b(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T?\d{6}\b`;
/** Ten digits or more; dates and ZIP+4 have fewer. */
const PHONE_CHARACTERS_MIN = 10;
const PHONE = String.raw`\d(?:[\s().\-/]*\d){9,}`;
const DATE_TIME_OR_PHONE = new RegExp(`(${DATE_TIME})|${PHONE}`, "g");

export function shownValue(column: Pick<Column, "personal" | "kind"> | undefined, raw: string): string {
  // What is far behind the cut is not searched.
  const text = raw.slice(0, 4 * SHOWN_MAX).replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const shown = withUnseenNamed(column?.personal === true ? masked(column, text) : maskedWithin(text));
  return shown.length > SHOWN_MAX ? `${shown.slice(0, SHOWN_MAX)}…` : shown;
}

/** Of a phone its form is kept, and of a number that lost its digits that it did: it is what the issue is about. */
function masked({ kind }: Pick<Column, "kind">, text: string): string {
  if (text === "" || NO_VALUE.test(text)) return text;
  const [, digit, exponent] = SCIENTIFIC.exec(text) ?? [];
  if (digit !== undefined && exponent !== undefined) return `${digit}***${exponent}`;
  return kind === "phone" ? maskedPhone(text) : maskedText(text);
}

function maskedWithin(text: string): string {
  // Most values that are wrong are short: a ZIP, a state, a term.
  if (text.length < PHONE_CHARACTERS_MIN && !text.includes("@")) return text;
  return text
    .replaceAll(EMAIL_LIKE, maskedText)
    .replaceAll(DATE_TIME_OR_PHONE, (found: string, dateTime?: string) => dateTime ?? maskedPhone(found));
}
const maskedText = (text: string): string => `${firstOf(text)}***`;
const maskedPhone = (text: string): string =>
  firstOf(text) + text.slice(firstOf(text).length).replaceAll(/[\p{L}\p{N}@]/gu, "*");
/** Of a text that begins with a character outside the first plane, not half of it. */
const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x2a);

/** A text that could not be made cells of, for the person whose file it is: it is given back with the row, unmasked. */
export function shownText(text: string): string {
  const shown = text.slice(0, UNREAD_SHOWN_MAX).toWellFormed().trim();
  return text.length > UNREAD_SHOWN_MAX ? `${shown}…` : shown;
}
