// The intake of one dropped file: read, check, plan; records and receipt before anything is sent; then the messages. A
// repeat at any point does the same again and starts nothing twice: ids are deterministic, and claims know their file.
import { fileIdOf } from "../../contracts/ids.ts";
import { type Policy, PolicySchema } from "../../contracts/outcomes.ts";
import { type FileRecord, FileRecordSchema, indexKeys, keys } from "../../contracts/records.ts";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { readInboxKey, resultsPrefixOf } from "../../domain/bulk/inbox-key.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { closeFileIfSettled } from "./close-file.ts";
import { type DownloadedDrop, downloadDrop } from "./download-drop.ts";
import { type IntakeSummary, WORK_NAMES } from "./intake-summary.ts";
import { getObject } from "./objects.ts";
import { readAndPlan } from "./read-and-plan.ts";
import { readLines } from "./read-lines.ts";
import { resumeOrders } from "./resume-orders.ts";
import { acknowledge, writeResults } from "./write-results.ts";

export interface Drop {
  readonly key: string;
  /** Names this attempt: what it writes to the work bucket is its own. */
  readonly attempt: string;
}

export type Taken = "gone" | "overtaken" | "known" | "rejected" | "sent";

const SEND_AT_ONCE = 1000;

export async function takeInFile(deps: IntakeDeps, drop: Drop): Promise<{ outcome: Taken; fileId: string | null }> {
  await using local = await downloadDrop(deps.s3, { bucket: deps.filesBucket, key: drop.key });
  if (local === undefined) return { outcome: "gone", fileId: null };
  const file = await registerFile(deps, drop, local);
  const outcome = await takeInRegistered(deps, drop, local, file);
  const { fileId } = file;
  const dropId = local.metadata["drop"];
  // Whoever dropped the file may wait to see that this very drop was answered.
  if (dropId !== undefined && outcome !== "overtaken")
    await deps.table.update(keys.file(fileId), { set: { drop: dropId } });
  return { outcome, fileId };
}

async function takeInRegistered(deps: IntakeDeps, drop: Drop, local: DownloadedDrop, file: FileRecord): Promise<Taken> {
  if (file.status === "received" || file.status === "reading") return readFile(deps, drop, local, file);
  if (file.status === "processing" && file["sentAt"] === undefined) {
    await sendAll(deps, file);
    return "known";
  }
  await resumeOrders(deps, file);
  return "known";
}

/** The file's record: written once, by the first drop of these bytes. */
async function registerFile(deps: IntakeDeps, drop: Drop, local: DownloadedDrop): Promise<FileRecord> {
  const inbox = readInboxKey(drop.key);
  const fileId = fileIdOf(inbox.distributor, local.sha256);
  const receivedAt = deps.clock.now().toISOString();
  const asked = PolicySchema.safeParse(local.metadata["policy"]);
  const policy: Policy = asked.success ? asked.data : (deps.profileOf(inbox.distributor)?.policy ?? "order");
  const fresh: FileRecord = {
    fileId,
    ...inbox,
    key: drop.key,
    contentHash: local.sha256,
    bytes: local.bytes,
    status: "received",
    policy,
    resultsPrefix: resultsPrefixOf(inbox, fileId),
    receivedAt,
  };
  const key = keys.file(fileId);
  if (await deps.table.put({ ...key, ...indexKeys.openFile(fileId, receivedAt), ...fresh }, { ifAbsent: true })) {
    return fresh;
  }
  return FileRecordSchema.parse(await deps.table.get(key));
}

async function readFile(deps: IntakeDeps, drop: Drop, local: DownloadedDrop, file: FileRecord): Promise<Taken> {
  const key = keys.file(file.fileId);
  const workPrefix = `work/${file.fileId}/${drop.attempt}/`;
  const mine = await deps.table.update(key, {
    set: { status: "reading", workPrefix },
    when: { status: { in: ["received", "reading"] } },
  });
  if (mine === undefined) return "overtaken";
  const summary = await readAndPlan(deps, { file, local, workPrefix });
  const rejected = isRejected(summary);
  const known = FileRecordSchema.parse(mine);
  if (rejected) await writeResults(deps, file.fileId, { status: "rejected" });
  else await acknowledge(deps, { ...known, status: "processing" }, summary);
  const { rowsTotal, ordersTotal } = summary;
  const committed = await deps.table.update(key, {
    set: { status: rejected ? "rejected" : "processing", rowsTotal, ordersTotal },
    ...(rejected && { remove: ["gsi1pk", "gsi1sk"] }),
    when: { status: "reading", workPrefix },
  });
  if (committed === undefined) {
    await writeAgain(deps, file.fileId);
    return "overtaken";
  }
  if (rejected) return "rejected";
  await sendAll(deps, FileRecordSchema.parse(committed));
  return "sent";
}

/**
 * The receipt of a reading that was overtaken may have come after, and over, the results of the one that went on: what is
 * known now is written once more, and again where the file has come to rest meanwhile.
 */
async function writeAgain(deps: IntakeDeps, fileId: string): Promise<void> {
  const standing = async () => FileRecordSchema.parse(await deps.table.get(keys.file(fileId)));
  let file = await standing();
  // While its reading goes on, that one writes.
  while (file.status !== "received" && file.status !== "reading") {
    await writeResults(deps, fileId);
    const before = file;
    file = await standing();
    if (file.status === before.status && file.completedAt === before.completedAt) return;
  }
}

/** No row of the file was accepted: neither sent now nor by an earlier file. */
function isRejected(summary: IntakeSummary): boolean {
  return summary.failed === summary.rowsTotal;
}

async function sendAll(deps: IntakeDeps, file: FileRecord): Promise<void> {
  const key = `${String(file["workPrefix"])}${WORK_NAMES.messages}`;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key });
  let batch = [];
  for await (const line of readLines(body)) {
    batch.push(OrderMessageSchema.parse(JSON.parse(line)));
    if (batch.length < SEND_AT_ONCE) continue;
    await deps.sendOrders(batch);
    batch = [];
  }
  await deps.sendOrders(batch);
  await deps.table.update(keys.file(file.fileId), { set: { sentAt: deps.clock.now().toISOString() } });
  // Nothing was new in the file: it is at rest at once.
  await closeFileIfSettled(deps, file.fileId);
}
