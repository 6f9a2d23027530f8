// The order machine itself, executed: every branch, every way to end, and that it stays inside Step Functions' limits
// whatever the number of sites.
import { describe, expect, test } from "vitest";
import { ORDER_HELD, ORDER_STOPPED, STAGE_DEAD_LETTERED } from "../../contracts/errors.ts";
import { CHUNK_SITES, FILE_LIMITS, STATE_BYTES_MAX, WAIT_SECONDS } from "../../contracts/limits.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage, StageMessage } from "../../contracts/stages.ts";
import { OrderBench, orderInput, type Reply } from "./order-bench.ts";

/** One stage replies as said, all others proceed. */
function at(stage: Stage, reply: (message: StageMessage) => Reply): (message: StageMessage) => Reply {
  return (message) => (message.stage === stage ? reply(message) : { verdict: "proceed" });
}

/** Stages of the whole order; a chunk's sites fail one by one. */
const STOPPING = ["quote", "credit", "contract", "order", "customer"] as const satisfies readonly Stage[];

describe("an order that goes through", () => {
  test("passes every stage in order, chunk by chunk where sites are many, and ends in Settle", async () => {
    const bench = new OrderBench();
    const { status, output } = await bench.run(orderInput(60));
    const enriched = ["enrich 0", "enrich 1", "enrich 2"];
    const handedOff = ["handoff 0", "handoff 1", "handoff 2"];
    const stages = ["quote", "credit", "contract", "order", ...enriched, "customer", ...handedOff, "settle"];
    expect(bench.stages()).toEqual(stages);
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: { verdict: "proceed" } });
  });

  test("tells each stage the order, the distributor and a token of its own", async () => {
    const bench = new OrderBench();
    await bench.run(orderInput(26));
    expect(new Set(bench.received.map(({ orderId, distributor }) => `${orderId} ${distributor}`)).size).toBe(1);
    expect(new Set(bench.received.map(({ taskToken }) => taskToken)).size).toBe(bench.received.length);
    const chunks = bench.received.filter(({ stage }) => stage === "handoff").map(({ chunk }) => chunk);
    expect(chunks).toEqual(orderInput(26).chunks);
  });

  test.each([1, CHUNK_SITES])("takes ten transitions with %i sites", async (siteCount) => {
    const bench = new OrderBench();
    const arn = await bench.start(orderInput(siteCount));
    const entered = (await bench.history(arn)).filter(({ type }) => type.endsWith("StateEntered"));
    expect(entered).toHaveLength(10);
  });

  test("goes on to Customer whatever its chunks came to: that stage looks whether a site is left", async () => {
    const bench = new OrderBench();
    bench.reply = at("enrich", () => ({ verdict: "stop" }));
    await bench.run(orderInput(75));
    expect(bench.stages()).toContain("customer");
  });
});

describe("an order that a stage stops", () => {
  test.each(STOPPING)("by %s goes straight to Settle and succeeds", async (stage) => {
    const bench = new OrderBench();
    bench.reply = at(stage, ({ onStop }) => ({ error: onStop ?? "the message names no error" }));
    const { status } = await bench.run(orderInput(50));
    const through = STAGES.slice(0, STAGES.indexOf(stage) + 1);
    expect([...new Set(bench.received.map((message) => message.stage))]).toEqual([...through, "settle"]);
    expect(status).toBe("SUCCEEDED");
  });

  test("is told so by the error that its message names, and chunks are told none", async () => {
    const bench = new OrderBench();
    await bench.run(orderInput(5));
    const named = bench.received.flatMap(({ stage, onStop }) => (onStop === ORDER_STOPPED ? [stage] : []));
    expect(named).toEqual(STOPPING);
  });
});

describe("an order that fails a stage", () => {
  test.each(STAGES)("at %s ends FAILED with the stage's error, so that its rule tells Settle", async (stage) => {
    const bench = new OrderBench();
    bench.reply = at(stage, () => ({ error: ORDER_HELD }));
    const { status, error, redriveStatus } = await bench.run(orderInput(50));
    expect({ status, error, redriveStatus }).toEqual({
      status: "FAILED",
      error: ORDER_HELD,
      redriveStatus: "REDRIVABLE",
    });
    expect(bench.received.at(-1)?.stage).toBe(stage);
    expect(bench.host.statusChanges.at(-1)).toMatchObject({ status: "FAILED", error: ORDER_HELD });
    expect(bench.service.waitingTaskCount).toBe(0);
  });

  test.each(STAGES)("at %s resumes there after a redrive, and passes", async (stage) => {
    const bench = new OrderBench();
    bench.reply = at(stage, () => ({ error: STAGE_DEAD_LETTERED }));
    const arn = await bench.start(orderInput(20));
    const before = bench.received.length;
    bench.reply = () => ({ verdict: "proceed" });
    await bench.redrive(arn);
    const after = bench.received.slice(before).map((message) => message.stage);
    expect(after).toEqual(STAGES.slice(STAGES.indexOf(stage)));
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
  });

  test("held in the middle of the handoff sends only the unfinished chunks again", async () => {
    const bench = new OrderBench();
    // 0 to 4 are done, 5 is slow, 6 is held: that aborts 5, whose old token is dead.
    bench.reply = at("handoff", ({ chunk }) =>
      chunk !== undefined && chunk.n >= 5 ? "silence" : { verdict: "proceed" },
    );
    const arn = await bench.start(orderInput(7 * CHUNK_SITES));
    const [slow, held] = bench.received.filter(({ stage, chunk }) => stage === "handoff" && (chunk?.n ?? 0) >= 5);
    await bench.fail(held?.taskToken ?? "", ORDER_HELD, "order o-1");
    expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error: ORDER_HELD, cause: "order o-1" });
    const before = bench.received.length;
    await expect(bench.succeed(slow?.taskToken ?? "", { verdict: "proceed" })).rejects.toMatchObject({
      name: "TaskTimedOut",
    });
    bench.reply = () => ({ verdict: "proceed" });
    await bench.redrive(arn);
    expect(bench.stages().slice(before)).toEqual(["handoff 5", "handoff 6", "settle"]);
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("with an error that nobody knows fails instead of guessing", async () => {
    const bench = new OrderBench();
    bench.reply = at("quote", () => ({ error: "OrderStoppedPerhaps" }));
    expect(await bench.run(orderInput(5))).toMatchObject({ status: "FAILED", error: "OrderStoppedPerhaps" });
  });
});

describe("an order whose stage never answers", () => {
  test.each([
    ["credit", WAIT_SECONDS.credit],
    ["contract", WAIT_SECONDS.contract],
  ] as const)("at %s fails when the wait is over, without asking the partner again", async (stage, seconds) => {
    const bench = new OrderBench();
    bench.reply = at(stage, () => "silence");
    const arn = await bench.start(orderInput(5));
    await bench.host.advance(seconds - 1);
    expect(await bench.describe(arn)).toMatchObject({ status: "RUNNING" });
    await bench.host.advance(1);
    expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect(bench.stages().filter((sent) => sent === stage)).toHaveLength(1);
    expect(bench.host.timerCount).toBe(0);
  });

  test("at a stage of work is asked once more, with a new token, and then fails", async () => {
    const bench = new OrderBench();
    bench.reply = at("order", () => "silence");
    const arn = await bench.start(orderInput(5));
    await bench.host.advance(2 * WAIT_SECONDS.work + 60);
    expect(await bench.describe(arn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    const sent = bench.received.filter(({ stage }) => stage === "order");
    expect(new Set(sent.map(({ taskToken }) => taskToken)).size).toBe(2);
  });

  test("goes on where the second message is answered", async () => {
    const bench = new OrderBench();
    let lost = true;
    bench.reply = at("quote", () => (lost ? "silence" : { verdict: "proceed" }));
    const arn = await bench.start(orderInput(5));
    lost = false;
    await bench.host.advance(WAIT_SECONDS.work + 60);
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
  });
});

test("a queue that refuses the message for a moment costs a delay, not the order", async () => {
  const bench = new OrderBench();
  const deliver = bench.host.onMessage;
  let refusals = 3;
  bench.host.onMessage = (message) => {
    if (refusals-- > 0) throw new Error("Rate exceeded");
    return deliver(message);
  };
  const arn = await bench.start(orderInput(5));
  await bench.host.advance(60);
  expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
});

describe("limits", () => {
  test.each([
    [1000, 5000],
    [FILE_LIMITS.sitesPerOrderMax, 25_000],
  ])("%i sites stay under %i history events and every payload under 64 KB", async (siteCount, eventsMax) => {
    const bench = new OrderBench();
    const arn = await bench.start(orderInput(siteCount));
    await bench.host.settle();
    expect(await bench.describe(arn)).toMatchObject({ status: "SUCCEEDED" });
    const events = await bench.history(arn);
    expect(events.length).toBeLessThan(eventsMax);
    const largest = Math.max(...events.map((event) => Buffer.byteLength(JSON.stringify(event))));
    expect(largest).toBeLessThan(STATE_BYTES_MAX);
  });

  test("no more than 40 chunks of an order are out at once", async () => {
    const bench = new OrderBench();
    bench.reply = at("enrich", () => "silence");
    await bench.start(orderInput(FILE_LIMITS.sitesPerOrderMax));
    expect(bench.stages().filter((stage) => stage.startsWith("enrich"))).toHaveLength(40);
  });
});
