// The stages of the sale (quote, credit, contract) through their consumer, against a partner that answers as it is told:
// what each asks, what it records, and how it answers its task.
import { describe, expect, it } from "vitest";
import { timelineOf } from "../../pipeline/orders/timeline.ts";
import { orderDocument, type PipelineWorld, pipelineWorld, seedOrder } from "../fakes/pipeline-world.ts";
import { consume, refused } from "../fakes/run-stage.ts";

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
    });
    expect((await world.siteRows()).map(({ siteId }) => siteId)).toStrictEqual(["site-S-1", "site-S-2", "site-S-3"]);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output: { verdict: "proceed", done: 3 } }]);
    expect(await world.timeline()).toStrictEqual([
      ...["orderAcknowledged", "quoteStarted", "quoteCreated", "siteQuoted S-1", "siteQuoted S-2", "siteQuoted S-3"],
    ]);
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

  it("records the price of each site that AT&T priced, its parts added up, and none where the answer names none", async () => {
    const world = pipelineWorld(orderDocument(2));
    await seedOrder(world);
    world.calls.scripts.configureQuote = () => ({
      kind: "confirmed",
      response: {
        status: "Success",
        pricing: [
          {
            siteId: "site-S-1",
            ...{ access: { recurring: 30_000, oneTime: 0 }, port: { recurring: 12_550, oneTime: 9_900 } },
            installation: null,
          },
          { siteId: "site-S-2" },
        ],
      },
    });
    await consume(world, { stage: "quote" });
    expect((await world.siteRows()).map(({ price }) => price)).toStrictEqual([
      { recurring: 42_550, oneTime: 9_900, currency: "USD" },
      undefined,
    ]);
  });

  it("asks for 250 sites in three groups whose scopes stay the same in a repetition", async () => {
    const world = pipelineWorld(orderDocument(250));
    await seedOrder(world);
    // Dies when it is to write down the first group's sites.
    world.table.onCall = (operation, { sk }) => {
      if (operation === "update" && sk.startsWith("SITES#")) throw new Error("died");
    };
    await consume(world, { stage: "quote" });
    world.table.onCall = undefined;
    await consume(world, { stage: "quote", receives: 2 });
    const scopes = world.calls.asked.filter(({ call }) => call === "addSites").map(({ scope }) => scope);
    expect(scopes).toStrictEqual([0, 0, 100, 200]);
  });

  it("does not configure again what was configured: the order may be far ahead in another execution", async () => {
    const world = pipelineWorld(orderDocument(3));
    await seedOrder(world);
    await consume(world, { stage: "quote" });
    const before = world.calls.countOf("configureQuote");
    await consume(world, { stage: "quote", token: "T2" });
    expect(world.calls.countOf("configureQuote")).toBe(before);
    expect(world.tokens.answers.at(-1)?.output).toMatchObject({ verdict: "proceed" });
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

  it("tells in the timeline which address passed AVPS only in part, without its street", async () => {
    const document = orderDocument(2);
    const sites = document.sites.map((site, index) =>
      index === 0
        ? site
        : { ...site, address: { street: "350 Fifth Ave", city: "Houston", state: "TX", zip: "75202" } },
    );
    const world = pipelineWorld({ ...document, sites });
    await seedOrder(world);
    await consume(world, { stage: "quote" });
    const items = [...world.table.items.values()];
    const lines = await timelineOf(world.table, document.orderId, items);
    const notes = lines.filter(({ type }) => type === "siteQuoted").map(({ siteRef, note }) => [siteRef, note]);
    expect(notes).toStrictEqual([
      ["S-1", undefined],
      [
        "S-2",
        "The address passed AVPS in part. site_zip: The ZIP is not one of this city's. Perhaps DALLAS, TX 75202.",
      ],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/fifth/i);
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
