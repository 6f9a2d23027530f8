// The stages after the signature (order, enrich, customer, handoff) through their consumer, against a partner that answers
// as it is told: what each asks, what it records, and how it answers its task.
import { describe, expect, it } from "vitest";
import {
  orderDocument,
  type PipelineWorld,
  pipelineWorld,
  seedOrder,
  seedPlacedOrder,
} from "../fakes/pipeline-world.ts";
import { keys } from "../../contracts/records.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { CHUNK, consume, refused } from "../fakes/run-stage.ts";

describe("order", () => {
  const seed = (world: PipelineWorld) =>
    seedOrder(world, { status: "pending", stage: "contract", quoteId: "Q1", creditStatus: "approved" }, (index) => ({
      status: "inProgress",
      siteId: `site-S-${String(index + 1)}`,
    }));

  it("learns each site's sub-order by its site id, whatever the order of the answer", async () => {
    const world = pipelineWorld();
    await seed(world);
    world.calls.scripts.createOrder = () => ({
      kind: "confirmed",
      response: {
        orderId: "PO801",
        status: "Success",
        subOrder: [3, 1, 2].map((n) => ({ subOrderId: `SUB${String(n)}`, siteId: `site-S-${String(n)}` })),
      },
    });
    await consume(world, { stage: "order" });
    expect((await world.siteRows()).map(({ subOrderId }) => subOrderId)).toStrictEqual(["SUB1", "SUB2", "SUB3"]);
    expect(world.calls.asked[0]?.request).toMatchObject({ "checkT&C": true });
  });

  it.each([
    ["a sub-order is missing", [{ subOrderId: "A", siteId: "site-S-1" }]],
    [
      "two sub-orders name the same site",
      [
        { subOrderId: "A", siteId: "site-S-1" },
        { subOrderId: "B", siteId: "site-S-1" },
        { subOrderId: "C", siteId: "site-S-2" },
        { subOrderId: "D", siteId: "site-S-3" },
      ],
    ],
    ["no site is named", [{ subOrderId: "A" }, { subOrderId: "B" }, { subOrderId: "C" }]],
    [
      "two sites share a sub-order",
      ["site-S-1", "site-S-2", "site-S-3"].map((siteId) => ({ subOrderId: "A", siteId })),
    ],
  ])("holds the order when %s", async (_case, subOrder) => {
    const world = pipelineWorld();
    await seed(world);
    world.calls.scripts.createOrder = () => ({
      kind: "confirmed",
      response: { orderId: "PO801", status: "Success", subOrder },
    });
    await consume(world, { stage: "order" });
    expect(await world.order()).toMatchObject({
      status: "held",
      partnerOrderId: "PO801",
      reason: { code: "indeterminateAnswer" },
    });
  });

  it("takes the one sub-order of a one-site order without a site id", async () => {
    const world = pipelineWorld(orderDocument(1));
    await seed(world);
    world.calls.scripts.createOrder = () => ({
      kind: "confirmed",
      response: { orderId: "PO801", status: "Success", subOrder: { subOrderId: "ONLY" } },
    });
    await consume(world, { stage: "order" });
    expect((await world.siteRows()).map(({ subOrderId }) => subOrderId)).toStrictEqual(["ONLY"]);
  });
});

describe("enrich", () => {
  it("does the three enrichments of each site and counts the chunk once, however often its message comes", async () => {
    const world = pipelineWorld();
    await seedPlacedOrder(world);
    // A chunk of a larger order: what takes all sites at once is counted by the next stage.
    await world.table.update(keys.order("o-1"), { set: { siteCount: 30 } });
    await consume(world, { stage: "enrich", chunk: CHUNK });
    world.tokens.closed.clear();
    await consume(world, { stage: "enrich", chunk: CHUNK, receives: 2 });
    expect(world.calls.countOf("createBilling")).toBe(3);
    expect((await world.order()).progress).toStrictEqual({ enrich: 3 });
    expect((await world.siteRows()).map(({ billingAccountId }) => billingAccountId)).toStrictEqual([
      "BA-SUB1",
      "BA-SUB2",
      "BA-SUB3",
    ]);
    const [installation] = world.calls.asked.filter(({ call }) => call === "saveInstallationShipping");
    expect(installation?.request).toMatchObject({
      customerRequestedStartDate: "2027-01-10T20:00:00.000+0000",
      startBillingBeforeReqDueDate: "false",
    });
  });

  const portRefused = (world: PipelineWorld) => {
    world.calls.scripts.reservePort = (_request, scope) => (scope === 1 ? refused("port taken")() : undefined);
  };

  it("lets siblings go on under policy site", async () => {
    const world = pipelineWorld(orderDocument(3, "site"));
    await seedPlacedOrder(world);
    portRefused(world);
    await consume(world, { stage: "enrich", chunk: CHUNK });
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "proceed", done: 2, failed: 1 });
    expect((await world.siteRows())[1]).toMatchObject({ status: "failed", stage: "enrich" });
    expect(await world.timeline()).toContain("siteFailed S-2");
  });

  it("says stop for a chunk none of whose sites went through", async () => {
    const world = pipelineWorld(orderDocument(3, "site"));
    await seedPlacedOrder(world);
    world.calls.scripts.reservePort = refused("no");
    await consume(world, { stage: "enrich", chunk: CHUNK });
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", done: 0, failed: 3 });
  });

  it("holds the order under policy order, and goes on after the cause was set right", async () => {
    const world = pipelineWorld();
    await seedPlacedOrder(world);
    portRefused(world);
    await consume(world, { stage: "enrich", chunk: CHUNK });
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "siblingFailed" } });
    expect(world.tokens.answers[0]).toMatchObject({ error: "OrderHeld", cause: "siblingFailed" });
    expect(world.calls.countOf("createBilling")).toBe(2);

    await world.orders.advance("o-1", { type: "orderRedriven", to: "inProgress", from: ["held"], remove: ["reason"] });
    delete world.calls.scripts.reservePort;
    await consume(world, { stage: "enrich", chunk: CHUNK, token: "T2" });
    expect(world.tokens.answers[1]?.output).toStrictEqual({ verdict: "proceed", done: 3, failed: 0 });
    expect((await world.siteRows())[1]).not.toHaveProperty("reason");
  });

  it("does not begin the other sites while the partner is out of reach", async () => {
    const world = pipelineWorld(orderDocument(25));
    await seedPlacedOrder(world);
    world.calls.scripts.saveInstallationShipping = () => ({
      kind: "retryLater",
      afterSeconds: 7,
      code: "partnerUnavailable",
    });
    const chunk = { n: 0, from: 0, to: 25 };
    expect(await consume(world, { stage: "enrich", chunk })).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: "m-0" }],
    });
    expect(world.calls.asked.length).toBeLessThanOrEqual(4);
    expect(world.queue.changes).toStrictEqual([{ receiptHandle: "r-0", seconds: 7 }]);
  });
});

describe("customer", () => {
  const account = {
    accountName: "Lone Star Clinics",
    accountId: "001A",
    accountAddress: { street: "2301 Elm Street", zipCode: "75201-1234" },
  };
  const seed = async (accounts: unknown[]) => {
    const world = pipelineWorld();
    await seedPlacedOrder(world, "enrich");
    world.calls.scripts.lookupCustomer = () => ({ kind: "confirmed", response: { accounts } });
    await consume(world, { stage: "customer" });
    return world;
  };
  const assigned = (world: PipelineWorld) => world.calls.asked.find(({ call }) => call === "assignCustomer")?.request;

  it("assigns by name alone when nobody is found", async () => {
    const world = await seed([]);
    expect(assigned(world)).toMatchObject({
      quoteId: "Q1",
      sites: [{ siteId: "site-S-1", accountName: "Lone Star Clinics" }, {}, {}],
    });
  });

  it("assigns the one account that matches", async () => {
    const world = await seed([account, { ...account, accountName: "Lone Star Clinics of Austin" }]);
    expect(assigned(world)).toMatchObject({ sites: [{ accountId: "001A" }, {}, {}] });
  });

  it("takes the account at the customer's street among several of the same name", async () => {
    const world = await seed([{ ...account, accountId: "001B", accountAddress: { street: "1 Oak" } }, account]);
    expect(assigned(world)).toMatchObject({ sites: [{ accountId: "001A" }, {}, {}] });
  });

  it("holds the order for a person's choice among several", async () => {
    const world = await seed([account, { ...account, accountId: "001B" }]);
    expect(assigned(world)).toBeUndefined();
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "customerAmbiguous" } });
  });

  it("asks AT&T nothing and ends the order where every site has failed before", async () => {
    const world = pipelineWorld();
    await seedPlacedOrder(world, "enrich");
    const failed = (await world.siteRows()).map((site) => ({ site, reason: reasonOf("refusedByPartner") }));
    await world.sites.decide("o-1", failed, "enrich");
    await consume(world, { stage: "customer", onStop: "OrderStopped" });
    expect(world.calls.asked).toStrictEqual([]);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderStopped", cause: "nothingLeft" }]);
  });

  it("stops the sale that the alliance status forbids", async () => {
    const world = await seed([{ ...account, allianceStatus: "Prohibited" }]);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", code: "saleForbidden" });
  });
});

describe("handoff", () => {
  it("hands each sub-order off once and keeps AT&T's words", async () => {
    const world = pipelineWorld();
    await seedPlacedOrder(world, "customer");
    await consume(world, { stage: "handoff", chunk: CHUNK });
    world.tokens.closed.clear();
    await consume(world, { stage: "handoff", chunk: CHUNK, receives: 2 });
    expect(world.calls.asked.map(({ request }) => request)).toStrictEqual(
      ["SUB1", "SUB2", "SUB3"].map((subOrderId) => ({ orderId: "PO801", subOrderId })),
    );
    expect(await world.siteRows()).toMatchObject(
      [1, 2, 3].map(() => ({ status: "completed", acknowledgement: "order submitted and sent to serviceNow" })),
    );
    expect((await world.timeline()).filter((line) => line.startsWith("siteHandedOff"))).toHaveLength(3);
  });

  it("hands off the other sites when one site's outcome is unknown, then sends exactly the rest after a redrive", async () => {
    const world = pipelineWorld();
    await seedPlacedOrder(world, "customer");
    world.calls.scripts.handOff = (_request, scope) =>
      scope === 0 ? { kind: "held", code: "outcomeUnknown" } : undefined;
    await consume(world, { stage: "handoff", chunk: CHUNK });
    expect((await world.siteRows()).map(({ status }) => status)).toStrictEqual(["held", "completed", "completed"]);
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "outcomeUnknown" } });

    await world.orders.advance("o-1", { type: "orderRedriven", to: "inProgress", from: ["held"], remove: ["reason"] });
    delete world.calls.scripts.handOff;
    const before = world.calls.asked.length;
    await consume(world, { stage: "handoff", chunk: CHUNK, token: "T2" });
    expect(world.calls.asked.slice(before).map(({ scope }) => scope)).toStrictEqual([0]);
    expect(world.tokens.answers[1]?.output).toStrictEqual({ verdict: "proceed", done: 3, failed: 0 });
  });

  it("leaves a site out that failed before", async () => {
    const world = pipelineWorld(orderDocument(3, "site"));
    await seedPlacedOrder(world, "customer");
    await world.sites.decide(
      "o-1",
      (await world.siteRows())
        .slice(0, 1)
        .map((site) => ({ site, reason: { code: "refusedByPartner", message: "no" } })),
      "enrich",
    );
    await consume(world, { stage: "handoff", chunk: CHUNK });
    expect(world.calls.countOf("handOff")).toBe(2);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "proceed", done: 2, failed: 1 });
  });
});
