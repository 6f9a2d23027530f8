// A drop that was deleted or renamed before anybody read it: nothing of it can be sent, and no further attempt finds it. A receipt
// and a notice tell the distributor so. Its batch id is made of its name, since nobody has its bytes.
import { fileIdOf } from "../../contracts/ids.ts";
import type { Receipt } from "../../contracts/receipt.ts";
import type { FileRecord } from "../../contracts/records.ts";
import type { DroppedObject } from "../../domain/dropped-objects.ts";
import { readInboxKey, resultsPrefixOf } from "../../domain/inbox-key.ts";
import { issueOf } from "../../domain/rows/finding.ts";
import { putReceipt } from "../results/file-receipts.ts";
import { ResultsOutbox } from "../results/results-outbox.ts";
import { FileStore } from "../orders/file-store.ts";
import type { IntakeDeps } from "./bulk-deps.ts";

/** Answers the batch id. */
export async function noteGone(deps: IntakeDeps, drop: DroppedObject): Promise<string> {
  const { key, versionId } = drop;
  const inbox = readInboxKey(key);
  const fileId = fileIdOf(inbox.distributor, ["gone", key, versionId ?? ""].join("\n"));
  const now = deps.clock.now().toISOString();
  const file: FileRecord = {
    ...{ fileId, ...inbox, key },
    ...(versionId !== undefined && { versionId }),
    ...{ contentHash: "", bytes: drop.sizeBytes ?? 0, status: "gone" },
    policy: deps.profileOf(inbox.distributor)?.policy ?? "order",
    resultsPrefix: resultsPrefixOf(inbox, fileId),
    ...{ receivedAt: now, completedAt: now },
  };
  const outbox = new ResultsOutbox(deps);
  await outbox.note(fileId, now);
  await new FileStore(deps.table).registerGone(file);
  await putReceipt(deps, file, receiptOf(file, now));
  await outbox.tellNow(fileId, now);
  return fileId;
}

function receiptOf(file: FileRecord, now: string): Receipt {
  const { fileId, distributor, name, key, bytes, policy, status } = file;
  const issue = issueOf({ code: "file.gone" }, { row: null, pointer: null });
  return {
    ...{ batchId: fileId, distributor, file: name, key, sha256: null, bytes, policy, status },
    ...{ receivedAt: now, writtenAt: now, completedAt: now },
    format: { kind: null, gzip: false, encoding: null, delimiter: null, lineEnding: null },
    rows: { total: 0, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 },
    orders: { total: 0 },
    cells: { read: 0, accepted: 0, rejected: 0, carriedThrough: 0 },
    issueTotals: { error: 1, warning: 0, fixed: 0 },
    issuesByCode: { [issue.code]: 1 },
    issues: [issue],
  };
}
