// What an operator does about an order: its open calls, resolve, redrive, restart, a met credit condition, cancel.
import { describe, expect, it } from "vitest";
import { cancel, openCalls, redrive, resolve } from "../../../pipeline/operators/operator-actions.ts";
import { CallRecordSchema, keys } from "../../../contracts/records.ts";
import { recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { repairOf } from "../../../domain/orders/repair.ts";
import { orderMessage } from "../../../pipeline/orders/reopen-orders.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import type { Stage } from "../../../contracts/stages.ts";
import { completed, endWorld } from "../../fakes/end-world.ts";
import { START } from "../../fakes/pipeline-world.ts";

const HOUR = 3_600_000;
/** An operator's process that is killed before the order moves. */
const DIES = { advance: () => Promise.reject(new Error("killed")) };

describe("an operator", () => {
  it("redrives a held order: marker, file, record, then the execution", async () => {
    const { world, deps, executions, settle, ended } = await endWorld({
      status: "held",
      reason: reasonOf("outcomeUnknown"),
    });
    await settle(ended("FAILED"));
    expect(await redrive(deps, "o-1")).toBe("redriven");
    expect(executions.redriven).toStrictEqual(["arn:execution:o-1"]);
    expect(await world.order()).toMatchObject({ status: "inProgress" });
    expect(await world.order()).not.toHaveProperty("reason");
    expect(await world.table.get(keys.openOrder("f-1", "o-1"))).toBeDefined();
    expect(await redrive(deps, "o-1")).toBe("notHeld");
  });

  it("starts a new execution where the old one can be redriven no more", async () => {
    const { deps, executions, sent } = await endWorld({ status: "held", reason: reasonOf("executionFailed") });
    executions.redrivable = false;
    expect(await redrive(deps, "o-1")).toBe("restarted");
    expect(sent).toHaveLength(1);
  });

  it("starts a new execution when asked to, as for a state machine that was deployed since", async () => {
    const { deps, executions, sent } = await endWorld({ status: "held", reason: reasonOf("executionFailed") });
    expect(await redrive(deps, "o-1", { anew: true })).toBe("restarted");
    expect(executions.redriven).toStrictEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("states by a redrive that a credit condition is met", async () => {
    const { world, deps } = await endWorld({
      ...{ status: "held", stage: "credit", creditStatus: "conditional", reason: reasonOf("creditConditional") },
    });
    await redrive(deps, "o-1");
    expect(await world.order()).toMatchObject({ creditStatus: "approved" });
  });

  it.each([
    ["redrive", redrive],
    ["cancellation", cancel],
  ])("leaves a held order held where its %s is cut off before the order moves", async (_, act) => {
    const { deps } = await endWorld({ status: "held", reason: reasonOf("siblingFailed") });
    await deps.openOrders.unmark("f-1", "o-1");
    Object.assign(deps.orders, DIES);
    await expect(act(deps, "o-1")).rejects.toThrow("killed");
    const marker = await deps.openOrders.marker("f-1", "o-1");
    const order = await deps.orders.order("o-1");
    expect(order).toMatchObject({ status: "held" });
    // The sync neither puts it back to work nor leaves its file open.
    expect(repairOf(order, marker!.markedAt, Date.parse(order!.updatedAt) + HOUR)).toBe("close");
  });

  it("leaves the marker of news that puts the order back to work, where a redrive is cut off", async () => {
    const { deps } = await endWorld({ status: "held", reason: reasonOf("contractTimedOut") });
    const order = await deps.orders.order("o-1");
    const later = new Date(Date.parse(order!.updatedAt) + HOUR).toISOString();
    await deps.openOrders.mark("f-1", [orderMessage(order!)], later);
    Object.assign(deps.orders, DIES);
    await expect(redrive(deps, "o-1")).rejects.toThrow("killed");
    expect((await deps.openOrders.marker("f-1", "o-1"))?.markedAt).toBe(later);
  });

  it("cancels what was not handed off and says what cannot be stopped", async () => {
    const { world, deps, closed, statuses } = await endWorld({ contractStatus: "signed" }, (index) =>
      index === 0 ? completed : { status: "inProgress" },
    );
    expect(await cancel(deps, "o-1")).toStrictEqual({
      ...{ kind: "cancelled", sites: 2, handedOff: ["S-1"], open: [], contractSigned: true, partnerOrderId: undefined },
      signature: { kind: "none" },
    });
    expect(await statuses()).toStrictEqual(["completed", "cancelled", "cancelled"]);
    expect(await world.order()).toMatchObject({ status: "partial" });
    expect(closed).toStrictEqual(["f-1"]);
    expect(await cancel(deps, "o-1")).toStrictEqual({ kind: "over", status: "partial" });
  });
});

const call = (state: string, more: object = {}) => ({
  ...{
    call: "x",
    transactionId: "t-1",
    state,
    requestHash: "h",
    startedAt: new Date(START).toISOString(),
    attempts: 1,
  },
  ...more,
});
const holds = (code: "outcomeUnknown" | "indeterminateAnswer", stage: Stage, callsInGroups = true) =>
  endWorld({ status: "held", stage, reason: reasonOf(code), callsInGroups });

describe("open calls", () => {
  it("are the ones without a confirmation, each with its place, its transaction and the partner's words", async () => {
    const { world, deps } = await holds("outcomeUnknown", "enrich");
    await world.table.put({ ...keys.call("o-1", "order", "createOrder", "order"), ...call("confirmed") });
    await world.table.put({ ...keys.call("o-1", "enrich", "createBilling", 1), ...call("unknown", { attempts: 2 }) });
    await world.table.put({ ...keys.call("o-1", "enrich", "createBilling", 2), ...call("refused", { refusal: "no" }) });
    const leaseUntil = START + 60_000;
    await world.table.put({ ...keys.call("o-1", "enrich", "createBilling", 0), ...call("intent", { leaseUntil }) });
    expect(await openCalls(deps, "o-1")).toMatchObject([
      { call: "createBilling", scope: 0, state: "intent", underWayUntil: new Date(leaseUntil) },
      { call: "createBilling", stage: "enrich", scope: 1, state: "unknown", transactionId: "t-1", attempts: 2 },
      { call: "createBilling", scope: 2, state: "refused", refusal: "no" },
    ]);
  });

  it("are one more where a confirmed answer does not say which sub-order is whose", async () => {
    const { world, deps } = await holds("indeterminateAnswer", "order");
    await world.table.put({ ...keys.call("o-1", "order", "createOrder", "order"), ...call("confirmed") });
    const [open] = await openCalls(deps, "o-1");
    expect(open).toMatchObject({ call: "createOrder", state: "doubtful" });
    const ids = { orderId: "801A", subOrder: [{ subOrderId: "801B", siteId: "a7lA" }] };
    expect(await resolve(deps, open!, { kind: "didNotHappen" })).toStrictEqual({ kind: "notOpen" });
    expect(await resolve(deps, open!, { kind: "happened", ids })).toStrictEqual({ kind: "resolved" });
    expect(await world.table.get(keys.call("o-1", "order", "createOrder", "order"))).toMatchObject({
      ...{ state: "confirmed", resolvedBy: "operator", response: ids },
    });
  });
});

describe("resolve", () => {
  it.each([true, false])(
    "records the word, and who said it of which site (record in a group: %s)",
    async (inGroups) => {
      const { world, deps } = await holds("outcomeUnknown", "enrich", inGroups);
      const place = { orderId: "o-1", stage: "enrich", call: "createBilling", scope: 1, inGroups } as const;
      const records = new CallRecords(world.table);
      await records.bar(recordKeyOf(place), CallRecordSchema.parse(call("unknown")));
      const [open] = await openCalls(deps, "o-1");
      expect(await resolve(deps, open!, { kind: "happened", ids: { billingAccountId: "001A" } })).toStrictEqual({
        kind: "resolved",
      });
      expect(await records.read(recordKeyOf(place))).toMatchObject({
        ...{ state: "confirmed", response: { billingAccountId: "001A" } },
      });
      expect(await world.timeline()).toContain("callResolved S-2");
      const line = [...world.table.items.values()].find(({ type }) => type === "callResolved");
      expect(line).toMatchObject({ note: 'Stated: {"billingAccountId":"001A"}' });
      expect(await world.order()).toMatchObject({ status: "held" });
      expect(await openCalls(deps, "o-1")).toStrictEqual([]);
    },
  );

  it("names what is missing, and leaves the call open", async () => {
    const { world, deps } = await holds("outcomeUnknown", "quote");
    await world.table.put({ ...keys.call("o-1", "quote", "createQuote", "order"), ...call("unknown") });
    const [open] = await openCalls(deps, "o-1");
    expect(await resolve(deps, open!, { kind: "happened", ids: { quoteId: "0Q0A" } })).toStrictEqual({
      ...{ kind: "idsMissing", paths: ["opportunityId"] },
    });
    expect(await openCalls(deps, "o-1")).toHaveLength(1);
    expect(await world.timeline()).not.toContain("callResolved");
  });

  it("says nothing about a call of an order that moves", async () => {
    const { world, deps } = await endWorld({ stage: "quote" });
    await world.table.put({ ...keys.call("o-1", "quote", "createQuote", "order"), ...call("unknown") });
    const [open] = await openCalls(deps, "o-1");
    expect(await resolve(deps, open!, { kind: "didNotHappen" })).toStrictEqual({ kind: "notHeld" });
    expect(await openCalls(deps, "o-1")).toHaveLength(1);
  });
});
