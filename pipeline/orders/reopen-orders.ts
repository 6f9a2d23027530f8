// Puts orders that rest among those that move, for operators, for a file that is dropped again, and for start-order: their
// `OPEN#` markers are back, then their file is open again. Whoever settles or closes at this moment is not in the way.
import { FileRecordSchema, indexKeys, keys, type OrderRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { Advance, OrderStore } from "./order-store.ts";

/**
 * To be done twice: before an order moves, for the sync to end what is cut off here, and once more when it has moved (`earlier` is
 * what the first time gave). Whoever settles the order may have read it as it rested, and take the first marker away; the second is
 * a later one, and is spared.
 */
export async function reopenOrders(
  orders: OrderStore,
  fileId: string,
  messages: readonly OrderMessage[],
  earlier?: string,
): Promise<string> {
  const now = orders.now();
  const next = earlier === undefined ? now : new Date(Date.parse(earlier) + 1).toISOString();
  const markedAt = next > now ? next : now;
  const markers = messages.map((message) => ({ ...keys.openOrder(fileId, message.orderId), message, markedAt }));
  await orders.table.putMany(markers);
  // Whoever closes the file has looked for markers before these were there, and finds the file changed; or finds them.
  await reopenFile(orders, fileId);
  return markedAt;
}

async function reopenFile({ table }: OrderStore, fileId: string): Promise<void> {
  const item = await table.get(keys.file(fileId));
  if (item === undefined) return;
  const { receivedAt } = FileRecordSchema.parse(item);
  await table.update(keys.file(fileId), {
    set: { status: "processing", ...indexKeys.openFile(fileId, receivedAt) },
    add: { reopened: 1 },
    remove: ["completedAt"],
    when: { status: { in: ["processing", "needsAttention", "completed"] } },
  });
}

/** How a held order goes on without an operator's word: as the drop of its file again, or what is left of a redrive, asks. */
export const resumeStep = (resumedAt: string): Advance => ({
  ...{ type: "orderResumed", to: "inProgress", from: ["held"] },
  set: { resumedAt },
  remove: ["reason"],
});

export const messageOf = ({ orderId, fileId, distributor, document, siteCount }: OrderRecord): OrderMessage => ({
  ...{ orderId, fileId, distributor, document, siteCount },
});
