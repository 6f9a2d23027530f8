// Work that an operator has paused: it waits, costs no try, begins no call, and goes on from where it was.
import { describe, expect, it } from "vitest";
import { CONTINUATIONS_MAX } from "../../../contracts/limits.ts";
import { stageConsumer } from "../../../pipeline/stages/stage-consumer.ts";
import { endWorld } from "../../fakes/end-world.ts";
import { pipelineWorld, seedOrder, START, taskEvent } from "../../fakes/pipeline-world.ts";

const ALL = { scope: "all", name: "" } as const;
const acknowledged = { batchItemFailures: [] };
const HOUR = 3_600_000;

async function pausedWorld() {
  const world = pipelineWorld();
  await seedOrder(world);
  let runs = 0;
  const consume = stageConsumer(world, "quote", async ({ perform }) => {
    runs += 1;
    const first = await perform("getContract", { quoteId: "Q1" }, "order");
    const second = first.kind === "retryLater" ? first : await perform("getContract", { quoteId: "Q2" }, "order");
    return second.kind === "retryLater" ? second : { kind: "done" };
  });
  const take = (message: { receives?: number; chainLength?: number } = {}) =>
    consume(taskEvent({ stage: "quote", ...message }), world.invocation);
  return { world, take, runs: () => runs };
}

describe("a paused stage", () => {
  it.each([
    ["everything", ALL],
    ["its stage", { scope: "stage", name: "quote" }],
    ["its distributor", { scope: "distributor", name: "demo" }],
  ] as const)("does not begin while %s is paused, whatever the message has been through", async (_, scope) => {
    const { world, take, runs } = await pausedWorld();
    await world.pauses.pause(scope);
    expect(await take({ receives: 6, chainLength: CONTINUATIONS_MAX })).toStrictEqual(acknowledged);
    expect(runs()).toBe(0);
    expect(world.queue.sentAgain.map(({ seconds }) => seconds)).toStrictEqual([2]);
    expect(world.tokens.answers).toStrictEqual([]);
    expect(await world.order()).toMatchObject({ status: "inProgress", stage: "quote" });
  });

  it.each([
    { scope: "stage", name: "credit" },
    { scope: "distributor", name: "northwind-telecom" },
  ] as const)("is not kept by a pause of $scope $name", async (scope) => {
    const { world, take, runs } = await pausedWorld();
    await world.pauses.pause(scope);
    await take();
    expect(runs()).toBe(1);
  });

  it("looks again the sooner the shorter it has been paused, and goes on after the resume; the timeline has both ends", async () => {
    const { world, take, runs } = await pausedWorld();
    await world.pauses.pause(ALL, "maintenance at AT&T");
    await take();
    await take();
    world.time += 100_000;
    await take();
    world.time += 48 * HOUR;
    await take();
    expect(world.queue.sentAgain.map(({ seconds }) => seconds)).toStrictEqual([2, 2, 11, 300]);
    await world.pauses.resume(ALL);
    world.time += 5_000;
    await take();
    expect(runs()).toBe(1);
    expect(world.tokens.answers).toMatchObject([{ output: { verdict: "proceed" } }]);
    expect((await world.timeline()).filter((line) => /paused|continued/i.test(line))).toStrictEqual([
      "orderPaused",
      "orderContinued",
    ]);
  });

  it("begins no further call of a stage that is under way, and no try is counted", async () => {
    const { world, take, runs } = await pausedWorld();
    const perform = world.calls.perform.bind(world.calls);
    world.calls.perform = async (...args) => {
      const outcome = await perform(...args);
      await world.pauses.pause(ALL);
      world.time += 3_000;
      return outcome;
    };
    expect(await take({ receives: 6, chainLength: CONTINUATIONS_MAX })).toStrictEqual(acknowledged);
    expect(runs()).toBe(1);
    expect(world.calls.asked).toHaveLength(1);
    expect(world.queue.sentAgain).toHaveLength(1);
    expect(world.tokens.answers).toStrictEqual([]);
  });
});

describe("a pause that outlasts a task", () => {
  it("holds nothing: the sync has the order started anew, and again only when that has died too", async () => {
    const { world, settle, ended, sync, sent, executions } = await endWorld({ stage: "handoff" });
    await world.pauses.pause({ scope: "stage", name: "handoff" });
    world.time = START + 49 * HOUR;
    executions.end("o-1", "FAILED", world.time - 1000);
    await settle(ended("FAILED", world.time - 1000));
    expect(await world.order()).toMatchObject({ status: "inProgress" });
    await sync();
    expect(sent.map(({ orderId }) => orderId)).toStrictEqual(["o-1"]);
    expect(world.meter.of("ExecutionsDied")).toStrictEqual([]);
  });

  it("does not repair what waits: an execution that runs is left alone", async () => {
    const { world, sync, sent, executions } = await endWorld({ stage: "handoff" });
    await world.pauses.pause(ALL);
    executions.all.set("o-1", { status: "RUNNING", input: "", stoppedAt: undefined });
    world.time = START + 20 * HOUR;
    await sync();
    expect(sent).toStrictEqual([]);
    expect(await world.order()).toMatchObject({ status: "inProgress" });
  });

  it("changes nothing for an execution that died long after it, or that somebody stopped by hand", async () => {
    for (const [status, ends] of [
      ["FAILED", true],
      ["ABORTED", false],
    ] as const) {
      const { world, settle, ended } = await endWorld({ stage: "handoff" });
      await world.pauses.pause(ALL);
      if (ends) await world.pauses.resume(ALL);
      world.time = START + 9 * HOUR;
      await settle(ended(status, world.time));
      expect(await world.order()).toMatchObject({ status: "held", reason: { code: "executionFailed" } });
    }
  });

  it("rings as paused work, not as work that stands still", async () => {
    const { world, sync } = await endWorld({ stage: "handoff" });
    await world.pauses.pause(ALL);
    world.time = START + 20 * HOUR;
    await sync();
    expect(world.meter.of("StageOldestSeconds")[0]).toBe("0 stage=quote");
    expect(world.meter.of("StageOldestSeconds").find((line) => line.endsWith("stage=handoff"))).toBe("0 stage=handoff");
    expect(world.meter.of("OrdersPaused")).toStrictEqual(["1"]);
    expect(Number(world.meter.of("PauseOldestSeconds")[0])).toBeGreaterThan(19 * 3600);
    // Resumed, its message looks again within minutes: it is not said to have stood still for a day.
    await world.pauses.resume(ALL);
    await sync();
    const age = world.meter.of("StageOldestSeconds").findLast((line) => line.endsWith("stage=handoff")) ?? "";
    expect(Number.parseFloat(age)).toBeLessThan(60);
  });
});

describe("a pause", () => {
  it("keeps its beginning and its reason when it is asked for again, and begins anew after its end", async () => {
    const { pauses } = pipelineWorld();
    const scope = { scope: "stage", name: "quote" } as const;
    expect(await pauses.resume(scope)).toBeUndefined();
    const first = await pauses.pause(scope, "one");
    expect(first.begun).toBe(true);
    expect(await pauses.pause(scope, "two")).toStrictEqual({
      pause: expect.objectContaining({ reason: "one" }),
      begun: false,
    });
    expect(await pauses.resume(scope)).toMatchObject({ since: first.pause.since });
    expect(await pauses.resume(scope)).toBeUndefined();
    const second = await pauses.pause(scope);
    expect(second).toMatchObject({ begun: true });
    expect((await pauses.all())[0]).not.toHaveProperty("reason");
    expect((await pauses.all())[0]).not.toHaveProperty("endedAt");
  });
});
