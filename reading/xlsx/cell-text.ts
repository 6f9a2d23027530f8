// What one cell of a workbook says, as the text that a CSV of the same sheet would hold. Text stays exact; a day is known by its cell's
// format and written as ISO; a number keeps every digit it has. What Excel has lost already (digits beyond the fifteenth) is left in a
// form that the checks refuse, never rounded into something that looks right.
import type { NumberFormat } from "./number-format.ts";

/** Excel keeps fifteen digits. */
const DIGITS_MAX = 15;
const MILLIS_PER_DAY = 86_400_000;
/** Day 0 of the two date systems. Excel counts a February 29, 1900 that never was: days from March 1, 1900 are off by one. */
const DAY_ZERO = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;
const SERIAL_MAX = 2_958_465;

export interface RawCell {
  /** The `t` attribute; `n`, a number, where it is absent. */
  readonly type: string;
  /** The text of `v`, or of `is`; undefined: the cell has neither. */
  readonly value: string | undefined;
  readonly hasFormula: boolean;
  readonly format: NumberFormat;
}

export interface CellContext {
  readonly sharedString: (index: number) => string;
  readonly dateSystem: keyof typeof DAY_ZERO;
}

/** A formula that was never calculated, in the way in which a spreadsheet shows an error. */
const NOT_CALCULATED = "#CALC!";

export function cellText({ type, value, hasFormula, format }: RawCell, context: CellContext): string {
  if (value === undefined) return hasFormula ? NOT_CALCULATED : "";
  switch (type) {
    case "s":
      return context.sharedString(Number(value));
    case "str":
    case "inlineStr":
      return unescapedText(value);
    case "b":
      return value === "1" || value === "true" ? "TRUE" : "FALSE";
    case "e":
      return value;
    case "d":
      return isoDay(value);
    default:
      return numberText(value, format, context.dateSystem);
  }
}

/** Whether Excel takes it for a date: `1-2` becomes one when it is typed. */
export const isDay = ({ type, format }: RawCell): boolean => type === "d" || (type === "n" && format.kind === "date");

/** `_x000D_` stands for a character that XML cannot hold (ECMA-376 Part 1 §22.9.2.19). */
export const unescapedText = (text: string): string =>
  text.includes("_x")
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const isoDay = (value: string): string => value.replace(/T00:00:00(\.0+)?Z?$/, "");

function numberText(value: string, format: NumberFormat, dateSystem: keyof typeof DAY_ZERO): string {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) return value;
  switch (format.kind) {
    case "date":
      return dayText(number, value, dateSystem);
    case "percent":
      return `${plainNumber(Number((number * 100).toPrecision(DIGITS_MAX)))}%`;
    case "digits":
      return Number.isInteger(number) && number >= 0 ? inPattern(String(number), format.pattern) : plainNumber(number);
    case "plain":
      return plainNumber(number);
  }
}

/** Whole numbers of up to fifteen digits as they are; longer ones have lost digits and say so by their exponent. */
function plainNumber(number: number): string {
  if (Math.abs(number) >= 10 ** DIGITS_MAX) return number.toExponential().toUpperCase();
  const text = String(Number(number.toPrecision(DIGITS_MAX)));
  return text.includes("e") ? text.toUpperCase() : text;
}

function dayText(serial: number, value: string, dateSystem: keyof typeof DAY_ZERO): string {
  // Below day 61 the two ways to count disagree, and nobody orders for 1900: the number is left for the checks to refuse.
  if (serial < (dateSystem === 1900 ? 61 : 0) || serial > SERIAL_MAX) return value;
  const seconds = Math.round(serial * 86_400);
  const iso = new Date(DAY_ZERO[dateSystem] + seconds * 1000).toISOString();
  return (seconds * 1000) % MILLIS_PER_DAY === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** Digits from the right into the pattern's zeros; what is more stands in front. */
function inPattern(digits: string, pattern: string): string {
  const zeros = pattern.replaceAll(/[^0]/g, "").length;
  const padded = digits.padStart(zeros, "0");
  let next = padded.length - zeros;
  const filled = pattern.replaceAll("0", () => padded[next++] ?? "0");
  return padded.slice(0, padded.length - zeros) + filled;
}
