// A table with files, orders and sites at AT&T, for what operators look up; it refuses every write once it is filled.
import { systemClock } from "../../../adapters/runtime/clock.ts";
import { orderIdOf } from "../../../contracts/ids.ts";
import { type FileRecord, indexKeys, keys, type OrderRecord, type SiteRecord } from "../../../contracts/records.ts";
import { LEASE_DAYS } from "../../../domain/orders/leases.ts";
import type { DescribeDeps } from "../../../pipeline/operators/describe-reference.ts";
import { openCalls } from "../../../pipeline/operators/operator-actions.ts";
import { FileStore } from "../../../pipeline/orders/file-store.ts";
import { OrderLookup } from "../../../pipeline/orders/order-lookup.ts";
import { OrderStore } from "../../../pipeline/orders/order-store.ts";
import { PauseStore } from "../../../pipeline/orders/pause-store.ts";
import { SiteStore } from "../../../pipeline/orders/site-store.ts";
import { readTrouble } from "../../../pipeline/partner/partner-troubles.ts";
import { madeIds } from "../../../pipeline/partner/made-ids.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { orderRecord } from "../../cli/order-record.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

export class ReadWorld {
  readonly table = new MemoryTable();
  /** Searches end after so many looks. */
  looks = 1000;

  async file(fileId: string, changes: Partial<FileRecord> = {}): Promise<void> {
    const file: FileRecord = {
      ...{ fileId, distributor: "demo", key: `inbox/demo/${fileId}/orders.csv`, name: "orders.csv", contentHash: "00" },
      ...{ bytes: 1, status: "completed", policy: "order", resultsPrefix: `results/demo/orders-${fileId}/` },
      receivedAt: "2027-01-01T00:00:00.000Z",
      ...changes,
    };
    const isAtRest = file.status === "completed" || file.status === "rejected";
    const index = isAtRest
      ? indexKeys.restFile
      : file.status === "needsAttention"
        ? indexKeys.heldFile
        : indexKeys.openFile;
    await this.table.put({ ...keys.file(fileId), ...index(fileId, file.receivedAt), ...file });
  }

  /** Its newest revision, with so many sites. */
  async order(
    changes: Partial<OrderRecord>,
    sites: (index: number) => Partial<SiteRecord> = () => ({}),
    count = 2,
  ): Promise<OrderRecord> {
    const { distributor = "demo", orderRef = "PO-1", revision = 1 } = changes;
    const orderId = changes.orderId ?? orderIdOf(distributor, orderRef, revision);
    const order = orderRecord({ siteCount: count, marks: {}, ...changes, orderId });
    const { fileId, status } = order;
    await this.table.put({ ...keys.order(orderId), ...indexKeys.order(fileId, status, orderId), ...order });
    await this.table.put({ ...keys.orderRef(distributor, orderRef), orderRef, revision });
    for (let index = 0; index < count; index += 1) {
      const site = {
        orderId,
        index,
        siteRef: `S-${String(index + 1)}`,
        row: index + 2,
        status: order.status,
        stage: order.stage,
      };
      await this.table.put({ ...keys.site(orderId, index), ...site, ...sites(index) });
    }
    return order;
  }

  /** AT&T has made the parent order: as the call's answer and the stage write it down. */
  async created(orderId: string, partnerOrderId: string): Promise<void> {
    await new CallRecords(this.table).takeIds(orderId, madeIds("createOrder", { orderId: partnerOrderId }));
    await new OrderStore(this.table, systemClock, "order").created(orderId, partnerOrderId);
  }

  /** From here on nobody may write. */
  deps(distributors: readonly string[] = ["demo", "northwind-telecom"]): DescribeDeps {
    this.table.onCall = (operation) => {
      if (operation !== "get") throw new Error(`a ${operation} of a command that only reads`);
    };
    const orders = new OrderStore(this.table, systemClock, "operator");
    const stores = { orders, callRecords: new CallRecords(this.table), clock: systemClock };
    return {
      ...stores,
      leaseDays: LEASE_DAYS,
      sites: new SiteStore(this.table, () => orders.now(), "operator"),
      files: new FileStore(this.table),
      pauses: new PauseStore(this.table, systemClock),
      trouble: () => readTrouble(this.table, systemClock),
      lookup: new OrderLookup(this.table),
      distributors,
      mayGoOn: () => (this.looks -= 1) >= 0,
      openCalls: (orderId) => openCalls(stores, orderId),
    };
  }
}
