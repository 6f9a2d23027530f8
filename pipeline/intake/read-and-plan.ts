// Reads a file, decides its orders and writes everything that must be there before the first message: order documents,
// messages, unsent rows, issues, the original, the records of sites and the markers of open orders. Where time ends before
// all orders are decided, it leaves its progress behind instead.
import type { Issue, UnsentRow } from "../../contracts/outcomes.ts";
import { type FileRecord, keys } from "../../contracts/records.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import type { DownloadedDrop } from "../../adapters/aws/download-drop.ts";
import { correctionOf } from "./correction-of.ts";
import { loadProgress, type PlanLines, saveProgress } from "./intake-progress.ts";
import { type IntakeSummary, WORK_NAMES } from "./intake-summary.ts";
import { IssueCollector } from "./issue-collector.ts";
import { KeptOriginal } from "./kept-original.ts";
import { putObject } from "../../adapters/aws/objects.ts";
import { putFile } from "../../adapters/aws/part-upload.ts";
import { OrderRecorder } from "./order-recorder.ts";
import type { PlanTotals } from "../../domain/orders/plan-counts.ts";
import { beginOf, planOrders } from "../../domain/orders/plan-orders.ts";
import { fingerprint } from "./fingerprint.ts";
import { type BulkReading, readBulkFile } from "../../reading/read-bulk-file.ts";
import { RowLines } from "../../reading/spool/row-lines.ts";
import { SpoolFile } from "../../reading/spool/spool-file.ts";

export interface ReadingJob {
  readonly file: FileRecord;
  readonly local: DownloadedDrop;
  /** With the closing slash. */
  readonly workPrefix: string;
  /** An ISO instant before the file's record was found waiting for its reading. */
  readonly beganAt: string;
  readonly timeIsShort: () => boolean;
}

const NDJSON = "application/x-ndjson";

export async function readAndPlan(deps: IntakeDeps, job: ReadingJob): Promise<IntakeSummary | "unfinished"> {
  const { file, local, workPrefix, beganAt, timeIsShort } = job;
  const { s3, workBucket: bucket, table } = deps;
  await using original = new KeptOriginal(deps, local, workPrefix);
  using readingLines = new SpoolFile("issues.ndjson");
  using issues = new SpoolFile("plan-issues.ndjson");
  using rows = new SpoolFile("rows.ndjson");
  using messages = new SpoolFile("messages.ndjson");
  const lines: PlanLines = { issues, rows, messages };
  const found = new IssueCollector(new RowLines<Issue>(readingLines).append);
  const profile = file.profile === undefined ? deps.profileOf(file.distributor) : (file.profile ?? undefined);
  using reading = await readBulkFile({
    open: () => local.read(),
    ...{ profile, sheet: file.sheet, onIssue: found.take },
    receivedAt: new Date(file.receivedAt),
  });
  const { progressPrefix: prefix, checked = false } = file;
  const { rowsTotal, ordersTotal, ordersDigest, corrects: named } = reading;
  const current = { rowsTotal, ordersTotal, ordersDigest };
  const before =
    prefix === undefined ? undefined : await loadProgress({ s3, bucket, prefix }, { ...current, checked }, lines);
  const planned = new IssueCollector(new RowLines<Issue>(issues).append, before?.issues);
  await using recorder = new OrderRecorder(deps, { file, workPrefix, beganAt, messages, seen: before?.seen });
  const result = await planOrders(reading, {
    policy: file.policy,
    earlier: recorder.earlier,
    addresses: recorder.addresses,
    fingerprint,
    sink: {
      issue: planned.take,
      unsent: new RowLines<UnsentRow>(rows).append,
      send: (orders) => recorder.send(orders),
    },
    timeIsShort,
    groupSize: deps.groupSize,
    // What an attempt has found to be without error stays so: its orders are claimed, and other files have been told of them.
    from: before?.plan ?? (checked ? beginOf("send") : undefined),
    onPass: recorder.earlier.forgetSeen,
    onChecked: () => noteChecked(deps, file.fileId, workPrefix),
  });
  await recorder.finish();
  if (!result.finished) {
    const progress = { ...current, plan: result.progress, seen: recorder.earlier.seen, issues: planned.state };
    await saveProgress({ s3, bucket, prefix: workPrefix }, progress, lines);
    await original.finish();
    return "unfinished";
  }
  found.add(planned.state);
  issues.copyTo(readingLines);
  const summary = summaryOf(result.totals, found, reading);
  summary.correctionOf = await correctionOf(table, file, { named, ...recorder.earlier.seen });
  const work = (name: string) => ({ bucket, key: workPrefix + name });
  for (const spool of [rows, messages, readingLines]) spool.flush();
  const issuesLocation = { bucket: deps.filesBucket, key: `${file.resultsPrefix}issues.ndjson` };
  // One after the other: each has a part of its file in memory.
  await original.finish();
  await putFile(s3, work(WORK_NAMES.rows), rows.path, NDJSON);
  await putFile(s3, work(WORK_NAMES.messages), messages.path, NDJSON);
  await putFile(s3, issuesLocation, readingLines.path, NDJSON);
  await putObject(s3, work(WORK_NAMES.summary), JSON.stringify(summary), "application/json");
  return summary;
}

async function noteChecked({ table }: IntakeDeps, fileId: string, workPrefix: string): Promise<void> {
  const mine = await table.update(keys.file(fileId), {
    set: { checked: true },
    when: { status: "reading", workPrefix },
  });
  if (mine === undefined) throw new Error("intake: overtaken while it checked");
}

function summaryOf(
  totals: PlanTotals,
  issues: IssueCollector,
  { format, rowsTotal, ordersTotal }: Pick<BulkReading, "format" | "rowsTotal" | "ordersTotal">,
): IntakeSummary {
  const { totals: issueTotals, byCode: issuesByCode, first } = issues.state;
  return { ...totals, ...{ format, rowsTotal, ordersTotal }, issueTotals, issuesByCode, issues: first };
}
