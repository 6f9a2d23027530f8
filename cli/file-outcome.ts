// What became of one file, as `--json` prints it (docs/bulk-file.md §6), read from the results that were written. The receipt's
// counts are the one source; the file's status is the record's, which closes after the receipt.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Correction } from "../contracts/correction.ts";
import { type FileStatus, type Issue, IssueSchema } from "../contracts/outcomes.ts";
import { type Receipt, ReceiptSchema, type RowTotals } from "../contracts/receipt.ts";
import { resultRows, UNCHANGED_CODE } from "./order-outcomes.ts";
import { EXIT } from "./usage-error.ts";

export interface FileOutcome {
  /** As the caller named it. */
  readonly file: string;
  readonly batchId: string;
  /** Absent: it corrects none. */
  readonly correctionOf?: Correction;
  readonly status: FileStatus;
  readonly rows: RowTotals;
  /** Orders by status, and their total. */
  readonly orders: Receipt["orders"];
  readonly issues: readonly Issue[];
  /** Folder of the results; null where nothing was written (validate). */
  readonly results: string | null;
}

export async function fileOutcome(file: string, status: FileStatus, results: string): Promise<FileOutcome> {
  const receipt = ReceiptSchema.parse(JSON.parse(await readFile(path.join(results, "receipt.json"), "utf8")));
  const { batchId, rows, orders, correctionOf } = receipt;
  const allListed = Object.values(receipt.issueTotals).reduce((sum, count) => sum + count, 0) === receipt.issues.length;
  const issues = allListed ? receipt.issues : await readIssues(path.join(results, "issues.ndjson"));
  return { file, batchId, ...(correctionOf !== undefined && { correctionOf }), status, rows, orders, issues, results };
}

async function readIssues(file: string): Promise<Issue[]> {
  const issues: Issue[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line !== "") issues.push(IssueSchema.parse(JSON.parse(line)));
  }
  return issues;
}

/** Every row handed off now or by an earlier file: 0. A file without a readable row went nowhere: 3. */
export async function exitStatusOf(outcomes: readonly FileOutcome[]): Promise<number> {
  for (const outcome of outcomes) if (!(await isThrough(outcome))) return EXIT.rowsLeft;
  return EXIT.everyRowWentThrough;
}

async function isThrough({ status, rows, results }: FileOutcome): Promise<boolean> {
  if (status === "rejected" || status === "gone" || rows.handedOff + rows.unchanged !== rows.total) return false;
  return rows.unchanged === 0 || results === null || (await unchangedIsThrough(path.join(results, "results.csv")));
}

/** An unchanged row that an earlier file has not handed off says what is true of it there (domain/results/row-result.ts). */
async function unchangedIsThrough(resultsCsv: string): Promise<boolean> {
  for await (const row of resultRows(resultsCsv)) {
    if (row["_outcome"] === "unchanged" && row["_code"] !== UNCHANGED_CODE) return false;
  }
  return true;
}
