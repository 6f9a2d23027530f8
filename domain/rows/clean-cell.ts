// What spreadsheets, word processors and web pages do to a cell before its meaning is read: wrappers, guards, error values, lost
// digits, characters that do not show. Repairs are made only where certain, and each is a finding with the original value.
import type { ColumnKind } from "../../contracts/column-spec.ts";
import { unguardCell } from "./cell-guard.ts";
import type { Finding } from "./finding.ts";
import { LITERAL, literalValue } from "./literal-value.ts";
import { repairMojibake } from "./mojibake.ts";
import { type RawCell, shownCell } from "./raw-cell.ts";
import { plainTypography } from "./typography.ts";
import { characterNames, seenText } from "./unseen.ts";

/** Stands for a cell that has an error: not blank, and never a value. */
export const INVALID = "\u0000";

const ERROR_VALUES = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|#+)$/i;
/** Anything that needs a second look; this one test clears the ordinary cell. */
const UNUSUAL = /[^ -~]|^ *['=#]/;
/** All C0 controls but tab and line breaks. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
/** Kinds whose values may begin with an apostrophe and a digit: `'47 Brand`. */
const NAMES: ReadonlySet<ColumnKind> = new Set<ColumnKind>(["company", "person", "text", "note", "city"]);

/** The trimmed text of a cell, or INVALID. */
export function cleanCell(cell: RawCell): string {
  const text = UNUSUAL.test(cell.raw) ? cleanUnusual(cell) : cell.raw.trim();
  return text !== INVALID && LITERAL.test(text) ? (literalValue(cell, text) ?? INVALID) : text;
}

function cleanUnusual(cell: RawCell): string {
  const { column, raw, source, findings } = cell;
  const tell = (code: Finding["code"], detail?: string): void => {
    findings.push({ code, column: column.name, value: shownCell(cell), ...(detail !== undefined && { detail }) });
  };
  if (raw.includes("\uFFFD") || !raw.isWellFormed()) {
    tell("encoding.damaged");
    return INVALID;
  }
  let text = source === "json" ? raw : unwrapped(cell, tell);
  if (ERROR_VALUES.test(text.trim())) {
    tell("excel.errorValue");
    return INVALID;
  }
  if (column.kind !== "note" && source === "cells" && text.startsWith("=")) tell("excel.formula");
  const restored = repairMojibake(text);
  if (restored !== undefined) {
    tell("encoding.mojibake");
    text = restored;
  }
  if (CONTROL.test(text)) {
    tell("cell.control", characterNames(text.match(CONTROLS) ?? []));
    return INVALID;
  }
  // A note may hold anything that shows or parts its lines.
  return column.kind === "note" ? text.trim() : withoutUnseen(cell, text, tell);
}

/** Without our guard, ="…", or the apostrophe by which a spreadsheet knows a number that is text. */
function unwrapped({ column, raw }: RawCell, tell: (code: Finding["code"]) => void): string {
  const text = unguardCell(raw).replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const formula = /^="([^"]*)"$/.exec(text)?.[1];
  if (formula !== undefined) {
    tell("excel.formulaText");
    return formula;
  }
  const marksNumber = NAMES.has(column.kind) ? /^'\d[\d\s.,/:#-]*$/ : /^'\d/;
  if (!marksNumber.test(text)) return text;
  tell("excel.apostrophe");
  return text.slice(1);
}

function withoutUnseen(
  { column }: RawCell,
  raw: string,
  tell: (code: Finding["code"], detail: string) => void,
): string {
  const { text, replaced } = seenText(raw);
  if (replaced.length > 0) tell("cell.invisible", characterNames(replaced));
  const plain = plainTypography(column.kind, text);
  if (plain.replaced.length > 0) tell("cell.typography", characterNames(plain.replaced));
  const normal = plain.text.normalize("NFC");
  if (normal !== plain.text) tell("cell.normalForm", "");
  return normal;
}
