// What the sync does about records that nobody can read. A break tells of each at once (sync-failures.ts). An order whose own record or sites' cannot
// be read can be neither started, ended nor asked about, and the results say so: after a while it keeps its file open no longer, so that the other
// rows have their results. Where another record of it is damaged, such as its wait, the order still moves and its file stays open. A marker says
// nothing that is not known elsewhere, and is written anew.
import { keys, type OpenOrderRecord } from "../../contracts/records.ts";
import { orderMessage } from "../../pipeline/orders/reopen-orders.ts";
import type { SettleDeps } from "../../pipeline/orders/settle-order.ts";
import type { UnreadableRecord } from "../../pipeline/orders/unreadable-record.ts";

/** While a deployment goes on, the old version may meet records of the new one: that is over by then. */
const PASSED_OVER_MILLIS = 3_600_000;

export type UnreadableDeps = Pick<SettleDeps, "orders" | "openOrders" | "clock">;

/** The nightly run puts the marker back when the record can be read again and the order moves. */
export async function passOver(
  { openOrders, clock }: UnreadableDeps,
  { message: { orderId, fileId }, markedAt }: OpenOrderRecord,
  met: Pick<UnreadableRecord, "key">,
): Promise<void> {
  if (!isShownByResults(orderId, met)) return;
  if (clock.now().getTime() - Date.parse(markedAt) >= PASSED_OVER_MILLIS)
    await openOrders.unmark(fileId, orderId, markedAt);
}

/** The results call the order's rows unreadable. Of an order with any other damaged record they say that it waits: its file is not over. */
function isShownByResults(orderId: string, { key: { pk, sk } }: Pick<UnreadableRecord, "key">): boolean {
  const order = keys.order(orderId);
  return pk === order.pk && (sk === order.sk || sk.startsWith(keys.sitesOf(orderId).prefix));
}

/** `name`: partition and sort key. An order that was never started has its message in its file's work: the nightly run sends it. */
export async function markAnew({ orders, openOrders }: UnreadableDeps, fileId: string, name: string): Promise<void> {
  const order = await orders.order(name.slice(name.indexOf("OPEN#") + "OPEN#".length));
  if (order !== undefined) await openOrders.mark(fileId, [orderMessage(order)], order.updatedAt);
}
