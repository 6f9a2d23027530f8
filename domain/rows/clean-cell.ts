// What spreadsheets do to a cell before its meaning is read: wrappers, guards, error values, lost digits. Repairs are made
// only where certain, and each is a finding with the original value.
import type { Column } from "../../contracts/bulk-file.ts";
import type { Finding } from "./finding.ts";
import { repairMojibake } from "./mojibake.ts";
import { shownValue } from "./shown-value.ts";

/** Stands for a cell that has an error: not blank, and never a value. */
export const INVALID = "\u0000";

/** Characters after which a spreadsheet runs a cell (docs/bulk-file.md §5). */
const RUNS = /^[=+\-@\t\r]/;
const GUARDED = /^'[=+\-@\t\r]/;
const ERROR_VALUES = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|#+)$/i;
const SCIENTIFIC = /^[+-]?\d(?:[.,]\d+)?E\+\d+$|^[+-]?\d[.,]\d+E\d+$/i;
// Anything that needs a second look; one test clears the ordinary cell.
const SUSPECT = /["'#=\p{Cc}\p{Cs}\uFFFD\u00C2-\u00C5\u00E2]|E\+?\d/iu;

/** Guards a cell that a spreadsheet would run. The guard comes off when the file is read again. */
export function guardCell(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

export function unguardCell(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** The trimmed text of a cell, or INVALID. */
export function cleanCell(column: Column, raw: string, findings: Finding[]): string {
  if (!SUSPECT.test(raw)) return raw.trim();
  const shown = (): string => shownValue(column, unguardCell(raw));
  const fault = (code: Finding["code"]): string => {
    findings.push({ code, column: column.name, value: shown() });
    return INVALID;
  };
  let text = unguardCell(raw).trim();
  if (text.includes("\uFFFD") || !text.isWellFormed()) return fault("encoding.damaged");
  const wrapped = /^="([^"]*)"$/.exec(text)?.[1];
  if (wrapped !== undefined) {
    findings.push({ code: "excel.formulaText", column: column.name, value: shown() });
    text = wrapped.trim();
  } else if (text.startsWith("'") && text.length > 1) {
    findings.push({ code: "excel.apostrophe", column: column.name, value: shown() });
    text = text.slice(1).trim();
  }
  if (ERROR_VALUES.test(text)) return fault("excel.errorValue");
  if (column.kind !== "note" && SCIENTIFIC.test(text)) return fault("excel.scientific");
  // Line breaks and tabs may stand in notes.
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text)) return fault("cell.control");
  const restored = repairMojibake(text);
  if (restored === undefined) return text;
  findings.push({ code: "encoding.mojibake", column: column.name, value: shown() });
  return restored;
}
