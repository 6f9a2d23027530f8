// Builds what settle, the sync and operators share: the stores of one table under one actor's name, the way to close a file,
// and the rendezvous, which puts an order back to work that was held for want of what has come.
import type { DocumentPointer } from "../../contracts/stages.ts";
import { isThere } from "../../adapters/aws/objects.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { CallRecords } from "../partner/call-records.ts";
import { closeFileIfSettled } from "../results/close-file.ts";
import { closingOneAtATime } from "../results/close-files.ts";
import { Rendezvous } from "../stages/rendezvous.ts";
import { FileStore } from "./file-store.ts";
import { OpenOrders } from "./open-orders.ts";
import { OrderStore } from "./order-store.ts";
import { PauseStore } from "./pause-store.ts";
import { aftermathOf } from "./reopen-orders.ts";
import type { SettleDeps } from "./settle-order.ts";
import { SiteStore } from "./site-store.ts";

export interface SettlePorts {
  readonly tokens: TaskTokens;
  /** Absent: orders that are put back to work are left to the sync. */
  readonly sendOrders?: SendOrders;
}

/** `actor`: the function or operator whose doing the timeline records. */
export function settleDeps(bulk: BulkDeps, actor: string, { tokens, sendOrders }: SettlePorts) {
  const { table, clock, meter } = bulk;
  const orders = new OrderStore(table, clock, actor, meter);
  const reopening = { openOrders: new OpenOrders(table), files: new FileStore(table), clock };
  const putBack = { ...reopening, ...(sendOrders !== undefined && { sendOrders }) };
  return {
    ...reopening,
    orders,
    pauses: new PauseStore(table, clock),
    sites: new SiteStore(table, () => orders.now(), actor),
    callRecords: new CallRecords(table),
    rendezvous: new Rendezvous({ table, orders, tokens, aftermath: aftermathOf(putBack) }),
    documentThere: ({ key }: DocumentPointer) => isThere(bulk.s3, { bucket: bulk.workBucket, key }),
    closeFile: closingOneAtATime((fileId) => closeFileIfSettled(bulk, fileId)),
  } satisfies SettleDeps & { readonly documentThere: unknown };
}
