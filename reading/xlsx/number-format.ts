// What a number format of a workbook says about the numbers under it: a day, a percentage, a count of leading zeros, or nothing. The
// format decides, never the look of the value (ECMA-376 Part 1 §18.8.30 lists the built-in ones).
export type NumberFormat =
  | { readonly kind: "plain" }
  | { readonly kind: "date" }
  | { readonly kind: "percent" }
  /** `00000`, `00000-0000`, `(000) 000-0000`: how many digits are shown at least, and where other characters stand. */
  | { readonly kind: "digits"; readonly pattern: string };

const PLAIN: NumberFormat = { kind: "plain" };
const DATE: NumberFormat = { kind: "date" };
const PERCENT: NumberFormat = { kind: "percent" };

/** Built-in ids that show a date or a time, the East Asian ones included. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

export function numberFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return isBuiltInDate(id) ? DATE : id === 9 || id === 10 ? PERCENT : PLAIN;
  const [positive = ""] = withoutText(code).split(";");
  if (/[dymhs]/i.test(positive)) return DATE;
  if (positive.includes("%")) return PERCENT;
  const [shown = ""] = code.split(";");
  const pattern = unescaped(shown);
  return /^[0()\- .]*0{3,}[0()\- .]*$/.test(pattern) && !pattern.includes(".") ? { kind: "digits", pattern } : PLAIN;
}

/** Without quoted text, escaped characters, colors, locales and conditions, which may hold any letter. */
const withoutText = (code: string): string =>
  code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "").replaceAll(/general/gi, "");

const unescaped = (code: string): string =>
  code
    .replaceAll(/\[[^\]]*\]|_.|\*./g, "")
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll('"', "");
