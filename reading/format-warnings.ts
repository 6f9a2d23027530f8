// What is told of a file as a whole once it has been read: what was assumed about it, and what was asked of it in vain.
import type { DetectedFormat } from "../contracts/receipt.ts";
import type { Finding } from "../domain/rows/finding.ts";

export function formatWarnings(
  { kind, encoding }: DetectedFormat,
  { sheet, rows }: { readonly sheet: string | undefined; readonly rows: number },
): Finding[] {
  const hasNoSheets = sheet !== undefined && kind !== null && kind !== "xlsx";
  return [
    ...(hasNoSheets ? [{ code: "file.noSheets", detail: sheet } as const] : []),
    ...(encoding === "windows-1252" && rows > 0 ? [{ code: "file.encodingAssumed" } as const] : []),
  ];
}

/** Named in the warning; more are counted. */
const SHEETS_NAMED = 10;

/** Sheets of a workbook that have rows and that nobody asked for. */
export function sheetsNotRead(sheets: readonly string[]): Finding {
  const names = sheets.slice(0, SHEETS_NAMED).map((name) => `"${name}"`);
  const more = sheets.length - names.length;
  return {
    code: "file.sheetsNotRead",
    detail: more === 0 ? names.join(", ") : `${names.join(", ")} and ${String(more)} more`,
  };
}

/** A character that was damaged may have been so by how the file was read. */
export function withEncoding(finding: Finding, encoding: DetectedFormat["encoding"]): Finding {
  const isAssumed = finding.code === "encoding.damaged" && encoding === "windows-1252";
  return isAssumed ? { ...finding, detail: " (it was read as Windows-1252)" } : finding;
}
