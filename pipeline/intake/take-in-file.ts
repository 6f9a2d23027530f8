// The intake of one dropped file: read, check, plan; records and receipt before anything is sent; then the messages. A
// repeat at any point does the same again and starts nothing twice: ids are deterministic, and claims know their file.
// Where the invocation's time ends before the work does, the file's record says how far it came, and the next goes on.
import { invariant } from "../../contracts/errors.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { type FileRecord, indexKeys, keys } from "../../contracts/records.ts";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { isNoDrop } from "../../domain/dropped-objects.ts";
import { readInboxKey, resultsPrefixOf } from "../../domain/inbox-key.ts";
import { secondsSinceDrop } from "../../domain/seconds-since-drop.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { inPages } from "../../adapters/runtime/concurrently.ts";
import { FileStore } from "../orders/file-store.ts";
import { closeFileIfSettled } from "../results/close-file.ts";
import { type DownloadedDrop, downloadDrop } from "../../adapters/aws/download-drop.ts";
import { type IntakeSummary, WORK_NAMES } from "./intake-summary.ts";
import { getObject, type ObjectLocation } from "../../adapters/aws/objects.ts";
import { readAndPlan } from "./read-and-plan.ts";
import { noteGone } from "./note-gone.ts";
import { isToBeRead, recordWithNewProfile, registerFile, type ToldDrop } from "./register-file.ts";
import { readLines } from "../../reading/spool/read-lines.ts";
import { resumeOrders } from "./resume-orders.ts";
import { takeStrayMarkers } from "./stray-markers.ts";
import { addName } from "../results/file-receipts.ts";
import { ResultsOutbox } from "../results/results-outbox.ts";
import { acknowledge, writeResults } from "../results/write-results.ts";

export interface Attempt {
  /** Names this attempt: what it writes to the work bucket is its own. */
  readonly attempt: string;
  /** True: the invocation has just the time left to put down how far it came. */
  readonly timeIsShort: () => boolean;
}

export type Drop = Attempt & ToldDrop;

/** A file that an earlier invocation did not come to the end of. */
export interface Continuation extends Attempt {
  readonly fileId: string;
  /** Messages of the file that were looked at already, where the same bytes had been dropped again. */
  readonly resumeFrom: number;
}

export type Taken =
  | { readonly outcome: "noDrop" | "gone" | "overtaken" | "known" | "rejected" | "sent" }
  | { readonly outcome: "unfinished"; readonly resumeFrom: number };
export type TakenFile = Taken & { readonly fileId: string | null };

const SEND_AT_ONCE = 1000;
const UNFINISHED: Taken = { outcome: "unfinished", resumeFrom: 0 };

export async function takeInFile(deps: IntakeDeps, drop: Drop): Promise<TakenFile> {
  if (isNoDrop(drop)) return { outcome: "noDrop", fileId: null };
  const taken = await takeInDrop(deps, drop);
  const { outcome, fileId } = taken;
  // The nightly run looks for drops that nobody has answered.
  const answeredAt = deps.clock.now().toISOString();
  await deps.table.put({ ...keys.drop(drop.key, drop.versionId), fileId, outcome, answeredAt });
  return taken;
}

async function takeInDrop(deps: IntakeDeps, drop: Drop): Promise<TakenFile> {
  const { key, versionId } = drop;
  using local = await downloadDrop(deps.s3, { bucket: deps.filesBucket, key, versionId });
  const file = local === undefined ? undefined : await registerFile(deps, drop, local);
  if (local === undefined || file === undefined) return { outcome: "gone", fileId: await noteGone(deps, drop) };
  const { fileId } = file;
  // Names of unknown distributors come from outside; each would be a metric of its own.
  const distributor = deps.profileOf(file.distributor) === undefined ? "unknown" : file.distributor;
  deps.meter?.add("FilesReceived", 1, { distributor });
  const inbox = readInboxKey(key);
  const receivedAt = deps.clock.now().toISOString();
  await addName(deps, file, { key, name: inbox.name, resultsPrefix: resultsPrefixOf(inbox, fileId), receivedAt });
  const taken = isToBeRead(file) ? await readFile(deps, drop, local, file) : await sendOrResume(deps, drop, file, 0);
  const dropId = local.metadata["drop"];
  if (dropId !== undefined && taken.outcome !== "overtaken") await noteDrop(deps, fileId, taken, dropId);
  return { ...taken, fileId };
}

/** The sender of the file may wait to see that this very drop was answered: once all of the file was gone through. */
async function noteDrop(deps: IntakeDeps, fileId: string, { outcome }: Taken, dropId: string): Promise<void> {
  const files = new FileStore(deps.table);
  if (outcome === "unfinished") await files.change(fileId, { set: { pendingDrop: dropId } });
  else await files.change(fileId, { set: { drop: dropId }, remove: ["pendingDrop"] });
}

export async function continueFile(deps: IntakeDeps, continuation: Continuation): Promise<TakenFile> {
  const { fileId } = continuation;
  const file = await new FileStore(deps.table).file(fileId);
  if (file === undefined) return { outcome: "gone", fileId };
  const taken = await goOn(deps, continuation, file);
  if (file.pendingDrop !== undefined && taken.outcome !== "overtaken") {
    await noteDrop(deps, fileId, taken, file.pendingDrop);
  }
  return { ...taken, fileId };
}

async function goOn(deps: IntakeDeps, continuation: Continuation, file: FileRecord): Promise<Taken> {
  if (!isToBeRead(file)) {
    return await sendOrResume(deps, continuation, file, continuation.resumeFrom);
  }
  using local = await downloadDrop(deps.s3, originalOf(deps, file));
  if (local === undefined) return { outcome: "gone" };
  invariant(local.sha256 === file.contentHash, "continueFile.bytes");
  return await readFile(deps, continuation, local, file);
}

/** The copy that the earlier invocation kept: what lies in the inbox may be another file by now. */
function originalOf(deps: IntakeDeps, { key, versionId, progressPrefix }: FileRecord): ObjectLocation {
  if (progressPrefix === undefined) return { bucket: deps.filesBucket, key, versionId };
  return { bucket: deps.workBucket, key: progressPrefix + WORK_NAMES.original };
}

async function sendOrResume(deps: IntakeDeps, attempt: Attempt, file: FileRecord, resumeFrom: number): Promise<Taken> {
  if (file.status === "processing" && file.sentAt === undefined) {
    return (await sendAll(deps, attempt, file)) ? { outcome: "known" } : UNFINISHED;
  }
  const stoppedAt = await resumeOrders(deps, file, { from: resumeFrom, timeIsShort: attempt.timeIsShort });
  return stoppedAt === undefined ? { outcome: "known" } : { outcome: "unfinished", resumeFrom: stoppedAt };
}

async function readFile(deps: IntakeDeps, attempt: Attempt, local: DownloadedDrop, file: FileRecord): Promise<Taken> {
  const { fileId } = file;
  const files = new FileStore(deps.table);
  const workPrefix = `work/${fileId}/${attempt.attempt}/`;
  const beganAt = deps.clock.now().toISOString();
  const known = await files.change(fileId, {
    set: { status: "reading", workPrefix },
    when: { status: { in: ["received", "reading"] } },
  });
  if (known === undefined) return { outcome: "overtaken" };
  const { timeIsShort } = attempt;
  const summary = await readAndPlan(deps, { file: known, local, workPrefix, beganAt, timeIsShort });
  if (summary === "unfinished") {
    const kept = await files.change(fileId, {
      set: { progressPrefix: workPrefix },
      when: { status: "reading", workPrefix },
    });
    if (kept !== undefined) return UNFINISHED;
    await takeStrayMarkers(deps, fileId, timeIsShort);
    return { outcome: "overtaken" };
  }
  const rejected = isRejected(summary);
  const changed = rejected ? await recordWithNewProfile(deps, known) : undefined;
  if (changed !== undefined)
    return await readFile(deps, { ...attempt, attempt: `${attempt.attempt}+` }, local, changed);
  const outbox = new ResultsOutbox(deps);
  if (rejected) {
    await writeResults(deps, fileId, { status: "rejected" });
    await outbox.note(fileId, known.receivedAt);
  } else await acknowledge(deps, { ...known, status: "processing" }, summary);
  const { rowsTotal, ordersTotal, ordersSent, failed, unchanged } = summary;
  const rowsSent = rowsTotal - failed - unchanged;
  const committed = await files.change(fileId, {
    set: {
      ...{ status: rejected ? "rejected" : "processing", rowsTotal, ordersTotal },
      ...{ rowsSent, ordersSent },
      ...(summary.correctionOf !== undefined && { correctionOf: summary.correctionOf }),
      ...(rejected && indexKeys.restFile(file.fileId, file.receivedAt)),
    },
    when: { status: "reading", workPrefix },
  });
  if (committed === undefined) {
    await takeStrayMarkers(deps, fileId, timeIsShort);
    await writeAgain(deps, fileId);
    return { outcome: "overtaken" };
  }
  if (deps.meter !== undefined) measureReading(deps.meter, known, summary, deps.clock.now());
  if (rejected) {
    await outbox.tellNow(fileId, known.receivedAt);
    return { outcome: "rejected" };
  }
  return (await sendAll(deps, attempt, committed)) ? { outcome: "sent" } : UNFINISHED;
}

function measureReading(meter: Meter, file: FileRecord, summary: IntakeSummary, now: Date): void {
  const { rowsTotal, failed, unchanged } = summary;
  const rows = { sent: rowsTotal - failed - unchanged, failed, unchanged };
  for (const [outcome, count] of Object.entries(rows)) if (count > 0) meter.add("RowsTaken", count, { outcome });
  meter.add("ReceiptSeconds", secondsSinceDrop(file, now));
}

/**
 * The receipt of a reading that was overtaken may have come after, and over, the results of the one that went on: what is
 * known now is written once more, and again where the file has come to rest meanwhile.
 */
async function writeAgain(deps: IntakeDeps, fileId: string): Promise<void> {
  const standing = async () => {
    const file = await new FileStore(deps.table).file(fileId);
    invariant(file, "writeAgain.noFile");
    return file;
  };
  let file = await standing();
  // While its reading goes on, that one writes.
  while (!isToBeRead(file)) {
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

/** False: time ran short, and the record says how many are sent. */
async function sendAll(deps: IntakeDeps, { timeIsShort }: Attempt, file: FileRecord): Promise<boolean> {
  const key = `${String(file.workPrefix)}${WORK_NAMES.messages}`;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key });
  let sent = 0;
  const before = file.messagesSent ?? 0;
  const files = new FileStore(deps.table);
  for await (const lines of inPages(readLines(body), deps.groupSize ?? SEND_AT_ONCE)) {
    if (sent > before && timeIsShort()) {
      await files.change(file.fileId, { set: { messagesSent: sent } });
      return false;
    }
    if (sent >= before) await deps.sendOrders(lines.map((line) => OrderMessageSchema.parse(JSON.parse(line))));
    sent += lines.length;
  }
  await files.change(file.fileId, { set: { sentAt: deps.clock.now().toISOString() } });
  // Nothing was new in the file: it is at rest at once.
  await closeFileIfSettled(deps, file.fileId);
  return true;
}
