// Takes away the markers that a late attempt at reading a file leaves behind. Two deliveries of one drop may be read at once; the slower
// one puts its markers, and learns at its end that it was overtaken. By then orders may be over, and nobody else looks for markers of them.
import type { OpenOrderRecord } from "../../contracts/records.ts";
import { concurrently, inPages } from "../../adapters/runtime/concurrently.ts";
import { FileStore } from "../orders/file-store.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { OrderStore } from "../orders/order-store.ts";
import { unmarkAtRest } from "../orders/settle-order.ts";
import { UnreadableRecord } from "../orders/unreadable-record.ts";
import { noteUnreadable } from "../reconcile/unreadable-break.ts";
import { closeFileIfSettled } from "../results/close-file.ts";
import type { IntakeDeps } from "./bulk-deps.ts";
import { isToBeRead } from "./register-file.ts";

const ORDERS_AT_ONCE = 500;
const LOOKUPS = 16;

/**
 * Of the file's orders that are over or held; then the file is closed if no order of it moves. Where time is short the rest of the markers
 * stay: the sync takes them while the file is open, and the next drop of it looks for them again.
 */
export async function takeStrayMarkers(deps: IntakeDeps, fileId: string, timeIsShort: () => boolean): Promise<void> {
  const { table, clock } = deps;
  const file = await new FileStore(table).file(fileId);
  // Its reading goes on, and puts the same markers: once it has sent the orders, the sync takes the markers of those that are over.
  if (file === undefined || isToBeRead(file)) return;
  const openOrders = new OpenOrders(table);
  const orders = new OrderStore(table, clock, "intake");
  const damaged: UnreadableRecord[] = [];
  const take = async (marker: OpenOrderRecord): Promise<void> => {
    const { orderId } = marker.message;
    try {
      await unmarkAtRest({ openOrders, orders }, { orderId, fileId }, marker);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      damaged.push(error);
    }
  };
  const markers = openOrders.ofFile(fileId, (_, met) => damaged.push(met));
  let isCutShort = false;
  let looked = 0;
  for await (const group of inPages(markers, deps.groupSize ?? ORDERS_AT_ONCE)) {
    // Where a reading was cut off, time is short already: one group fits into what is left for the end.
    isCutShort = looked > 0 && timeIsShort();
    if (isCutShort) break;
    await concurrently(group, LOOKUPS, take);
    looked += group.length;
  }
  for (const met of damaged) await noteUnreadable(table, met, clock.now().toISOString());
  if (!isCutShort) await closeFileIfSettled(deps, fileId);
}
