// What a whole cell may be instead of a value: a placeholder, a number that lost its digits or gained a `.0`, a date that a
// spreadsheet has made of something else. `MDF-2`, `MARCH27`, `NA-1`, and `None Such Bakery` are values.
import type { Column } from "../../contracts/bulk-file.ts";
import type { ColumnKind } from "../../contracts/column-spec.ts";
import type { IssueCode } from "../../contracts/issues/issues.ts";
import { type RawCell, shownCell } from "./raw-cell.ts";

const SCIENTIFIC = String.raw`[+-]?\d(?:[.,]\d+)?E\+\d+|[+-]?\d[.,]\d+E\d+`;
const DECIMAL = String.raw`\d+\.0+`;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)";
/** As Excel shows a date that it has made: 2-Jan, Jan-27, 2-Jan-27. */
const AUTO_DATE = String.raw`\d{1,2}-${MONTH}(?:-\d{2})?|${MONTH}-\d{2}`;
const PLACEHOLDER = String.raw`n\.?/?a\.?|\(?none\)?|<?null>?|nil|undefined|nan|\[object object\]|tb[acd]|to be (?:determined|advised|confirmed)|unknown|test|x{1,4}|(?:please )?see notes?|(?:the )?same(?: as above)?|as above|see above|ditto|[-?.\u2010-\u2015]+`;

/** One test clears the ordinary cell. */
export const LITERAL = new RegExp(`^(?:${SCIENTIFIC}|${DECIMAL}|${AUTO_DATE}|${PLACEHOLDER})$`, "i");
const IS_SCIENTIFIC = new RegExp(`^(?:${SCIENTIFIC})$`, "i");
const IS_DECIMAL = new RegExp(`^${DECIMAL}$`);
const IS_AUTO_DATE = new RegExp(`^(?:${AUTO_DATE})$`, "i");

/** `.0` is part of a reference or a number with decimals, and what it is in a date the date's reader says. */
const KEEPS_DECIMAL: ReadonlySet<ColumnKind> = new Set<ColumnKind>(["ref", "note", "day", "percent", "speed"]);
/** A program that writes JSON means the digits that it writes; as numbers these kinds are read either way. */
const DECIMAL_IN_JSON: ReadonlySet<ColumnKind> = new Set<ColumnKind>(["zip", "phone", "term"]);

/** The value that the cell stands for; undefined: it is an error. `text` has matched LITERAL. */
export function literalValue(cell: RawCell, text: string): string | undefined {
  const { value, code } = meaningOf(cell, text);
  if (code !== undefined) cell.findings.push({ code, column: cell.column.name, value: shownCell(cell) });
  return value;
}

interface Meaning {
  readonly value: string | undefined;
  readonly code?: IssueCode;
}

function meaningOf({ column, source }: RawCell, text: string): Meaning {
  if (IS_DECIMAL.test(text)) {
    const keeps = KEEPS_DECIMAL.has(column.kind) || (source === "json" && !DECIMAL_IN_JSON.has(column.kind));
    return keeps ? { value: text } : { value: text.replace(/\.0+$/, ""), code: "excel.decimal" };
  }
  if (IS_SCIENTIFIC.test(text)) {
    return column.kind === "note" ? { value: text } : { value: undefined, code: "excel.scientific" };
  }
  if (IS_AUTO_DATE.test(text)) {
    const isDate = column.kind === "note" || column.kind === "day";
    return isDate ? { value: text } : { value: undefined, code: "excel.autoDate" };
  }
  switch (placeholderRule(column)) {
    case "error":
      return { value: undefined, code: "placeholder.value" };
    case "keep":
      return { value: text, code: "placeholder.possible" };
    case "blank":
      return { value: "", code: "placeholder.removed" };
    case "value":
      return { value: text };
  }
}

/** Names of people, floors and rooms may well read so, and a site_ref that does is still one of its order's. */
function placeholderRule({ kind, group, required }: Column): "error" | "keep" | "blank" | "value" {
  // Its own error says what to write.
  if (kind === "acceptance") return "value";
  if (kind === "person") return "keep";
  if (required !== true) return "blank";
  return kind === "indoor" || (kind === "ref" && group === "site") ? "keep" : "error";
}
