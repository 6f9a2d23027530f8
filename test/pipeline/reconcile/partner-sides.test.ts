// Waits, orders, handoffs and unknown calls beside what AT&T says: each way in which the two can differ is found by the next run.
import { beforeEach, describe, expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { transactionIdOf } from "../../../contracts/ids.ts";
import { counted, NightWorld, type PartnerSide } from "../../fakes/night-world.ts";

let world: NightWorld;
let message: OrderMessage;
beforeEach(async () => {
  world = new NightWorld();
  [message] = (await world.file("a.csv")) as [OrderMessage];
});
const kinds = (body: { breaks: readonly { class: string; kind: string }[] }) =>
  body.breaks.map((one) => `${one.class} ${one.kind}`);

describe("orders and handoffs", () => {
  test.each<[string, string, (there: PartnerSide) => PartnerSide[]]>([
    [
      "AT&T has canceled a site",
      "canceledThere",
      (there) => [{ ...there, subOrders: [{ ...there.subOrders[0]!, status: "Cancelled" }, there.subOrders[1]!] }],
    ],
    ["AT&T has a second order", "orderedTwice", (there) => [there, { ...there, orderId: "801other" }]],
    ["AT&T does not know the order", "orderNotThere", () => []],
    [
      "a sub-order has another id",
      "otherIds",
      (there) => [{ ...there, subOrders: [{ ...there.subOrders[0]!, subOrderId: "801x" }, there.subOrders[1]!] }],
    ],
    [
      "AT&T knows no handoff",
      "handoffNotThere",
      (there) => [{ ...there, subOrders: there.subOrders.map((one) => ({ ...one, status: "Created" })) }],
    ],
  ])("%s", async (_name, kind, change) => {
    const { order, there } = await world.completed(message);
    expect((await world.night()).breaksTotal).toBe(0);
    world.partnerOrders.set(order.quoteId!, change(there));
    const body = await world.night();
    expect(kinds(body)).toContain(`partnerOrders ${kind}`);
    expect(body.breaks[0]).toMatchObject({ orderId: order.orderId, command: `npm start -- show ${order.orderId}` });
    world.partnerOrders.set(order.quoteId!, [there]);
    expect((await world.night()).breaksTotal).toBe(0);
  });

  test("our own side changed by hand: another id of the order, and a handoff that is gone", async () => {
    const { order, there } = await world.completed(message);
    await world.bulk.table.update(keys.order(order.orderId), { set: { partnerOrderId: "801hand" } });
    expect(kinds(await world.night())).toEqual(["partnerOrders orderedTwice", "partnerOrders orderNotThere"]);
    await world.order(message, {
      status: "held",
      stage: "handoff",
      partnerOrderId: there.orderId,
      contractEnvelopeId: "a4T",
    });
    expect(kinds(await world.night())).toEqual(["partnerOrders handoffNotHere"]);
  });

  test("an order that AT&T has and we have not", async () => {
    const order = await world.order(message, {
      status: "held",
      stage: "order",
      contractEnvelopeId: "a4T",
      contractStatus: "signed",
    });
    world.partner.scripts.getContract = () => ({
      kind: "confirmed",
      response: { contractEnvelopeId: "a4T", quoteId: "q", status: "Signed" },
    });
    world.partnerOrders.set(order.quoteId!, [{ orderId: "801there", status: "Created", subOrders: [] }]);
    const body = await world.night();
    expect(kinds(body)).toEqual(["partnerOrders orderNotHere"]);
    expect(body.breaks[0]?.command).toBe(`npm start -- resolve ${order.orderId}`);
  });

  test("where AT&T has no such look-up the certificate says how many could not be asked", async () => {
    await world.completed(message);
    world.deps.orderLookup = false;
    const body = await world.night();
    expect(counted(body, "partnerOrders")).toEqual({ notAskable: 1 });
    expect(body.complete).toBe(true);
  });

  test("a partner that does not answer is waited for, and then makes the certificate partial", async () => {
    await world.completed(message);
    world.partner.scripts.getOrders = () => ({
      kind: "retryLater",
      afterSeconds: 5,
      code: "partnerUnavailable",
      untried: true,
    });
    const body = await world.night();
    expect(body).toMatchObject({ complete: false, missing: ["1 of the comparisons of partnerOrders failed."] });
    expect(body.endedAt > body.startedAt.replace("T09:3", "T10:2")).toBe(true);
  });
});

describe("waits", () => {
  const waiting = { status: "pending", stage: "credit", creditCheckId: "CC1" } as const;
  const open = (quoteId: string, orderId: string) =>
    world.bulk.table.put({
      ...keys.wait("credit", quoteId),
      ...{
        kind: "credit",
        quoteId,
        orderId,
        taskToken: "T1",
        state: "waiting",
        subjectId: "CC1",
        createdAt: "2027-01-05T09:00:00.000Z",
      },
    });
  const says = (approvalStatus: string) => {
    world.partner.scripts.getCreditCheck = () => ({
      kind: "confirmed",
      response: { creditCheckId: "CC1", quoteId: "q", approvalStatus },
    });
  };

  test("a decision whose callback was lost goes the way of its callback", async () => {
    const order = await world.order(message, waiting);
    await open(order.quoteId!, order.orderId);
    says("Manual Review");
    expect(counted(await world.night(), "waits")).toEqual({ compared: 1 });
    says("Approved");
    expect(counted(await world.night(), "waits")).toEqual({ compared: 1, healed: 1 });
    expect(world.tokens.answers).toMatchObject([{ taskToken: "T1", output: { verdict: "proceed" } }]);
  });

  test("a wait whose record was deleted holds its order, with the command that waits anew", async () => {
    const order = await world.order(message, waiting);
    says("Manual Review");
    const body = await world.night();
    expect(body.breaks).toMatchObject([
      { class: "waits", kind: "waitLost", command: `npm start -- redrive ${order.orderId}` },
    ]);
    expect(await world.deps.orders.order(order.orderId)).toMatchObject({ status: "held" });
    expect(world.executions.all.get(order.orderId)?.status).toBe("ABORTED");
  });

  test("an order that is held hears of a decision that differs from what it goes by, and of none that does not", async () => {
    const reason = { code: "creditTimedOut", message: "m" } as const;
    const order = await world.order(message, { ...waiting, status: "held", reason, creditStatus: "manualReview" });
    await open(order.quoteId!, order.orderId);
    says("Manual Review");
    expect((await world.night()).classes.waits.healed).toBe(0);
    says("Approved");
    expect((await world.night()).classes.waits.healed).toBe(1);
    expect(world.bulk.sent.map(({ orderId }) => orderId)).toEqual([order.orderId]);
  });
});

describe("calls of unknown outcome", () => {
  const held = { status: "held", stage: "order", reason: { code: "outcomeUnknown", message: "m" } } as const;
  const unknown = (orderId: string) =>
    world.bulk.table.put({
      ...keys.call(orderId, "order", "createOrder", "order"),
      ...{
        call: "createOrder",
        transactionId: transactionIdOf(orderId, "order", "createOrder", "order"),
        state: "unknown",
      },
      ...{ requestHash: "h", startedAt: "2027-01-05T09:00:00.000Z", attempts: 1 },
    });

  test("the order goes back to work where AT&T can say what became of them", async () => {
    const order = await world.order(message, held);
    await unknown(order.orderId);
    expect(counted(await world.night(), "unknownCalls")).toEqual({ compared: 1, healed: 1 });
    expect(await world.deps.orders.order(order.orderId)).toMatchObject({ status: "inProgress" });
  });

  test("a person is asked where it cannot", async () => {
    world.deps.transactionLookup = false;
    const order = await world.order(message, held);
    await unknown(order.orderId);
    const body = await world.night();
    expect(kinds(body)).toEqual(["unknownCalls outcomeUnknown"]);
    expect(body.breaks[0]?.command).toBe(`npm start -- resolve ${order.orderId}`);
    expect(await world.deps.orders.order(order.orderId)).toMatchObject({ status: "held" });
  });

  test("an order that was canceled does not go on because of it", async () => {
    const order = await world.order(message, { ...held, marks: { cancellationRequested: "2027-01-05T08:00:00.000Z" } });
    await unknown(order.orderId);
    expect(kinds(await world.night())).toEqual(["unknownCalls outcomeUnknown"]);
    expect(await world.deps.orders.order(order.orderId)).toMatchObject({ status: "held" });
  });
});
