// The same bytes dropped again: nothing is sent twice, but orders that were never started, stand still, or are held for
// something that has nothing to do with the file (the partner was down, credentials were wrong), go on.
import type { ReasonCode } from "../../contracts/reasons.ts";
import { type FileRecord, indexKeys, keys, OrderRecordSchema } from "../../contracts/records.ts";
import { type OrderMessage, OrderMessageSchema } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/settlement.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { getObject } from "./objects.ts";
import { readLines } from "./read-lines.ts";
import type { IntakeDeps } from "./take-in-file.ts";

const RESUMABLE: readonly ReasonCode[] = ["partnerUnavailable", "wrongCredentials", "executionFailed"];

export async function resumeOrders(deps: IntakeDeps, file: FileRecord): Promise<void> {
  const workPrefix = file["workPrefix"];
  if (file.status === "rejected" || typeof workPrefix !== "string") return;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.messages });
  const resumed: OrderMessage[] = [];
  for await (const line of readLines(body)) {
    const message = OrderMessageSchema.parse(JSON.parse(line));
    if (await stands(deps, message)) resumed.push(message);
  }
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

async function stands(deps: IntakeDeps, message: OrderMessage): Promise<boolean> {
  const item = await deps.table.get(keys.order(message.orderId));
  if (item === undefined) return true;
  const order = OrderRecordSchema.parse(item);
  if (order.status === "held") return RESUMABLE.some((code) => code === order.reason?.code);
  // Its execution may be gone with the machine that ran it; start-order leaves one that runs alone.
  return !isTerminal(order.status);
}
