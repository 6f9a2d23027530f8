// Takes away the markers that a late attempt at reading a file leaves behind. Two deliveries of one drop may be read at once; the slower
// one puts its markers, and learns at its end that it was overtaken. By then orders may be over, and nobody else looks for markers of them.
import { concurrently, groupsOf } from "../../adapters/runtime/concurrently.ts";
import { OpenOrders } from "../orders/open-orders.ts";
import { OrderStore } from "../orders/order-store.ts";
import { unmarkAtRest } from "../orders/settle-order.ts";
import type { UnreadableRecord } from "../orders/unreadable-record.ts";
import { noteUnreadable } from "../reconcile/unreadable-break.ts";
import { closeFileIfSettled } from "../results/close-file.ts";
import type { IntakeDeps } from "./bulk-deps.ts";

const ORDERS_AT_ONCE = 500;
const LOOKUPS = 16;

/** Of the file's orders that are over or held; then the file is closed if no order of it moves. */
export async function takeStrayMarkers(deps: IntakeDeps, fileId: string): Promise<void> {
  const { table, clock } = deps;
  const openOrders = new OpenOrders(table);
  const orders = new OrderStore(table, clock, "intake");
  const damaged: UnreadableRecord[] = [];
  const markers = openOrders.ofFile(fileId, (_, met) => damaged.push(met));
  for await (const group of groupsOf(markers, ORDERS_AT_ONCE)) {
    await concurrently(group, LOOKUPS, async ({ message: { orderId } }) => {
      await unmarkAtRest({ openOrders, orders }, { orderId, fileId });
    });
  }
  for (const met of damaged) await noteUnreadable(table, met, clock.now().toISOString());
  await closeFileIfSettled(deps, fileId);
}
