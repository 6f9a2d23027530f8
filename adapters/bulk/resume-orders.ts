// The same bytes dropped again: nothing is sent twice, but orders that were never started, stand still, or are held for
// something that has nothing to do with the file (the partner was down, credentials were wrong), go on.
import type { ReasonCode } from "../../contracts/reasons.ts";
import { type FileRecord, indexKeys, keys, OrderRecordSchema } from "../../contracts/records.ts";
import { type OrderMessage, OrderMessageSchema } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/settlement.ts";
import { closeFileIfSettled } from "./close-file.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { getObject } from "./objects.ts";
import { readLines } from "./read-lines.ts";
import type { IntakeDeps } from "./bulk-deps.ts";

const RESUMABLE: readonly ReasonCode[] = ["partnerUnavailable", "wrongCredentials", "executionFailed"];

export async function resumeOrders(deps: IntakeDeps, file: FileRecord): Promise<void> {
  const workPrefix = file["workPrefix"];
  if (file.status === "rejected" || typeof workPrefix !== "string") return;
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key: workPrefix + WORK_NAMES.messages });
  const resumed: OrderMessage[] = [];
  for await (const line of readLines(body)) {
    const message = OrderMessageSchema.parse(JSON.parse(line));
    const what = await standing(deps, message);
    if (what === "resumable") resumed.push(message);
    // Its settling was cut off between the order's end and the marker's: nobody else would take the marker away.
    if (what === "over" && file.status === "processing") {
      await deps.table.delete(keys.openOrder(file.fileId, message.orderId));
    }
  }
  if (resumed.length === 0) {
    await closeFileIfSettled(deps, file.fileId);
    return;
  }
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
