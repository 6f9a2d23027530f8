// What an operator may call an order, and what `status` calls it.
import { describe, expect, it } from "vitest";
import { statusText } from "../../cli/status.ts";
import { orderOperand } from "../../cli/order-operand.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { orderIdOf } from "../../contracts/ids.ts";
import type { OrderStatus } from "../../contracts/outcomes.ts";
import { keys } from "../../contracts/records.ts";
import { batchStatus } from "../../pipeline/operators/batch-status.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { MemoryTable } from "../fakes/memory-table.ts";
import { orderRecord } from "./order-record.ts";

async function tableWith(orders: readonly (readonly [distributor: string, status: OrderStatus])[]) {
  const table = new MemoryTable();
  const revisions = new Map<string, number>();
  for (const [distributor, status] of orders) {
    const revision = (revisions.get(distributor) ?? 0) + 1;
    revisions.set(distributor, revision);
    const orderId = orderIdOf(distributor, "PO-1", revision);
    await table.put({ ...keys.order(orderId), ...orderRecord({ orderId, distributor, revision, status }) });
    await table.put({ ...keys.orderRef(distributor, "PO-1"), orderRef: "PO-1", revision });
  }
  return table;
}

async function operand(name: string, table: MemoryTable, distributor?: string) {
  let said = "";
  const note = (text: string): void => void (said += text);
  const taken = await orderOperand(name, {
    orders: new OrderStore(table, systemClock, "operator"),
    distributor,
    terminal: { note },
  });
  return { ...taken, said };
}

describe("ORDER", () => {
  it("is an id, taken as it is", async () => {
    const orderId = orderIdOf("demo", "PO-1", 1);
    const taken = await operand(orderId, await tableWith([["demo", "held"]]));
    expect(taken).toStrictEqual({ orderId, orderRef: null, said: "" });
  });

  it("is an order_ref, which means its newest order; which one, and what is open of earlier ones, is told", async () => {
    const table = await tableWith([
      ["demo", "held"],
      ["demo", "completed"],
      ["demo", "pending"],
    ]);
    const [first, , third] = [1, 2, 3].map((revision) => orderIdOf("demo", "PO-1", revision));
    expect(await operand("PO-1", table)).toStrictEqual({
      ...{ orderId: third, orderRef: "PO-1" },
      said: `PO-1 of demo is order ${third ?? ""}, its newest, of revision 3; earlier ones that are not over: ${first ?? ""} (held)`,
    });
  });

  it("of several distributors needs --distributor, and names the candidates", async () => {
    const table = await tableWith([
      ["demo", "held"],
      ["northwind-telecom", "held"],
    ]);
    const theirs = orderIdOf("northwind-telecom", "PO-1", 1);
    await expect(operand("PO-1", table)).rejects.toThrow(UsageError);
    await expect(operand("PO-1", table)).rejects.toThrow(`--distributor northwind-telecom (${theirs})`);
    expect(await operand("PO-1", table, "northwind-telecom")).toMatchObject({ orderId: theirs });
  });

  it("that nobody knows is left to the look-up", async () => {
    expect(await operand("PO-9", await tableWith([]))).toStrictEqual({ orderId: "PO-9", orderRef: null, said: "" });
  });
});

describe("status", () => {
  const record = {
    ...{ fileId: "f-1", distributor: "demo", key: "inbox/demo/a.csv", name: "a.csv", contentHash: "h" },
  };
  const file = { ...record, ...{ bytes: 1, policy: "order", resultsPrefix: "r/", receivedAt: "2027-01-01T00:00:00Z" } };
  const statusOf = (orders: ReturnType<typeof orderRecord>[]) =>
    batchStatus({ ...file, status: "processing", policy: "order" }, orders);

  it("names every order that is open or held by its order_ref and id, at most twenty of a kind", () => {
    const orders = Array.from({ length: 23 }, (_, at) =>
      orderRecord({ orderId: `o-${String(at)}`, orderRef: `PO-${String(at)}`, status: "pending", stage: "credit" }),
    );
    const held = orderRecord({ status: "held", reason: { code: "outcomeUnknown", message: "Unknown." } });
    const status = statusOf([...orders, held, orderRecord({ status: "completed" })]);
    expect(status.open).toHaveLength(23);
    const lines = statusText(status);
    expect(lines).toContain("  held: PO-1 (o-1) in quote: outcomeUnknown");
    expect(lines).toContain("  open: PO-19 (o-19) in credit: pending");
    expect(lines).not.toContain("  open: PO-20 (o-20) in credit: pending");
    expect(lines).toContain("  open: … and 3 more");
  });
});
