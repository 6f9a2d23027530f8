// Joins a file's original rows with what became of them and writes results.csv, failed.csv, report.html, events.ndjson
// and the receipt. Can run at any moment: a row that nothing is known of yet is waiting.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { FileStatus } from "../../contracts/outcomes.ts";
import type { Receipt, RowTotals } from "../../contracts/receipt.ts";
import type { FileRecord } from "../../contracts/records.ts";
import { invariant } from "../../contracts/errors.ts";
import { reportHtml } from "../../domain/results/report-html.ts";
import { notStarted, unsentResult } from "../../domain/results/row-result.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { FileStore } from "../orders/file-store.ts";
import { BreakBook } from "../reconcile/break-book.ts";
import { breakOfResults } from "../reconcile/unreadable-break.ts";
import { type FileOutcomes, gatherOutcomes } from "./file-outcomes.ts";
import { type IntakeSummary, IntakeSummarySchema, WORK_NAMES } from "../intake/intake-summary.ts";
import { getJson, getObject } from "../../adapters/aws/objects.ts";
import { profileOf } from "../../reading/profiles.ts";
import { putReceipt } from "./file-receipts.ts";
import { ResultFiles } from "./result-files.ts";
import { type JoinedRows, writeResultRows } from "./result-rows.ts";
import { RowResults } from "./row-results.ts";

export interface ResultTotals {
  readonly rows: RowTotals;
  /** Orders by status; `total` counts all orders of the file. */
  readonly orders: Receipt["orders"];
  /** Orders with a break: over, and a person must settle what AT&T has said since. */
  readonly breaks: number;
}

export interface ResultOptions {
  /** Of a file that comes to rest with this writing. */
  readonly completedAt?: string;
  /** Where the record does not say so yet. */
  readonly status?: FileStatus;
}

export async function writeResults(deps: BulkDeps, fileId: string, options: ResultOptions = {}): Promise<ResultTotals> {
  const record = await new FileStore(deps.table).file(fileId);
  invariant(record, "writeResults.noFile");
  await using files = new ResultFiles(deps.s3, deps.filesBucket, record.resultsPrefix);
  const joined = await joinResults(deps, record, files);
  const { summary, outcomes, orders, rows } = joined;
  const { breaks } = outcomes;
  const status = options.status ?? (options.completedAt === undefined ? record.status : restStatus({ rows, breaks }));
  const receipt = receiptOf(deps, { ...record, status }, summary, {
    ...{ rows, orders },
    completedAt: options.completedAt ?? record.completedAt ?? null,
  });
  const report = reportHtml({
    ...{ file: record.name, batchId: fileId, distributor: record.distributor, status, writtenAt: receipt.writtenAt },
    correctionOf: summary.correctionOf,
    corrections: summary.format.kind === "xlsx" ? "failed.xlsx" : "failed.csv",
    ...{ rows, orders, progress: outcomes.progress, sent: outcomes.sent, sites: joined.sites },
    ...{ issues: summary.issues, issueTotals: summary.issueTotals, prices: outcomes.prices },
    leases: outcomes.leases,
  });
  await files.finish(report, summary.format.kind === "xlsx" ? { profile: profileAtDrop(record) } : undefined);
  await putReceipt(deps, record, receipt);
  if (outcomes.unreadable.length > 0) await tellUnreadable(deps, fileId, outcomes.unreadable);
  return { rows, orders, breaks };
}

/** At once: the next night may be a day away. */
async function tellUnreadable({ table, clock }: BulkDeps, fileId: string, records: readonly string[]): Promise<void> {
  const now = clock.now().toISOString();
  await new BreakBook(table).note(breakOfResults(fileId, records), now, now);
}

export interface JoinedResults {
  readonly summary: IntakeSummary;
  readonly outcomes: FileOutcomes;
  readonly rows: RowTotals;
  readonly orders: Receipt["orders"];
  readonly sites: JoinedRows["sites"];
}

/** The rows of a file that was read with what became of each, as the table has it now; into files that nobody has yet. */
export async function joinResults(
  deps: BulkDeps,
  record: FileRecord,
  files: Pick<ResultFiles, "results" | "failed" | "filled" | "timeline">,
): Promise<JoinedResults> {
  const { workPrefix } = record;
  invariant(workPrefix !== undefined, "writeResults.notRead");
  const summary = await readSummary(deps, workPrefix);
  using byRow = new RowResults();
  const outcomes = await gatherOutcomes(deps, { ...record, workPrefix }, { byRow, timeline: files.timeline });
  const other =
    summary.otherRows === null ? notStarted(record.receivedAt) : unsentResult(toUnsent(summary.otherRows), undefined);
  const original = { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.original };
  const open = async () => (await getObject(deps.s3, original)).body;
  const source = { open, profile: profileAtDrop(record), sheet: record.sheet };
  const resultOf = (row: number) => byRow.get(row) ?? other;
  const { totals: rows, sites } = await writeResultRows({
    ...{ source, kind: summary.format.kind, resultOf, files },
    batchId: record.fileId,
  });
  return { summary, outcomes, rows, sites, orders: ordersOf(summary, outcomes.orders) };
}

/** What the results show is what the intake has read, whatever has become of the profile since. */
const profileAtDrop = ({ profile, distributor }: FileRecord): DistributorProfile | undefined =>
  profile === undefined ? profileOf(distributor) : (profile ?? undefined);

/** The receipt at once, before anything of the file is sent (docs/bulk-file.md §5). */
export async function acknowledge(deps: BulkDeps, record: FileRecord, summary: IntakeSummary): Promise<void> {
  const { rowsTotal, failed, unchanged } = summary;
  const waiting = rowsTotal - failed - unchanged;
  const rows = { total: rowsTotal, handedOff: 0, failed, held: 0, waiting, unchanged };
  const sent = summary.ordersSent > 0 ? { acknowledged: summary.ordersSent } : {};
  const orders = ordersOf(summary, sent);
  await putReceipt(deps, record, receiptOf(deps, record, summary, { rows, orders, completedAt: null }));
}

export interface RestTotals extends Pick<ResultTotals, "breaks"> {
  readonly rows: Pick<RowTotals, "held">;
}

/** The status of a file at rest. */
export const restStatus = ({ rows, breaks }: RestTotals): "needsAttention" | "completed" =>
  rows.held > 0 || breaks > 0 ? "needsAttention" : "completed";

async function readSummary(deps: BulkDeps, workPrefix: string): Promise<IntakeSummary> {
  return IntakeSummarySchema.parse(
    await getJson(deps.s3, { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.summary }),
  );
}

function toUnsent(row: NonNullable<IntakeSummary["otherRows"]>) {
  const { outcome, code, column, message, fix } = row;
  // The one status that all rows of a file can have without being looked at.
  return { outcome, status: "rejected.unassessed", code, column, message, fix } as const;
}

function ordersOf(summary: IntakeSummary, sent: Readonly<Record<string, number>>): Receipt["orders"] {
  const { ordersTotal, ordersSent, ordersUnchanged } = summary;
  const notSent = ordersTotal - ordersSent - ordersUnchanged;
  return {
    total: ordersTotal,
    ...sent,
    ...(notSent > 0 && { rejected: notSent + (sent["rejected"] ?? 0) }),
    ...(ordersUnchanged > 0 && { unchanged: ordersUnchanged }),
  };
}

function receiptOf(
  deps: BulkDeps,
  record: FileRecord,
  summary: IntakeSummary,
  now: Pick<Receipt, "rows" | "orders" | "completedAt">,
): Receipt {
  return {
    batchId: record.fileId,
    distributor: record.distributor,
    file: record.name,
    key: record.key,
    ...(summary.correctionOf !== undefined && { correctionOf: summary.correctionOf }),
    sha256: record.contentHash,
    bytes: record.bytes,
    policy: record.policy,
    status: record.status,
    receivedAt: record.receivedAt,
    writtenAt: deps.clock.now().toISOString(),
    completedAt: now.completedAt,
    format: summary.format,
    rows: now.rows,
    orders: now.orders,
    cells: summary.cells,
    issueTotals: summary.issueTotals,
    issuesByCode: summary.issuesByCode,
    issues: summary.issues,
  };
}
