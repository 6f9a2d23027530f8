// A cancellation meets handoffs under way: no site is both cancelled and handed off, and what cannot be known yet is not said
// (found by the simulation, once it cancelled orders in the middle of their calls).
import { describe, expect, it } from "vitest";
import { cancel, openCalls, redrive, resolve } from "../../../pipeline/operators/operator-actions.ts";
import { CallGroups, recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { barCall } from "../../../pipeline/partner/bar-call.ts";
import { startOrder } from "../../../pipeline/orders/start-order.ts";
import { keys, type OrderRecord } from "../../../contracts/records.ts";
import { completed, endWorld } from "../../fakes/end-world.ts";
import { orderDocument, START } from "../../fakes/pipeline-world.ts";

const place = { orderId: "o-1", stage: "handoff", call: "handOff", scope: 0 } as const;

/** Three sites that are ready to be handed off, or more than that. */
const atHandoff = (callsInGroups = true) =>
  endWorld({ partnerOrderId: "PO801", contractStatus: "signed", callsInGroups }, (index) => ({
    ...{ status: "inProgress", stage: "enrich", subOrderId: `SUB${String(index + 1)}` },
  }));

type World = Awaited<ReturnType<typeof atHandoff>>["world"];

const handoffOf = (index: number, inGroups: boolean) => recordKeyOf({ ...place, scope: index, inGroups });

/** The record as it lies in the table, in the place of an earlier one. */
async function putCall(world: World, index: number, inGroups: boolean, changes: object): Promise<void> {
  const key = handoffOf(index, inGroups);
  const groups = new CallGroups(world.table);
  const times = { startedAt: new Date(START).toISOString() };
  const record = { call: "handOff", transactionId: "t", attempts: 1, requestHash: "h", ...times, ...changes };
  if (!inGroups) await world.table.put({ ...key, ...record });
  else if (!(await groups.put({ ...key, ...record }))) {
    await groups.update(key, { set: { ...changes }, when: { state: "intent" } });
  }
}

const RECORDS = [
  ["shares an item with others", true],
  ["has an item of its own, as in orders of before", false],
] as const;

describe.each(RECORDS)("where a handoff's record %s:", (_, inGroups) => {
  it("a site that is cancelled can no longer be handed off, also by a stage that is under way", async () => {
    const { world, deps, statuses } = await atHandoff(inGroups);
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", sites: 3, partnerOrderId: "PO801" });
    expect(await statuses()).toStrictEqual(["cancelled", "cancelled", "cancelled"]);
    const bar = await new CallRecords(world.table).read(handoffOf(0, inGroups));
    expect(bar).toMatchObject({ state: "refused", refusal: "not made: the order was cancelled" });
    expect(await world.order()).toMatchObject({ status: "cancelled" });
  });

  it("a site whose handoff took effect is completed, also where its stage died before it wrote that down", async () => {
    const { world, deps, statuses } = await atHandoff(inGroups);
    const endedAt = new Date(START + 5).toISOString();
    await putCall(world, 1, inGroups, {
      state: "confirmed",
      endedAt,
      response: { status: "success", message: "submitted" },
    });
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", sites: 2, handedOff: ["S-2"] });
    expect(await statuses()).toStrictEqual(["cancelled", "completed", "cancelled"]);
    expect((await world.siteRows())[1]).toMatchObject({ acknowledgement: "submitted", handedOffAt: endedAt });
    expect(await world.timeline()).toContain("siteHandedOff S-2");
    expect(await world.order()).toMatchObject({ status: "partial" });
  });

  it("a handoff on its way is waited for: the sync ends the cancellation when its outcome is known", async () => {
    const { world, deps, sync, statuses } = await atHandoff(inGroups);
    await putCall(world, 0, inGroups, { state: "intent", owner: "a", leaseUntil: START + 72_000 });
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "ending", sites: 2, open: ["S-1"] });
    expect(await statuses()).toStrictEqual(["inProgress", "cancelled", "cancelled"]);
    expect(await world.order()).toMatchObject({ status: "pendingCancellation" });
    await putCall(world, 0, inGroups, {
      state: "confirmed",
      endedAt: new Date(START + 9).toISOString(),
      response: { message: "ok" },
    });
    world.time += 10 * 60_000;
    await sync();
    expect(await statuses()).toStrictEqual(["completed", "cancelled", "cancelled"]);
    expect(await world.order()).toMatchObject({ status: "partial" });
  });

  it("a handoff whose outcome nobody knows holds the order; after a person's word it is cancelled", async () => {
    const { world, deps, statuses } = await atHandoff(inGroups);
    await putCall(world, 2, inGroups, { state: "unknown" });
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "held", sites: 2, open: ["S-3"] });
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "outcomeUnknown" } });
    const [open, ...more] = await openCalls(deps, "o-1");
    expect(more, "bars ask nobody for anything").toStrictEqual([]);
    expect(await resolve(deps, open!, { kind: "didNotHappen" })).toStrictEqual({ kind: "resolved" });
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", sites: 3 });
    expect(await statuses()).toStrictEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await redrive(deps, "o-1")).toBe("notHeld");
  });
});

it("a cancellation cut off before it stopped the execution is ended by the sync", async () => {
  const { world, deps, sync, executions } = await atHandoff();
  executions.all.set("o-1", { status: "RUNNING", input: "", stoppedAt: undefined });
  const unreachable = Object.assign(Object.create(executions) as typeof executions, {
    stop: () => Promise.reject(new Error("throttled")),
  });
  await expect(cancel({ ...deps, executions: unreachable }, "o-1")).rejects.toThrow("throttled");
  expect(await world.order()).toMatchObject({ status: "pendingCancellation" });
  world.time += 10 * 60_000;
  await sync();
  expect(executions.all.get("o-1")).toMatchObject({ status: "ABORTED" });
  expect(await world.order()).toMatchObject({ status: "cancelled" });
});

const createOrder = keys.call("o-1", "order", "createOrder", "order");
const beforeOrder = () => endWorld({ stage: "order" }, () => ({ status: "inProgress", siteId: "S", stage: "quote" }));

it("an order that was cancelled before AT&T had it is never made", async () => {
  const { world, deps, statuses } = await beforeOrder();
  expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", sites: 3 });
  expect(await statuses()).toStrictEqual(["cancelled", "cancelled", "cancelled"]);
  expect(await world.table.get(createOrder)).toMatchObject({ state: "refused" });
});

it("an order that AT&T has is known to its cancelled sites, so that they are not ordered again", async () => {
  const { world, deps } = await beforeOrder();
  const response = { status: "Success", orderId: "801A", subOrder: [{ subOrderId: "801B", siteId: "S" }] };
  const times = { startedAt: new Date(START).toISOString(), endedAt: new Date(START).toISOString() };
  const record = { call: "createOrder", transactionId: "t", attempts: 1, requestHash: "h", state: "confirmed" };
  await world.table.put({ ...createOrder, ...record, ...times, response });
  expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", sites: 3 });
  expect((await world.siteRows()).map(({ subOrderId }) => subOrderId)).toStrictEqual(["801A", "801A", "801A"]);
  expect(await world.order()).toMatchObject({ status: "cancelled", partnerOrderId: "801A" });
});

it("an order whose making is on its way is waited for", async () => {
  const { world, deps, statuses } = await beforeOrder();
  const record = { call: "createOrder", transactionId: "t", attempts: 1, requestHash: "h", state: "intent" };
  const lease = { startedAt: new Date(START).toISOString(), owner: "a", leaseUntil: START + 72_000 };
  await world.table.put({ ...createOrder, ...record, ...lease });
  expect(await cancel(deps, "o-1")).toMatchObject({ kind: "ending", sites: 0, open: ["S-1", "S-2", "S-3"] });
  expect(await statuses()).toStrictEqual(["inProgress", "inProgress", "inProgress"]);
});

it("cancelling an order that is over leaves its file closed", async () => {
  const { world, deps, closed } = await endWorld({ status: "completed" }, () => completed);
  expect(await cancel(deps, "o-1")).toStrictEqual({ kind: "over", status: "completed" });
  expect(closed).toStrictEqual([]);
  expect(await world.order()).toMatchObject({ status: "completed" });
});

it("a call that took effect, or is refused, is told apart from one that never will be made", async () => {
  const { world } = await atHandoff();
  const bar = () => barCall(world.callRecords, place, new Date(START + 100_000));
  expect(await bar()).toStrictEqual({ kind: "barred" });
  expect(await bar(), "its own record").toStrictEqual({ kind: "barred" });
  await putCall(world, 0, false, { state: "intent", owner: "a", leaseUntil: START + 1 });
  expect(await bar(), "a lease that is over").toStrictEqual({ kind: "unknown" });
  await putCall(world, 0, false, { state: "intent", owner: "a", leaseUntil: START + 200_000 });
  expect(await bar()).toStrictEqual({ kind: "underWay" });
});

it("an order whose sites are still being recorded is cancelled when all of them are, and no row is without its answer", async () => {
  const { world, deps, sync, statuses } = await endWorld(
    { status: "acknowledged", stage: "quote", executions: 0 },
    () => ({
      ...{ status: "acknowledged", stage: "quote" },
    }),
  );
  await world.table.delete(keys.siteGroup("o-1", 0));
  expect(await cancel(deps, "o-1")).toMatchObject({ kind: "ending", sites: 0 });
  expect(await world.order()).toMatchObject({ status: "pendingCancellation" });
  const message = {
    orderId: "o-1",
    fileId: "f-1",
    distributor: "demo",
    siteCount: 3,
    document: (await world.order()).document,
  };
  expect(await startOrder({ ...deps, readDocument: () => Promise.resolve(orderDocument(3)) }, message)).toBe("over");
  expect(await statuses()).toStrictEqual(["acknowledged", "acknowledged", "acknowledged"]);
  world.time += 10 * 60_000;
  await sync();
  expect(await statuses()).toStrictEqual(["cancelled", "cancelled", "cancelled"]);
  expect(await world.order()).toMatchObject({ status: "cancelled" });
});

describe("a contract", () => {
  const createContract = keys.call("o-1", "contract", "createContract", "order");
  const beforeSignature = (changes: Partial<OrderRecord>) =>
    endWorld({ stage: "contract", creditStatus: "approved", ...changes }, () => ({
      ...{ status: "inProgress", siteId: "S", stage: "quote" },
    }));
  const putContract = (world: World, changes: object) => {
    const record = { call: "createContract", transactionId: "t", attempts: 1, requestHash: "h" };
    return world.table.put({
      ...{ ...createContract, ...record, startedAt: new Date(START).toISOString() },
      ...changes,
    });
  };

  it("that is out for signature stays so: operator, rows and timeline say it, and a signature changes nothing", async () => {
    const { world, deps, sent, executions, statuses } = await beforeSignature({
      ...{ status: "pending", contractEnvelopeId: "a4T1" },
    });
    executions.all.set("o-1", { status: "RUNNING", input: "", stoppedAt: undefined });
    await world.rendezvous.open("esign", "Q1", { orderId: "o-1", taskToken: "T1" });
    expect(await cancel(deps, "o-1")).toMatchObject({
      ...{ kind: "cancelled", signature: { kind: "open", contractEnvelopeId: "a4T1" } },
    });
    const rows = await world.siteRows();
    for (const { reason } of [...rows, await world.order()]) {
      expect(reason).toMatchObject({
        code: "cancelled",
        message: expect.stringMatching(/a4T1 stays open.*not to sign/),
      });
    }
    expect(await world.timeline()).toContain("signatureRequestLeftOpen");
    // The execution was stopped, and its tasks with it.
    world.tokens.closed.add("T1");
    const event = { kind: "esign", quoteId: "Q1", type: "contract.signed", subjectId: "a4T1" } as const;
    const receivedAt = new Date(START + 1000).toISOString();
    const { meeting } = await world.rendezvous.receive({ ...event, eventId: "e", decision: "signed", receivedAt });
    expect(meeting).toBe("tooLate");
    expect(await world.order()).toMatchObject({ status: "cancelled", contractStatus: "signed" });
    expect(await world.timeline()).toContain("contractSigned");
    expect(await statuses()).toStrictEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await world.table.get(keys.call("o-1", "order", "createOrder", "order"))).toMatchObject({
      ...{ state: "refused", refusal: "not made: the order was cancelled" },
    });
    expect([sent, [...executions.all.keys()]]).toStrictEqual([[], ["o-1"]]);
  });

  it("that was not sent is never sent, also by a stage that is under way", async () => {
    const { world, deps } = await beforeSignature({});
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", signature: { kind: "none" } });
    expect(await world.table.get(createContract)).toMatchObject({ state: "refused" });
    expect((await world.order()).reason?.message).toBe("An operator canceled the order.");
    expect(await world.timeline()).not.toContain("signatureRequestLeftOpen");
  });

  it("that was sent is known, also where its stage died before it wrote that down", async () => {
    const { world, deps } = await beforeSignature({});
    const esign = { isSuccess: true, esignRequestIdABV: 1, description: "sent" };
    const response = { ContractEnvelopeId: "a4T2", ESignIntegrationResponseStep: esign, SetError: false };
    await putContract(world, { state: "confirmed", endedAt: new Date(START).toISOString(), response });
    expect(await cancel(deps, "o-1")).toMatchObject({ signature: { kind: "open", contractEnvelopeId: "a4T2" } });
    expect(await world.order()).toMatchObject({ status: "cancelled", contractEnvelopeId: "a4T2" });
  });

  it("of which nobody knows whether it was sent may be out for signature", async () => {
    const { world, deps } = await beforeSignature({});
    await putContract(world, { state: "unknown" });
    expect(await cancel(deps, "o-1")).toMatchObject({ kind: "cancelled", signature: { kind: "perhapsOpen" } });
    expect((await world.order()).reason?.message).toContain("A signature request for it may be open");
  });

  it("that was declined asks nobody for a signature", async () => {
    const { deps } = await beforeSignature({ contractEnvelopeId: "a4T1", contractStatus: "declined" });
    expect(await cancel(deps, "o-1")).toMatchObject({ signature: { kind: "none" } });
  });
});

it.each(["redrive", "cancel"] as const)(
  "a %s keeps its marker when the order is settled at that moment",
  async (act) => {
    const { world, deps } = await endWorld({ status: "held", reason: { code: "partnerUnavailable", message: "down" } });
    const marker = keys.openOrder("f-1", "o-1");
    // Read before the order moved, taken away by the marker that was read (pipeline/orders/settle-order.ts, closeOrder).
    let seen: unknown;
    world.table.onCall = (operation, key, when) => {
      if (operation !== "update" || key.pk !== "ORDER#o-1" || key.sk !== "META" || when !== "before") return;
      world.table.onCall = undefined;
      const path = [...world.table.items.keys()].find((one) => one.includes(marker.sk));
      seen = path === undefined ? undefined : world.table.items.get(path)?.["markedAt"];
    };
    const left: unknown[] = [];
    const advance = deps.orders.advance.bind(deps.orders);
    deps.orders.advance = async (orderId, step) => {
      const moved = await advance(orderId, step);
      left.push(await world.table.delete(marker, { markedAt: seen as string }));
      return moved;
    };
    await (act === "redrive" ? redrive(deps, "o-1") : cancel(deps, "o-1"));
    expect(left[0]).toBe(true);
    const status = (await world.order()).status;
    if (act === "redrive") {
      expect(status).toBe("inProgress");
      expect(await world.table.get(marker)).toBeDefined();
    } else expect(status).toBe("cancelled");
  },
);
