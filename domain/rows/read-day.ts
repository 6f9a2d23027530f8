// Dates: what can mean one day only is taken at once. Day and month in digits are decided when the whole file has been read
// (date-order.ts); until then such a value is kept as it stands, behind a question mark.
import type { IssueCode } from "../../contracts/issues/issues.ts";

/** Day numbers of spreadsheets for 1990 to 2099 (1900 date system). */
const SERIAL_MIN = 32_874;
const SERIAL_MAX = 73_050;
/** Day number of 1970-01-01. */
const SERIAL_EPOCH = 25_569;
const DAY_MILLIS = 86_400_000;

const YEAR_FIRST = /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})$/;
const EIGHT_DIGITS = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$/;
/** `28-Apr-2028`, `28 April 28`, `April 28th, 2028`, `2028-Apr-28`; a weekday may stand before it. */
const WEEKDAY = /^(sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?,?\s+/i;
const DAY_NAME_YEAR = /^(\d{1,2})(?:st|nd|rd|th)?[\s./-]*([a-z]{3,9})\.?[\s,./-]*(\d{4}|\d{2})$/i;
const NAME_DAY_YEAR = /^([a-z]{3,9})\.?[\s./-]*(\d{1,2})(?:st|nd|rd|th)?[\s,./-]+(\d{4})$/i;
const YEAR_NAME_DAY = /^(\d{4})[\s./-]*([a-z]{3,9})\.?[\s./-]*(\d{1,2})$/i;
const MONTHS = "january february march april may june july august september october november december".split(" ");
const WEEKDAYS = "sun mon tue wed thu fri sat".split(" ");

/** A time of day behind a date, with its offset. */
const TIME = /(?:[T\s]\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap]\.?m\.?)?\s*(.*)$/i;
const NO_OFFSET = /^(?:z|utc|gmt|(?:gmt|utc)?[+-]00:?(?:00)?)?(?:\s*\([^)]*\))?$/i;

type Fault = { readonly code: IssueCode; readonly detail?: string };
/** `rewritten`: not as it stood, and to be recorded. */
export type ReadDay = { readonly day: string; readonly rewritten: boolean } | Fault;

export function readDay(text: string): ReadDay {
  // The ordinary cell.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text))
    return isRealDay(text) ? { day: text, rewritten: false } : { code: "date.form" };
  const date = withoutMidnight(text);
  if (date === undefined) return { code: "date.time" };
  const open = openDay(date);
  if (open !== undefined) return open;
  const day = clearDay(date);
  if (day !== undefined) return { day, rewritten: true };
  return serialDay(date) ?? { code: "date.form" };
}

/** The date of a date-time at midnight, in any spelling; undefined: it has another time, or an offset. */
function withoutMidnight(text: string): string | undefined {
  const time = TIME.exec(text);
  // 20280428T000000
  if (time === null) return text.replace(/^(\d{8})T?0{6}Z?$/i, "$1");
  const [, hour = "", minute = "", second = "0", fraction = "0", half = "", offset = ""] = time;
  const isTwelve = Number(hour) === 12 && /^a/i.test(half);
  const isMidnight =
    (isTwelve || (Number(hour) === 0 && !/^p/i.test(half))) && Number(minute + second + fraction) === 0;
  return isMidnight && NO_OFFSET.test(offset) ? text.slice(0, time.index).trim() : undefined;
}

/** `4/26/2028`, `26.04.28`, `4-26-2028`. */
function openDay(date: string): ReadDay | undefined {
  const [, first = "", separator, second = "", year = ""] = YEAR_LAST.exec(date) ?? [];
  if (separator === undefined) return undefined;
  if (year.length === 2 && separator === "-" && isYearFirst(first, second, year)) return { code: "date.shortYear" };
  return { day: `?${date}`, rewritten: false };
}

/** With hyphens a short year may come first: 27-03-28. */
function isYearFirst(first: string, second: string, third: string): boolean {
  return Number(first) >= 20 && isoDay(`20${first}`, second, third) !== undefined;
}

/** Undefined: it is none that can mean one day only. */
function clearDay(date: string): string | undefined {
  const digits = YEAR_FIRST.exec(date);
  if (digits !== null) return isoDay(digits[1], digits[3], digits[4]);
  const eight = EIGHT_DIGITS.exec(date);
  if (eight !== null) return isoDay(eight[1], eight[2], eight[3]);
  return namedDay(date);
}

function namedDay(date: string): string | undefined {
  const weekday = WEEKDAY.exec(date);
  const rest = weekday === null ? date : date.slice(weekday[0].length);
  const day = dayOf(partsOf(rest));
  if (day === undefined || weekday === null) return day;
  const isRight = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] === weekday[1]?.toLowerCase();
  return isRight ? day : undefined;
}

interface DateParts {
  readonly year: string | undefined;
  readonly name: string | undefined;
  readonly day: string | undefined;
}

function partsOf(date: string): DateParts {
  const dayFirst = DAY_NAME_YEAR.exec(date);
  if (dayFirst !== null) return { day: dayFirst[1], name: dayFirst[2], year: dayFirst[3] };
  const nameFirst = NAME_DAY_YEAR.exec(date);
  if (nameFirst !== null) return { name: nameFirst[1], day: nameFirst[2], year: nameFirst[3] };
  const yearFirst = YEAR_NAME_DAY.exec(date);
  return { year: yearFirst?.[1], name: yearFirst?.[2], day: yearFirst?.[3] };
}

function dayOf({ year = "", name = "", day }: DateParts): string | undefined {
  const word = name.toLowerCase();
  const month = MONTHS.findIndex(
    (full) => full === word || full.slice(0, 3) === word || (word === "sept" && full === "september"),
  );
  if (month === -1 || day === undefined) return undefined;
  return isoDay(year.length === 2 ? `20${year}` : year, String(month + 1), day);
}

function serialDay(date: string): Fault | undefined {
  if (!/^\d{5}(?:\.0+)?$/.test(date) || Number(date) < SERIAL_MIN || Number(date) > SERIAL_MAX) return undefined;
  const day = new Date((Number(date) - SERIAL_EPOCH) * DAY_MILLIS).toISOString().slice(0, 10);
  return { code: "excel.serialDate", detail: `, perhaps ${day}` };
}

export function isoDay(year = "", month = "", day = ""): string | undefined {
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isRealDay(iso) ? iso : undefined;
}

function isRealDay(iso: string): boolean {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
