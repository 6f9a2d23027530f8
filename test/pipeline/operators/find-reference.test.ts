// What people call an order, a site or a file is found; what is found by nobody's key is searched for, with an end.
import { describe, expect, it } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { longSalesforceId } from "../../../contracts/salesforce-id.ts";
import { findReference } from "../../../pipeline/operators/find-reference.ts";
import { ReadWorld } from "./read-world.ts";

/** Fifteen characters, in AT&T's own order of numbers. */
const id15 = (prefix: string, n: number): string => `${prefix}Rq00000${String(n).padStart(5, "0")}`;

async function found(world: ReadWorld, ref: string, distributors?: readonly string[]) {
  const result = await findReference(world.deps(distributors), ref);
  switch (result.kind) {
    case "order":
      return `order ${result.order.orderRef} r${String(result.order.revision)}`;
    case "site":
      return `site ${result.order.orderRef}/${result.site.siteRef} r${String(result.order.revision)}`;
    case "batch":
      return `batch ${result.file.fileId}${result.others === undefined ? "" : ` and ${String(result.others.length)}`}`;
    default:
      return result;
  }
}

describe("a reference of the distributor's", () => {
  it("is the newest order, and with a slash one of its sites", async () => {
    const world = new ReadWorld();
    await world.order({ orderRef: "PO-1", revision: 1 });
    await world.order({ orderRef: "PO-1", revision: 2 }, () => ({}), 1);
    expect(await found(world, "PO-1")).toBe("order PO-1 r2");
    expect(await found(world, "PO-1/S-1")).toBe("site PO-1/S-1 r2");
    // A correction sends only what changed: the other site is in the order before.
    expect(await found(world, "PO-1/S-2")).toBe("site PO-1/S-2 r1");
  });

  it("may hold slashes itself, in the order's part and in the site's", async () => {
    const world = new ReadWorld();
    await world.order({ orderRef: "2027/07" }, () => ({ siteRef: "A/1" }), 1);
    expect(await found(world, "2027/07")).toBe("order 2027/07 r1");
    expect(await found(world, "2027/07/A/1")).toBe("site 2027/07/A/1 r1");
  });

  it("of several distributors names them all, unless one is asked for", async () => {
    const world = new ReadWorld();
    await world.order({ distributor: "demo" });
    await world.order({ distributor: "northwind-telecom" });
    expect(await found(world, "PO-1")).toMatchObject({ kind: "several", orders: [{}, {}] });
    expect(await found(world, "PO-1", ["demo"])).toBe("order PO-1 r1");
  });

  it("is known before its order has been started", async () => {
    const world = new ReadWorld();
    await world.table.put({ ...keys.orderRef("demo", "PO-9"), orderRef: "PO-9", revision: 1 });
    expect(await found(world, "PO-9")).toMatchObject({ kind: "notStarted" });
  });
});

describe("an id of ours", () => {
  it("is an order's, an execution's, a batch's or a call's transaction", async () => {
    const world = new ReadWorld();
    await world.file("f-1");
    const { orderId } = await world.order({});
    const transactionId = "6f1d0c52-9f0e-4b7a-8a3c-5d2b7e4f9a10";
    const call = { call: "createBilling", transactionId, state: "confirmed", requestHash: "", attempts: 1 };
    await world.table.put({
      ...keys.call(orderId, "enrich", "createBilling", 1),
      ...call,
      startedAt: new Date(0).toISOString(),
    });
    expect(await found(world, orderId)).toBe("order PO-1 r1");
    expect(await found(world, `${orderId}-r2`)).toBe("order PO-1 r1");
    // As AT&T has it, and as log lines do.
    expect(await found(world, `f-6c43a59bcd5964ebc720ebac.${orderId}`)).toBe("order PO-1 r1");
    expect(await found(world, "f-1")).toBe("batch f-1");
    expect(await found(world, transactionId.toUpperCase())).toBe("site PO-1/S-2 r1");
  });
});

describe("an id of AT&T's", () => {
  it("is found by its key where it is an order's, a sub-order's or a quote's, in 15 or 18 characters, without a search", async () => {
    const world = new ReadWorld();
    const quoteId = longSalesforceId(id15("0Q0", 7));
    for (const [n, orderRef] of ["PO-1", "PO-2", "PO-3"].entries()) {
      const first = 100 * (n + 1);
      const ids = { orderRef, quoteId: orderRef === "PO-2" ? quoteId : id15("0Q0", n) };
      const { orderId } = await world.order(ids, (index) => ({
        subOrderId: longSalesforceId(id15("801", first + index + 1)),
      }));
      await world.created(orderId, longSalesforceId(id15("801", first)));
      if (orderRef === "PO-2") await world.table.put({ ...keys.wait("credit", id15("0Q0", 7)), orderId });
    }
    world.looks = 0;
    for (const id of [id15("801", 200), longSalesforceId(id15("801", 200))])
      expect(await found(world, id)).toBe("order PO-2 r1");
    expect(await found(world, id15("801", 202))).toBe("site PO-2/S-2 r1");
    expect(await found(world, longSalesforceId(id15("801", 102)))).toBe("site PO-1/S-2 r1");
    expect(await found(world, quoteId)).toBe("order PO-2 r1");
  });

  it("is found although other orders were made between the order and its sub-order", async () => {
    const world = new ReadWorld();
    const mine = await world.order({ orderRef: "PO-1", quoteId: "q" }, () => ({ subOrderId: id15("801", 30) }), 1);
    await world.created(mine.orderId, id15("801", 10));
    for (let n = 11; n < 30; n += 1) {
      const { orderId } = await world.order(
        { orderRef: `PO-${String(n)}`, quoteId: "q" },
        () => ({ subOrderId: id15("801", 900 + n) }),
        1,
      );
      await world.created(orderId, id15("801", n));
    }
    world.looks = 0;
    expect(await found(world, id15("801", 30))).toBe("site PO-1/S-1 r1");
  });

  it("of any other kind is searched for in every file, open, held or at rest", async () => {
    const world = new ReadWorld();
    for (const [n, status] of (["processing", "needsAttention", "completed", "rejected"] as const).entries()) {
      await world.file(`f-${String(n)}`, { status });
      const ids = {
        creditCheckId: id15("a9X", n),
        contractEnvelopeId: id15("a4T", n),
        opportunityId: id15("006", n),
        quoteId: "q",
      };
      await world.order({ orderRef: `PO-${String(n)}`, fileId: `f-${String(n)}`, ...ids }, (index) => ({
        ...{ siteId: id15("a7l", 10 * n + index), billingAccountId: id15("001", 10 * n + index) },
      }));
    }
    for (let n = 0; n < 4; n += 1) {
      for (const prefix of ["a9X", "a4T", "006"])
        expect(await found(world, id15(prefix, n))).toBe(`order PO-${String(n)} r1`);
      for (const prefix of ["a7l", "001"]) {
        expect(await found(world, longSalesforceId(id15(prefix, 10 * n + 1)))).toBe(`site PO-${String(n)}/S-2 r1`);
      }
    }
    expect(await found(world, id15("001", 999))).toStrictEqual({
      kind: "none",
      searched: { orders: 4, backTo: "2027-01-01T00:00:00.000Z", isComplete: true },
    });
  });

  it("that a search did not come to says how far the search came, the newest files first", async () => {
    const world = new ReadWorld();
    for (let n = 1; n <= 9; n += 1) {
      await world.file(`f-${String(n)}`, { receivedAt: `2027-01-0${String(n)}T00:00:00.000Z` });
      await world.order({ orderRef: `PO-${String(n)}`, fileId: `f-${String(n)}` });
    }
    world.looks = 3;
    expect(await found(world, id15("001", 1))).toStrictEqual({
      kind: "none",
      searched: { orders: 3, backTo: "2027-01-07T00:00:00.000Z", isComplete: false },
    });
  });
});

describe("a file's name", () => {
  it("is the newest file that has it, whatever became of it", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { receivedAt: "2027-01-01T00:00:00.000Z", status: "needsAttention" });
    await world.file("f-2", { receivedAt: "2027-01-03T00:00:00.000Z" });
    await world.file("f-3", { receivedAt: "2027-01-02T00:00:00.000Z", status: "processing" });
    await world.file("f-4", { name: "other.csv" });
    expect(await found(world, "orders.csv")).toBe("batch f-2 and 2");
    expect(await found(world, "other.csv")).toBe("batch f-4");
    expect(await found(world, "no.csv")).toMatchObject({ kind: "none", searched: { isComplete: true } });
  });
});
