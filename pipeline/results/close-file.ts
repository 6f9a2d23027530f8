// Decides whether a file has come to rest: no order of it moves any more. Then its results are written a last time and
// its record is closed; several callers may try at once, and one of them does it.
import type { FileRecord } from "../../contracts/records.ts";
import { ROW_OUTCOMES, type RowOutcome } from "../../contracts/outcomes.ts";
import { secondsSinceDrop } from "../../domain/seconds-since-drop.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { FileStore } from "../orders/file-store.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { ResultsOutbox } from "./results-outbox.ts";
import { restStatus, writeResults } from "./write-results.ts";

/** True: the file is at rest now, closed by this call or an earlier one. */
export async function closeFileIfSettled(deps: BulkDeps, fileId: string): Promise<boolean> {
  const files = new FileStore(deps.table);
  const openOrders = new OpenOrders(deps.table);
  const file = await files.file(fileId);
  if (file === undefined) return false;
  if (file.status !== "processing") return file.status !== "received" && file.status !== "reading";
  if (await openOrders.hasAny(fileId)) return false;
  const completedAt = deps.clock.now().toISOString();
  const totals = await writeResults(deps, fileId, { completedAt });
  // A redrive may have put a marker back while the results were written: the file stays open then.
  if (await openOrders.hasAny(fileId)) return false;
  const outbox = new ResultsOutbox(deps);
  await outbox.note(fileId, completedAt);
  const closed = await files.close(file, { status: restStatus(totals), completedAt });
  if (!closed) return false;
  measureClosing(deps, file, totals.rows);
  await outbox.tellNow(fileId, completedAt);
  return true;
}

function measureClosing(deps: BulkDeps, file: FileRecord, rows: Readonly<Record<RowOutcome, number>>): void {
  for (const outcome of ROW_OUTCOMES) if (rows[outcome] > 0) deps.meter?.add("RowsClosed", rows[outcome], { outcome });
  deps.meter?.add("ResultsSeconds", secondsSinceDrop(file, deps.clock.now()));
}
