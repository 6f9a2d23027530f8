// How a cell's value may be shown in an issue: shortened, personal data masked.
import type { Column } from "../../contracts/bulk-file.ts";

const SHOWN_MAX = 40;

export function shownValue(column: Pick<Column, "personal"> | undefined, raw: string): string {
  const text = raw.trim();
  if (column?.personal === true) return text === "" ? "" : `${text.slice(0, 1)}***`;
  // Control characters would garble a terminal.
  const clean = text.replaceAll(/\p{Cc}/gu, "\uFFFD");
  return clean.length > SHOWN_MAX ? `${clean.slice(0, SHOWN_MAX)}…` : clean;
}
