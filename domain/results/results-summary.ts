// One line for people about a batch at rest: how many rows went through and how many need them.
import type { RowTotals } from "../../contracts/receipt.ts";
import type { ResultsReady } from "../../contracts/results-ready.ts";

/** `42 rows: 34 handed off, 8 need you`. Failed rows are to be corrected, held ones wait for a person. */
export function resultsSummary(rows: RowTotals, status: ResultsReady["status"]): string {
  return status === "gone" ? "deleted or renamed before it was read" : summaryOfRows(rows);
}

function summaryOfRows({ total, handedOff, failed, held, waiting, unchanged }: RowTotals): string {
  const needing = failed + held;
  const parts = [
    ...(handedOff > 0 ? [`${String(handedOff)} handed off`] : []),
    ...(needing > 0 ? [`${String(needing)} ${needing === 1 ? "needs" : "need"} you`] : []),
    ...(waiting > 0 ? [`${String(waiting)} waiting`] : []),
    ...(unchanged > 0 ? [`${String(unchanged)} unchanged`] : []),
  ];
  const rows = `${String(total)} ${total === 1 ? "row" : "rows"}`;
  return parts.length === 0 ? rows : `${rows}: ${parts.join(", ")}`;
}
