// How a cell's value may be shown in an issue: shortened, personal data masked. The column decides what is personal; what
// looks like an e-mail address or a phone is masked in any column, for the cells of a row may have slipped into wrong ones.
import type { Column } from "../../contracts/bulk-file.ts";

const SHOWN_MAX = 40;
/** What spreadsheets and people write where a value is missing: nobody's. */
const NO_VALUE = /^(?:#[A-Z0-9/]+[!?]?|#+|n\/?a|none|null|tbd|unknown|[-?.]+)$/i;
const SCIENTIFIC = /^([+-]?\d)[\d.,]*(E\+?\d+)$/i;
const EMAIL_LIKE = /\S+@\S*/g;
/** Ten digits or more; dates and ZIP+4 have fewer. */
const PHONE_LIKE = /\d(?:[\s().\-/]*\d){9,}/g;

/** Of what could not be read, so much is shown. */
const UNREAD_SHOWN_MAX = 4000;

export function shownValue(column: Pick<Column, "personal" | "kind"> | undefined, raw: string): string {
  // Control characters would garble a terminal. What is far behind the cut is not searched.
  const text = raw
    .trim()
    .slice(0, 4 * SHOWN_MAX)
    .replaceAll(/\p{Cc}/gu, "\uFFFD");
  const shown = column?.personal === true ? masked(column, text) : maskedWithin(text);
  return shown.length > SHOWN_MAX ? `${shown.slice(0, SHOWN_MAX)}…` : shown;
}

/** Of a phone its form is kept, and of a number that lost its digits that it did: it is what the issue is about. */
function masked({ kind }: Pick<Column, "kind">, text: string): string {
  if (text === "" || NO_VALUE.test(text)) return text;
  const [, digit, exponent] = SCIENTIFIC.exec(text) ?? [];
  if (digit !== undefined && exponent !== undefined) return `${digit}***${exponent}`;
  return kind === "phone" ? maskedPhone(text) : maskedText(text);
}

const maskedWithin = (text: string): string =>
  text.replaceAll(EMAIL_LIKE, maskedText).replaceAll(PHONE_LIKE, maskedPhone);
const maskedText = (text: string): string => `${text.slice(0, 1)}***`;
const maskedPhone = (text: string): string => text.slice(0, 1) + text.slice(1).replaceAll(/[\p{L}\p{N}@]/gu, "*");

/** A text that could not be made cells of, for the person whose file it is: it is given back with the row, unmasked. */
export function shownText(text: string): string {
  const shown = text.slice(0, UNREAD_SHOWN_MAX).toWellFormed().trim();
  return text.length > UNREAD_SHOWN_MAX ? `${shown}…` : shown;
}
