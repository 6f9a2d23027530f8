// Decides whether a file has come to rest: no order of it moves any more. Then its results are written a last time and
// its record is closed; several callers may try at once, and one of them does it.
import { type FileRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { ROW_OUTCOMES, type RowOutcome } from "../../contracts/outcomes.ts";
import { secondsSinceDrop } from "../../domain/seconds-since-drop.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { unlessMissing } from "../../adapters/aws/objects.ts";
import { WORK_NAMES } from "../intake/intake-summary.ts";
import { FileStore } from "../orders/file-store.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { ordersOfFile } from "../orders/orders-of-file.ts";
import { readableItems } from "../orders/readable-items.ts";
import { ResultsOutbox } from "./results-outbox.ts";
import { type RestTotals, restStatus, writeResults } from "./write-results.ts";

/** True: the file is at rest now, closed by this call or an earlier one. */
export async function closeFileIfSettled(deps: BulkDeps, fileId: string): Promise<boolean> {
  const files = new FileStore(deps.table);
  const openOrders = new OpenOrders(deps.table);
  const file = await files.file(fileId);
  if (file === undefined) return false;
  if (file.status !== "processing") return file.status !== "received" && file.status !== "reading";
  if (await openOrders.hasAny(fileId)) return false;
  const completedAt = deps.clock.now().toISOString();
  const written = await unlessMissing(deps.s3, summaryOf(deps, file), () =>
    writeResults(deps, fileId, { completedAt }),
  );
  const totals = written ?? (await restInTable(deps, fileId));
  // A redrive may have put a marker back while the results were written: the file stays open then.
  if (await openOrders.hasAny(fileId)) return false;
  const outbox = new ResultsOutbox(deps);
  if (written !== undefined) await outbox.note(fileId, completedAt);
  const closed = await files.close(file, { status: restStatus(totals), completedAt });
  if (!closed) return false;
  if (written === undefined) return true;
  measureClosing(deps, file, written.rows);
  await outbox.tellNow(fileId, completedAt);
  return true;
}

const summaryOf = ({ workBucket: bucket }: BulkDeps, { workPrefix = "" }: FileRecord) => ({
  bucket,
  key: workPrefix + WORK_NAMES.summary,
});

/** Of a file whose rows have expired: nobody can write its results any more, and its orders say whether a person must act. */
async function restInTable({ table }: BulkDeps, fileId: string): Promise<RestTotals> {
  const counts = { held: 0, breaks: 0 };
  // One that cannot be read waits for a person, as the results say of it.
  const onUnreadable = (): void => void (counts.held += 1);
  for await (const order of readableItems(ordersOfFile(table, fileId), OrderRecordSchema, onUnreadable)) {
    if (order.status === "held") counts.held += order.siteCount;
    if (order.break !== undefined) counts.breaks += 1;
  }
  return { rows: { held: counts.held }, breaks: counts.breaks };
}

function measureClosing(deps: BulkDeps, file: FileRecord, rows: Readonly<Record<RowOutcome, number>>): void {
  for (const outcome of ROW_OUTCOMES) if (rows[outcome] > 0) deps.meter?.add("RowsClosed", rows[outcome], { outcome });
  deps.meter?.add("ResultsSeconds", secondsSinceDrop(file, deps.clock.now()));
}
