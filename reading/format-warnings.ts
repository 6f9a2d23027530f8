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
