// What became of a file that was dropped and followed, however far it has come.
import { writeResults } from "../pipeline/results/write-results.ts";
import { systemClock } from "../adapters/runtime/clock.ts";
import type { BulkStore } from "./bulk-store.ts";
import { downloadResults } from "./download-results.ts";
import type { FileToDrop } from "./drop-file.ts";
import { type FileOutcome, fileOutcome } from "./file-outcome.ts";
import type { BatchState, Following } from "./follow-files.ts";
import type { RunOptions } from "./run-options.ts";

/** Results of a file that is not settled are written here, as they stand; intake's and settle's are final. */
export async function followedOutcome(
  file: FileToDrop,
  { how, batches }: Following,
  { store, out }: { readonly store: BulkStore; readonly out: string },
): Promise<FileOutcome> {
  const record = batches.find(({ fileId }) => fileId === file.fileId)?.record;
  if (record === undefined || record.status === "received" || record.status === "reading") {
    return unreadOutcome(file, record);
  }
  if (how !== "settled" && record.status === "processing") {
    await writeResults({ ...store, clock: systemClock }, file.fileId);
  }
  return fileOutcome(file.path, record.status, await downloadResults(store, record.resultsPrefix, out));
}

/** Nothing of it has been read yet. */
export function unreadOutcome(file: FileToDrop, record: BatchState["record"]): FileOutcome {
  const rows = { total: 0, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 };
  const status = record?.status ?? "received";
  return { file: file.path, batchId: file.fileId, status, rows, orders: { total: 0 }, issues: [], results: null };
}

/** A file's policy is that of its first drop: what it sent is not taken back, and what it refused was told. */
export function policyNotes({ batches }: Following, asked: RunOptions["policy"]): string[] {
  if (asked === undefined) return [];
  return batches.flatMap(({ name, record }) =>
    record === undefined || record.policy === asked
      ? []
      : `${name} was read before, under policy ${record.policy}; --policy ${asked} has no effect on it. Correct failed.csv and run that under the policy you want.`,
  );
}
