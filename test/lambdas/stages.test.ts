// Each partner stage through its consumer, against a partner that answers as it is told: what it asks, what it records, and
// how it answers its task.
import { describe, expect, it } from "vitest";
import { type RunStage, stageConsumer } from "../../adapters/stage-consumer.ts";
import type { Stage } from "../../contracts/stages.ts";
import { makeAssignCustomer } from "../../lambdas/customer/assign-customer.ts";
import { makeCheckCredit } from "../../lambdas/credit/check-credit.ts";
import { makeEnrichSites } from "../../lambdas/enrich/enrich-sites.ts";
import { makeHandOffSites } from "../../lambdas/handoff/hand-off-sites.ts";
import { makePlaceOrder } from "../../lambdas/order/place-order.ts";
import { makeQuoteOrder } from "../../lambdas/quote/quote-order.ts";
import { makeSendContract } from "../../lambdas/contract/send-contract.ts";
import {
  orderDocument,
  type PipelineWorld,
  pipelineWorld,
  seedOrder,
  seedPlacedOrder,
  type TaskMessage,
  taskEvent,
} from "../fakes/pipeline-world.ts";

const RUNS: Partial<Record<Stage, (world: PipelineWorld) => RunStage>> = {
  quote: makeQuoteOrder,
  credit: makeCheckCredit,
  contract: makeSendContract,
  order: makePlaceOrder,
  enrich: makeEnrichSites,
  customer: makeAssignCustomer,
  handoff: makeHandOffSites,
};

function consume(world: PipelineWorld, ...messages: TaskMessage[]) {
  const [first] = messages;
  const make = first && RUNS[first.stage];
  if (first === undefined || make === undefined) throw new Error("no such stage");
  return stageConsumer(world, first.stage, make(world))(taskEvent(...messages), world.invocation);
}

const refused = (message: string) => () => ({ kind: "refused", code: "refusedByPartner", message }) as const;
const CHUNK = { n: 0, from: 0, to: 3 };
const badAddress = { street: "2301 Elm Street", city: "Dallas", state: "TX", zip: "07030" };

function withBadSite(policy: "order" | "site") {
  const document = orderDocument(3, policy);
  const sites = document.sites.map((site, index) => (index === 1 ? { ...site, address: badAddress } : site));
  return { ...document, sites };
}

describe("quote", () => {
  it("makes quote, sites and configuration, and records their ids", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    expect(await consume(world, { stage: "quote" })).toStrictEqual({ batchItemFailures: [] });
    expect(world.calls.asked.map(({ call, scope }) => [call, scope])).toStrictEqual([
      ["createQuote", "order"],
      ["addSites", 0],
      ["configureQuote", 0],
    ]);
    expect(await world.order()).toMatchObject({
      status: "inProgress",
      stage: "quote",
      quoteId: "Q1",
      opportunityId: "OP1",
      progress: { quote: 3 },
    });
    expect((await world.siteRows()).map(({ siteId }) => siteId)).toStrictEqual(["site-S-1", "site-S-2", "site-S-3"]);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output: { verdict: "proceed", done: 3 } }]);
    expect(await world.timeline()).toStrictEqual(["quoteStarted", "quoteCreated"]);
  });

  it("puts features as AT&T names them into the configuration", async () => {
    const world = pipelineWorld(orderDocument(1));
    await seedOrder(world);
    await consume(world, { stage: "quote" });
    const request = world.calls.asked.find(({ call }) => call === "configureQuote")?.request;
    expect(request).toMatchObject({
      configDiscountPromoRequest: {
        flowName: "sendconfigDiscountPromoDetails",
        id: "OP1",
        quoteId: "Q1",
        pricingInputs: [{ siteId: "site-S-1", productId: "OFF_ADI_MID_MARKET" }],
      },
    });
    expect(JSON.stringify(request)).toContain('{"name":"Term","value":"36"}');
  });

  it("asks for 250 sites in three groups whose scopes stay the same in a repetition", async () => {
    const world = pipelineWorld(orderDocument(250));
    await seedOrder(world);
    await consume(world, { stage: "quote" });
    world.tokens.closed.clear();
    await consume(world, { stage: "quote", receives: 2 });
    const scopes = world.calls.asked.filter(({ call }) => call === "addSites").map(({ scope }) => scope);
    expect(scopes).toStrictEqual([0, 100, 200, 0, 100, 200]);
  });

  it("stops an order under policy order when an address fails, before anything is made at AT&T", async () => {
    const world = pipelineWorld(withBadSite("order"));
    await seedOrder(world);
    await consume(world, { stage: "quote" });
    expect(world.calls.asked).toStrictEqual([]);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", code: "addressNotValid" });
    expect((await world.siteRows()).map(({ status }) => status)).toStrictEqual([
      "acknowledged",
      "failed",
      "acknowledged",
    ]);
  });

  it("goes on without the bad site under policy site, and blames the ZIP", async () => {
    const world = pipelineWorld(withBadSite("site"));
    await seedOrder(world, { policy: "site" });
    await consume(world, { stage: "quote" });
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "proceed", done: 2 });
    const [, bad] = await world.siteRows();
    expect(bad).toMatchObject({
      status: "failed",
      stage: "quote",
      reason: { code: "addressNotValid", column: "site_zip" },
    });
    expect(JSON.stringify(world.calls.asked)).not.toContain("S-2");
  });

  it("holds the order when the answer does not name every site", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.calls.scripts.addSites = () => ({
      kind: "confirmed",
      response: { sites: [{ externalId: "S-1", siteId: "x" }] },
    });
    await consume(world, { stage: "quote" });
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "indeterminateAnswer" } });
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderHeld", cause: "indeterminateAnswer" }]);
  });

  it("stops the order when AT&T refuses the quote, and keeps its words", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.calls.scripts.createQuote = refused("spId unknown");
    await consume(world, { stage: "quote" });
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", code: "refusedByPartner" });
    expect((await world.order()).reason?.message).toContain("spId unknown");
  });
});

describe("credit", () => {
  const seed = (world: PipelineWorld, changes = {}) =>
    seedOrder(world, { status: "inProgress", stage: "quote", quoteId: "Q1", progress: { quote: 3 }, ...changes });

  it("writes the wait before it asks, and leaves the task open", async () => {
    const world = pipelineWorld();
    await seed(world);
    let waitedFirst = false;
    world.calls.scripts.requestCreditCheck = () => {
      waitedFirst = [...world.table.items.values()].some((item) => item["taskToken"] === "T1");
      return undefined;
    };
    expect(await consume(world, { stage: "credit" })).toStrictEqual({ batchItemFailures: [] });
    expect(waitedFirst).toBe(true);
    expect(world.tokens.answers).toStrictEqual([]);
    expect(await world.order()).toMatchObject({ status: "pending", stage: "credit", creditCheckId: "CC1" });
  });

  it("goes straight on when the approval is on record already", async () => {
    const world = pipelineWorld();
    await seed(world, { creditStatus: "approved" });
    await consume(world, { stage: "credit" });
    expect(world.calls.asked).toStrictEqual([]);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "proceed", done: 3 });
  });

  it("stops when AT&T refuses the credit check", async () => {
    const world = pipelineWorld();
    await seed(world);
    world.calls.scripts.requestCreditCheck = refused("quote not priced");
    await consume(world, { stage: "credit" });
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", code: "refusedByPartner" });
  });
});

describe("contract", () => {
  it("is never sent without an approved credit", async () => {
    const world = pipelineWorld();
    await seedOrder(world, { status: "inProgress", stage: "credit", quoteId: "Q1", creditStatus: "conditional" });
    expect(await consume(world, { stage: "contract" })).toStrictEqual({
      batchItemFailures: [{ itemIdentifier: "m-0" }],
    });
    expect(world.calls.asked).toStrictEqual([]);
  });

  it("is sent to the approver and awaits the signature", async () => {
    const world = pipelineWorld();
    await seedOrder(world, { status: "pending", stage: "credit", quoteId: "Q1", creditStatus: "approved" });
    await consume(world, { stage: "contract" });
    expect(world.calls.asked[0]?.request).toMatchObject({ approverEmail: "boss@example.com" });
    expect(await world.order()).toMatchObject({ status: "pending", stage: "contract", contractEnvelopeId: "ENV1" });
  });
});

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
    expect(world.visibility.changes).toStrictEqual([{ receiptHandle: "r-0", seconds: 7 }]);
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
