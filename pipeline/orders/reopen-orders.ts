// Puts orders that rest among those that move, for operators, for a file that is dropped again, and for start-order: their
// `OPEN#` markers are back, then their file is open again. A worker that settles or closes at this moment is not in the way.
import type { OrderRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { Clock } from "../../domain/ports.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";
import type { Aftermath } from "../stages/later-news.ts";
import type { FileStore } from "./file-store.ts";
import type { OpenOrders } from "./open-orders.ts";
import type { Advance } from "./order-store.ts";

export interface ReopenDeps {
  readonly openOrders: OpenOrders;
  readonly files: FileStore;
  readonly clock: Clock;
}

/**
 * To be done twice: before an order moves, for the sync to end what is cut off here, and once more when it has moved (`earlier` is
 * what the first time gave). The worker that settles the order may have read it as it rested, and take the first marker away; the second is
 * a later one, and is spared.
 */
export async function reopenOrders(
  { openOrders, files, clock }: ReopenDeps,
  fileId: string,
  messages: readonly OrderMessage[],
  earlier?: string,
): Promise<string> {
  const now = clock.now().toISOString();
  const next = earlier === undefined ? now : new Date(Date.parse(earlier) + 1).toISOString();
  const markedAt = next > now ? next : now;
  await openOrders.mark(fileId, messages, markedAt);
  // A worker that closes the file either looked for markers before these were there, and then finds the file changed, or finds them.
  await files.reopen(fileId);
  return markedAt;
}

/**
 * The same before a person's word moves the order: the marker is as old as the order's rest, and asks nobody to put it back to work. Cut off here, the
 * word is not said, the order stays as it is, and the sync takes the marker away. A later marker, of the partner's news, stays. Answers what the second
 * time is given.
 */
export async function reopenForWord({ openOrders, files }: ReopenDeps, order: OrderRecord): Promise<string> {
  const { fileId, updatedAt } = order;
  await openOrders.markIfAbsent(fileId, orderMessage(order), updatedAt);
  await files.reopen(fileId);
  return updatedAt;
}

export interface PutBackDeps extends ReopenDeps {
  /** Absent: the sync sends the order's message, by its marker. */
  readonly sendOrders?: SendOrders;
}

/**
 * Puts a held order back to work without a person: its marker is later than whatever held it, so that start-order moves it,
 * or the sync has start-order do so where this is cut off.
 */
async function putBackToWork(deps: PutBackDeps, order: OrderRecord): Promise<void> {
  const message = orderMessage(order);
  await reopenOrders(deps, order.fileId, [message], order.updatedAt);
  await deps.sendOrders?.([message]);
}

/** What an event of the partner can ask for, where this function may do it (pipeline/stages/later-news.ts). */
export function aftermathOf(deps: PutBackDeps): Aftermath {
  return {
    putBack: (order) => putBackToWork(deps, order),
    showBreak: (order) => deps.files.reopen(order.fileId),
  };
}

/** How a held order goes on without an operator's word: as the drop of its file again, or what is left of a redrive, asks. */
export const resumeStep = (resumedAt: string): Advance => ({
  ...{ type: "orderResumed", to: "inProgress", from: ["held"] },
  set: { resumedAt },
  remove: ["reason"],
});

export const orderMessage = ({ orderId, fileId, distributor, document, siteCount }: OrderRecord): OrderMessage => ({
  ...{ orderId, fileId, distributor, document, siteCount },
});
