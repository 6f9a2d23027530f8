// What `show` says: state, reason, wait, next command, ids, price, timeline.
import { describe, expect, it } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { describeFile, describeOrder } from "../../../pipeline/operators/describe-reference.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { entryOf } from "../../../pipeline/orders/timeline.ts";
import { ReadWorld } from "./read-world.ts";

const AT = "2027-01-01T00:00:00.000Z";
const price = { recurring: 10_000, oneTime: 500, currency: "USD" } as const;
const words = (next: readonly { readonly words: readonly string[] }[]): string[] =>
  next.map((step) => step.words.join(" "));

describe("an order", () => {
  it("that waits says for whom, since and until when, and that nothing is to be done", async () => {
    const world = new ReadWorld();
    const order = await world.order({ status: "pending", stage: "credit", quoteId: "Q", marks: { creditAwaited: AT } });
    const shown = await describeOrder(world.deps(), order);
    expect(shown).toMatchObject({
      ...{ kind: "order", status: "pending", stage: "credit", reason: null, next: [], price: null },
      waitingFor: { what: "creditDecision", since: AT, until: "2027-01-15T00:00:00.000Z" },
      ids: { orderId: order.orderId, batchId: "f-1", quoteId: "Q" },
      counts: { pending: 2 },
    });
    expect(shown.ids).not.toHaveProperty("creditCheckId");
  });

  it("tells what it has only for a time, the first to end first, and nothing once it is over", async () => {
    const world = new ReadWorld();
    const changes = { marks: { quoteCreated: "2027-01-01T00:00:00.000Z" }, earliestDueDate: "2027-02-01" };
    const open = await world.order({ status: "pending", stage: "credit", ...changes });
    expect((await describeOrder(world.deps(), open)).leases).toEqual([
      { lease: "requestedDue", expires: "2027-02-01" },
      { lease: "quote", expires: "2027-03-02T00:00:00.000Z" },
    ]);
    const over = new ReadWorld();
    const done = await over.order({ status: "completed", stage: "handoff", ...changes });
    expect((await describeOrder(over.deps(), done)).leases).toEqual([]);
  });

  it("that is held for a call nobody knows of leads to resolve, for anything else to redrive", async () => {
    const world = new ReadWorld();
    const order = await world.order({
      status: "held",
      stage: "order",
      reason: reasonOf("outcomeUnknown"),
      marks: { orderHeld: AT },
    });
    const { orderId } = order;
    const call = {
      call: "createOrder",
      transactionId: "t",
      state: "unknown",
      requestHash: "",
      startedAt: AT,
      attempts: 1,
    };
    await world.table.put({ ...keys.call(orderId, "order", "createOrder", "order"), ...call });
    const shown = await describeOrder(world.deps(), order);
    expect(shown.reason).toStrictEqual(reasonOf("outcomeUnknown"));
    expect(shown.waitingFor).toMatchObject({ what: "person", since: AT, until: null });
    expect(words(shown.next)).toStrictEqual([`resolve ${orderId}`, `cancel ${orderId}`]);
    const other = new ReadWorld();
    const conditional = await other.order({ status: "held", stage: "credit", reason: reasonOf("creditConditional") });
    expect(words((await describeOrder(other.deps(), conditional)).next)[0]).toBe(`redrive ${conditional.orderId}`);
  });

  it("has the price of its sites, and a site its own reason, ids, price and lines of the timeline", async () => {
    const world = new ReadWorld();
    const order = await world.order({ status: "failed", stage: "enrich", quoteId: "Q" }, (index) => ({
      ...{ price, subOrderId: `801-${String(index)}` },
      ...(index === 1 && { status: "failed", reason: reasonOf("refusedByPartner") }),
      ...entryOf({
        at: AT,
        type: "siteQuoted",
        orderId: "o",
        siteRef: `S-${String(index + 1)}`,
        stage: "quote",
        actor: "quote",
      }),
    }));
    const deps = world.deps();
    const whole = await describeOrder(deps, order);
    expect(whole.price).toStrictEqual({ ...price, recurring: 20_000, oneTime: 1000 });
    expect(whole.timeline).toHaveLength(2);
    expect(words(whole.next)).toStrictEqual(["results f-1"]);
    const [, site] = await deps.sites.sites(order.orderId);
    const shown = await describeOrder(deps, order, site);
    expect(shown).toMatchObject({
      ...{ kind: "site", status: "failed", price, reason: { code: "refusedByPartner" } },
      ids: { siteRef: "S-2", subOrderId: "801-1" },
      timeline: [{ at: AT, what: "siteQuoted", actor: "quote", detail: "S-2; quote" }],
    });
  });
});

describe("a file", () => {
  it("has its orders by status, its longest wait, and a command for each held order", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing", sentAt: AT, rowsTotal: 4, ordersTotal: 3 });
    const marks = (at: string) => ({ creditAwaited: at, orderHeld: at });
    await world.order({
      orderRef: "PO-1",
      status: "pending",
      stage: "credit",
      marks: marks("2027-01-02T00:00:00.000Z"),
    });
    const held = await world.order({
      orderRef: "PO-2",
      status: "held",
      marks: marks(AT),
      reason: reasonOf("wrongCredentials"),
    });
    await world.order({ orderRef: "PO-3", status: "completed", quoteId: "Q" }, () => ({ price }));
    const deps = world.deps();
    const file = await deps.files.file("f-1");
    if (file === undefined) throw new Error("no file");
    const shown = await describeFile(deps, file);
    expect(shown).toMatchObject({
      ...{ kind: "batch", status: "processing", stage: null, counts: { pending: 1, held: 1, completed: 1 } },
      waitingFor: { what: "person", since: AT },
      price: { recurring: 20_000, oneTime: 1000 },
      timeline: [{ what: "fileReceived" }, { what: "ordersSent", detail: "4 rows, 3 orders" }],
    });
    expect(words(shown.next)).toStrictEqual([`show ${held.orderId}`]);
  });
});
