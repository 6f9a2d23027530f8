// The same bytes dropped again: nothing is sent twice, but orders that were never started, stand still, or are held for
// something that has nothing to do with the file (the partner was down, credentials were wrong), go on.
import type { ReasonCode } from "../../contracts/reasons.ts";
import { type FileRecord, indexKeys, keys, OrderRecordSchema } from "../../contracts/records.ts";
import { type OrderMessage, OrderMessageSchema } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/settlement.ts";
import { concurrently, groupsOf } from "../concurrently.ts";
import { closeFileIfSettled } from "./close-file.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { getObject } from "./objects.ts";
import { readLines } from "./read-lines.ts";
import type { IntakeDeps } from "./bulk-deps.ts";

const RESUMABLE: readonly ReasonCode[] = ["partnerUnavailable", "wrongCredentials", "executionFailed"];
const ORDERS_AT_ONCE = 500;
const LOOKUPS = 16;

export interface ResumeOptions {
  /** Messages that an earlier invocation has looked at. */
  readonly from: number;
  readonly timeIsShort: () => boolean;
}

/** Undefined: all is looked at. Else time ran short at this message. */
export async function resumeOrders(
  deps: IntakeDeps,
  file: FileRecord,
  { from, timeIsShort }: ResumeOptions,
): Promise<number | undefined> {
  const { workPrefix } = file;
  if (file.status === "rejected" || workPrefix === undefined) return undefined;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.messages });
  let seen = 0;
  for await (const lines of groupsOf(readLines(body), deps.groupSize ?? ORDERS_AT_ONCE)) {
    if (seen > from && timeIsShort()) return seen;
    if (seen >= from) await resume(deps, file, lines);
    seen += lines.length;
  }
  await closeFileIfSettled(deps, file.fileId);
  return undefined;
}

async function resume(deps: IntakeDeps, file: FileRecord, lines: readonly string[]): Promise<void> {
  const found = await concurrently(lines, LOOKUPS, async (line) => {
    const message = OrderMessageSchema.parse(JSON.parse(line));
    return { message, what: await standing(deps, message) };
  });
  for (const { message, what } of found) {
    // Its settling was cut off between the order's end and the marker's: nobody else would take the marker away.
    if (what === "over" && file.status === "processing") {
      await deps.table.delete(keys.openOrder(file.fileId, message.orderId));
    }
  }
  const resumed = found.filter(({ what }) => what === "resumable").map(({ message }) => message);
  if (resumed.length === 0) return;
  const markedAt = deps.clock.now().toISOString();
  const { fileId } = file;
  // The file is open again before its orders move; the marker is what start-order looks for.
  await deps.table.update(keys.file(fileId), {
    set: { status: "processing", ...indexKeys.openFile(fileId, file.receivedAt) },
    remove: ["completedAt"],
    when: { status: { in: ["processing", "needsAttention", "completed"] } },
  });
  await deps.table.putMany(
    resumed.map((message) => ({ ...keys.openOrder(fileId, message.orderId), message, markedAt })),
  );
  await deps.sendOrders(resumed);
}

async function standing(deps: IntakeDeps, message: OrderMessage): Promise<"resumable" | "held" | "over"> {
  const item = await deps.table.get(keys.order(message.orderId));
  if (item === undefined) return "resumable";
  const order = OrderRecordSchema.parse(item);
  if (isTerminal(order.status)) return "over";
  // Its execution may be gone with the machine that ran it; start-order leaves one that runs alone.
  if (order.status !== "held") return "resumable";
  return RESUMABLE.some((code) => code === order.reason?.code) ? "resumable" : "held";
}
