// Dates: ISO days at once; day/month/year in either order only by the evidence of the whole column, which is known when
// the file has been read (docs/bulk-file.md §1). Until then such a value is kept as `?first/second/year`.
import type { IssueCode } from "../../contracts/issues/issues.ts";

/** Day numbers of spreadsheets for 1990 to 2099 (1900 date system). */
const SERIAL_MIN = 32_874;
const SERIAL_MAX = 73_050;
/** Day number of 1970-01-01. */
const SERIAL_EPOCH = 25_569;
const DAY_MILLIS = 86_400_000;

export function readDay(text: string): string | { readonly code: IssueCode; readonly detail?: string } {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text);
  if (iso !== null) return isoDay(iso[1], iso[2], iso[3]) ?? { code: "date.form" };
  const yearFirst = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(text);
  if (yearFirst !== null) return isoDay(yearFirst[1], yearFirst[2], yearFirst[3]) ?? { code: "date.form" };
  const yearLast = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (yearLast !== null) {
    const [, first = "", , second = "", year = ""] = yearLast;
    return `?${first}/${second}/${year}`;
  }
  if (/^\d{5}(?:\.0)?$/.test(text) && Number(text) >= SERIAL_MIN && Number(text) <= SERIAL_MAX) {
    const day = new Date((Number(text) - SERIAL_EPOCH) * DAY_MILLIS).toISOString().slice(0, 10);
    return { code: "excel.serialDate", detail: `, perhaps ${day}` };
  }
  return { code: "date.form" };
}

/** What the values of one column prove about its order. */
export interface DateEvidence {
  dayFirst: boolean;
  monthFirst: boolean;
  /** A value that reads differently in the two orders. */
  open: boolean;
}
export type DateOrder = "dayFirst" | "monthFirst" | "ambiguous" | "mixed";

export function isOpenDay(value: string): boolean {
  return value.startsWith("?");
}

export function noteEvidence(evidence: DateEvidence, openDay: string): void {
  const [first = 0, second = 0] = openDay.slice(1).split("/").map(Number);
  if (first > 12 && second <= 12) evidence.dayFirst = true;
  else if (second > 12 && first <= 12) evidence.monthFirst = true;
  else if (first !== second) evidence.open = true;
}

export function dateOrderOf(evidence: DateEvidence): DateOrder {
  if (evidence.dayFirst && evidence.monthFirst) return "mixed";
  if (evidence.dayFirst) return "dayFirst";
  // Without open values either order reads the same: 05/05/2027.
  return evidence.monthFirst || !evidence.open ? "monthFirst" : "ambiguous";
}

/** Undefined: no such day, or not to be told. */
export function resolveDay(openDay: string, order: DateOrder): string | undefined {
  const [first = "", second = "", year = ""] = openDay.slice(1).split("/");
  if (order === "dayFirst") return isoDay(year, second, first);
  if (order === "monthFirst" || first === second) return isoDay(year, first, second);
  return undefined;
}

function isoDay(year = "", month = "", day = ""): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysOf(y, m)) return undefined;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}
