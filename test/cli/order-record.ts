// An order record as start-order writes it, for tests of what people are shown.
import type { OrderRecord } from "../../contracts/records.ts";

export function orderRecord(changes: Partial<OrderRecord> = {}): OrderRecord {
  return {
    orderId: "o-1",
    fileId: "f-1",
    distributor: "demo",
    orderRef: "PO-1",
    revision: 1,
    spId: "A-06399x",
    policy: "order",
    siteCount: 10,
    document: { key: "work/f-1/orders-0001.ndjson", from: 0, bytes: 100 },
    status: "inProgress",
    stage: "quote",
    executions: 1,
    createdAt: "2026-12-01T00:00:00.000Z",
    updatedAt: "2026-12-01T00:00:00.000Z",
    ...changes,
  };
}
