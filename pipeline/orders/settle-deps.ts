// Builds what settle, the sync and operators share: the stores of one table under one actor's name, and the way to close a file.
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { CallRecords } from "../partner/call-records.ts";
import { closeFileIfSettled } from "../results/close-file.ts";
import { FileStore } from "./file-store.ts";
import { OpenOrders } from "./open-orders.ts";
import { OrderStore } from "./order-store.ts";
import type { SettleDeps } from "./settle-order.ts";
import { SiteStore } from "./site-store.ts";

/** `actor`: the function or operator whose doing the timeline records. */
export function settleDeps(bulk: BulkDeps, actor: string): SettleDeps {
  const { table, clock, meter } = bulk;
  const orders = new OrderStore(table, clock, actor, meter);
  return {
    orders,
    sites: new SiteStore(table, () => orders.now(), actor),
    openOrders: new OpenOrders(table),
    files: new FileStore(table),
    callRecords: new CallRecords(table),
    clock,
    closeFile: (fileId) => closeFileIfSettled(bulk, fileId),
  };
}
