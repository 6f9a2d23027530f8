// The consumer of a stage queue: poison, zombies, retries and their limit, crashes between recording and answering.
import { describe, expect, it } from "vitest";
import { CONTINUATIONS_MAX } from "../../../contracts/limits.ts";
import { DeadlineCalls } from "../../../pipeline/stages/deadline-calls.ts";
import { stageConsumer } from "../../../pipeline/stages/stage-consumer.ts";
import { reasonOf, type StageResult } from "../../../domain/orders/stage-result.ts";
import { pipelineWorld, seedOrder, sqsEvent, taskEvent } from "../../fakes/pipeline-world.ts";

async function worldAfter(result: StageResult | Error) {
  const world = pipelineWorld();
  await seedOrder(world);
  let runs = 0;
  const consume = stageConsumer(world, "quote", () => {
    runs += 1;
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
  });
  return { world, consume, runs: () => runs };
}
const later: StageResult = { kind: "retryLater", afterSeconds: 1, code: "partnerUnavailable" };
const returned = { batchItemFailures: [{ itemIdentifier: "m-0" }] };
const acknowledged = { batchItemFailures: [] };

describe("a stage's consumer", () => {
  it("drops the message of a task that is closed, without running the stage", async () => {
    const { world, consume, runs } = await worldAfter({ kind: "done" });
    world.tokens.closed.add("T1");
    expect(await consume(taskEvent({ stage: "quote" }), world.invocation)).toStrictEqual(acknowledged);
    expect(runs()).toBe(0);
  });

  it("fails the task of a message that it cannot read", async () => {
    const { world, consume } = await worldAfter({ kind: "done" });
    const event = sqsEvent({ body: JSON.stringify({ taskToken: "T9", stage: "nonsense" }) });
    expect(await consume(event, world.invocation)).toStrictEqual(acknowledged);
    expect(world.tokens.answers).toStrictEqual([
      { taskToken: "T9", error: "StageDeadLettered", cause: "messagePoisoned" },
    ]);
  });

  it("leaves a message without a token to the dead-letter queue", async () => {
    const { world, consume } = await worldAfter({ kind: "done" });
    expect(await consume(sqsEvent({ body: "not json" }), world.invocation)).toStrictEqual(returned);
  });

  it("returns a message with back-off and jitter, never sooner than the partner asked", async () => {
    const { world, consume } = await worldAfter({ ...later, afterSeconds: 1 });
    await consume(taskEvent({ stage: "quote", receives: 5 }), world.invocation);
    expect(world.queue.changes).toStrictEqual([{ receiptHandle: "r-0", seconds: 16 }]);
    const patient = await worldAfter({ ...later, afterSeconds: 120 });
    await patient.consume(taskEvent({ stage: "quote" }), patient.world.invocation);
    expect(patient.world.queue.changes).toStrictEqual([{ receiptHandle: "r-0", seconds: 120 }]);
  });

  it("holds the order when its tries run out, with the reason of the last", async () => {
    const { world, consume } = await worldAfter({ ...later, message: "The call: configureQuote (server error)." });
    expect(await consume(taskEvent({ stage: "quote", receives: 6 }), world.invocation)).toStrictEqual(acknowledged);
    const message =
      "The Ordering API could not be reached, or gave no usable answer. The call: configureQuote (server error).";
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "partnerUnavailable", message } });
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderHeld", cause: "partnerUnavailable" }]);
  });

  it("does not take running out of time for running out of tries", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.remaining = 5_000;
    const consume = stageConsumer(world, "quote", async ({ perform }) => {
      const answer = await perform("getContract", { quoteId: "Q1" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    for (const receives of [1, 6]) {
      const event = taskEvent({ stage: "quote", receives });
      expect(await consume(event, world.invocation)).toStrictEqual(acknowledged);
      expect(world.queue.sentAgain.splice(0)).toStrictEqual([{ body: event.Records[0]?.body, seconds: 0 }]);
    }
    expect(world.calls.asked).toStrictEqual([]);
    expect(await world.order()).toMatchObject({ status: "inProgress" });
  });

  it("goes on in a new message while there is only more work than the allowed rate, and holds nothing", async () => {
    const { world, consume } = await worldAfter({ kind: "retryLater", afterSeconds: 3, code: "partnerUnavailable" });
    world.calls.perform = () =>
      Promise.resolve({ kind: "retryLater", afterSeconds: 3, code: "partnerUnavailable", untried: true });
    const asking = stageConsumer(world, "quote", async ({ perform }) => {
      const answer = await perform("getContract", { quoteId: "Q1" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    await asking(taskEvent({ stage: "quote", receives: 6 }), world.invocation);
    expect(world.queue.sentAgain.map(({ seconds }) => seconds)).toStrictEqual([3]);
    expect(world.tokens.answers).toStrictEqual([]);
    // A failed call at the last receive, however, holds.
    await consume(taskEvent({ stage: "quote", receives: 6 }), world.invocation);
    expect(world.tokens.answers).toMatchObject([{ error: "OrderHeld" }]);
  });

  it("goes on in one message where its message was delivered as two", async () => {
    const { world } = await worldAfter({ kind: "done" });
    world.calls.perform = () =>
      Promise.resolve({ kind: "retryLater", afterSeconds: 3, code: "partnerUnavailable", untried: true });
    const asking = stageConsumer(world, "quote", async ({ perform }) => {
      const answer = await perform("getContract", { quoteId: "Q1" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    const twins = taskEvent({ stage: "quote" }, { stage: "quote" });
    expect(await asking(twins, world.invocation)).toStrictEqual(acknowledged);
    expect(world.queue.sentAgain).toHaveLength(1);
    expect(world.tokens.answers).toStrictEqual([]);
  });

  it("counts a try where one call failed while others were put off", async () => {
    const { world } = await worldAfter({ kind: "done" });
    let calls = 0;
    world.calls.perform = () => {
      calls += 1;
      const untried = calls % 2 === 0;
      return Promise.resolve({
        kind: "retryLater",
        afterSeconds: 3,
        code: "partnerUnavailable",
        ...(untried && { untried }),
      });
    };
    const asking = stageConsumer(world, "quote", async ({ perform }) => {
      await perform("getContract", { quoteId: "Q1" }, "order");
      const answer = await perform("getContract", { quoteId: "Q2" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    expect(await asking(taskEvent({ stage: "quote" }), world.invocation)).toStrictEqual(returned);
    expect(world.queue.sentAgain).toStrictEqual([]);
    await asking(taskEvent({ stage: "quote", receives: 6 }), world.invocation);
    expect(world.tokens.answers).toMatchObject([{ error: "OrderHeld" }]);
  });

  it("lets a task go on in no more messages than allowed, then takes each delivery for a try", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.remaining = 5_000;
    const consume = stageConsumer(world, "quote", async ({ perform }) => {
      const answer = await perform("getContract", { quoteId: "Q1" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    const take = (chainLength: number, receives: number) =>
      consume(taskEvent({ stage: "quote", chainLength, receives }), world.invocation);
    expect(await take(CONTINUATIONS_MAX - 1, 1)).toStrictEqual(acknowledged);
    expect(world.meter.of("ContinuationLength")).toStrictEqual([`${String(CONTINUATIONS_MAX)} function=test`]);
    expect(await take(CONTINUATIONS_MAX, 1)).toStrictEqual(returned);
    await take(CONTINUATIONS_MAX, 6);
    expect(world.tokens.answers).toMatchObject([{ error: "OrderHeld", cause: "partnerUnavailable" }]);
  });

  it("returns the message as it is where it cannot be sent again", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.remaining = 5_000;
    world.queue.sendAgain = () => Promise.reject(new Error("throttled"));
    const consume = stageConsumer(world, "quote", async ({ perform }) => {
      const answer = await perform("getContract", { quoteId: "Q1" }, "order");
      return answer.kind === "retryLater" ? answer : { kind: "done" };
    });
    expect(await consume(taskEvent({ stage: "quote", receives: 6 }), world.invocation)).toStrictEqual(returned);
    expect(world.queue.changes).toHaveLength(1);
  });

  it("returns a message whose stage throws, and logs its id but not its token", async () => {
    const { world, consume } = await worldAfter(new Error("boom"));
    expect(await consume(taskEvent({ stage: "quote" }), world.invocation)).toStrictEqual(returned);
    expect(world.queue.changes).toHaveLength(1);
    expect(world.logged.join("\n")).toContain("m-0");
    expect(world.logged.join("\n")).not.toContain("T1");
  });

  it("acknowledges or returns each of ten messages exactly once", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    const consume = stageConsumer(world, "quote", ({ message }) => {
      const n = Number(message.taskToken.slice(1));
      if (n % 3 === 0) return Promise.reject(new Error("boom"));
      return Promise.resolve(n % 3 === 1 ? later : { kind: "done" });
    });
    const event = taskEvent(
      ...Array.from({ length: 10 }, (_, n) => ({ stage: "quote" as const, token: `T${String(n)}` })),
    );
    const { batchItemFailures } = await consume(event, world.invocation);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toStrictEqual(
      [0, 1, 3, 4, 6, 7, 9].map((n) => `m-${String(n)}`),
    );
    expect(world.tokens.answers.map(({ taskToken }) => taskToken).sort()).toStrictEqual(["T2", "T5", "T8"]);
  });

  it("returns what has not finished when the function's end is near, and acknowledges the rest", async () => {
    const world = pipelineWorld();
    await seedOrder(world);
    world.remaining = 3_010;
    const consume = stageConsumer(world, "quote", ({ message }) =>
      message.taskToken === "T0" ? new Promise<StageResult>(() => undefined) : Promise.resolve({ kind: "done" }),
    );
    const event = taskEvent({ stage: "quote", token: "T0" }, { stage: "quote", token: "T1" });
    expect(await consume(event, world.invocation)).toStrictEqual(returned);
  });

  it("answers the task of an order that was held when the answer was lost, without running the stage again", async () => {
    const { world, consume, runs } = await worldAfter({ kind: "held", reason: reasonOf("outcomeUnknown") });
    const fail = world.tokens.fail.bind(world.tokens);
    world.tokens.fail = () => Promise.reject(new Error("crash"));
    await consume(taskEvent({ stage: "quote" }), world.invocation);
    world.tokens.fail = fail;
    await consume(taskEvent({ stage: "quote", receives: 2 }), world.invocation);
    expect(runs()).toBe(1);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderHeld", cause: "outcomeUnknown" }]);
    expect((await world.timeline()).filter((line) => line === "orderHeld")).toHaveLength(1);
  });

  it("runs no stage for an order that is held between the look at it and the entry into the stage", async () => {
    const { world, consume, runs } = await worldAfter({ kind: "done" });
    const look = world.orders.raiseObjection.bind(world.orders);
    world.orders.raiseObjection = async (order) => {
      const seen = await look(order);
      await world.orders.advance("o-1", {
        type: "orderHeld",
        to: "held",
        set: { reason: reasonOf("creditWithdrawn") },
      });
      return seen;
    };
    await consume(taskEvent({ stage: "quote" }), world.invocation);
    expect(runs()).toBe(0);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderHeld", cause: "creditWithdrawn" }]);
  });

  it("fails the task of a stopped order with the error that its message names", async () => {
    const { world, consume } = await worldAfter({ kind: "stopped", reason: reasonOf("addressNotValid") });
    await consume(taskEvent({ stage: "quote", onStop: "OrderStopped" }), world.invocation);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderStopped", cause: "addressNotValid" }]);
    expect(await world.order()).toMatchObject({ reason: { code: "addressNotValid" } });
  });

  it("answers a task of an execution that began before, whose messages name no error, with its verdict", async () => {
    const { world, consume } = await worldAfter({ kind: "stopped", reason: reasonOf("addressNotValid") });
    await consume(taskEvent({ stage: "quote" }), world.invocation);
    expect(world.tokens.answers).toStrictEqual([
      { taskToken: "T1", output: { verdict: "stop", code: "addressNotValid" } },
    ]);
  });

  it("runs no stage for an order that is stopped already, also when an older version said so in its own words", async () => {
    const { world, consume, runs } = await worldAfter({ kind: "done" });
    await world.orders.stop("o-1", "quote", reasonOf("refusedByPartner"));
    await consume(taskEvent({ stage: "quote", onStop: "OrderStopped" }), world.invocation);
    expect(runs()).toBe(0);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderStopped", cause: "refusedByPartner" }]);
  });

  it("stops the execution of an order that was cancelled meanwhile", async () => {
    const { world, consume, runs } = await worldAfter({ kind: "done" });
    await world.orders.advance("o-1", {
      type: "orderCancelled",
      to: "cancelled",
      set: { reason: reasonOf("cancelled") },
    });
    await consume(taskEvent({ stage: "quote" }), world.invocation);
    expect(runs()).toBe(0);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "stop", code: "cancelled" });
  });
});

describe("calls near a function's end", () => {
  const order = { orderId: "o-1", fileId: "f-1", spId: "A-1", distributor: "demo" };
  const context = { ...order, stage: "quote", scope: "order" } as const;

  it("are not begun when their answer could come too late", async () => {
    const world = pipelineWorld();
    const calls = new DeadlineCalls(world.calls, () => 39_999, 30);
    expect(await calls.perform("getContract", { quoteId: "Q1" }, context)).toMatchObject({ kind: "retryLater" });
    expect(calls.putOff).toBe(true);
    expect(world.calls.asked).toStrictEqual([]);
  });

  it("are begun all the same for a partner slower than a function lives", async () => {
    const world = pipelineWorld();
    const calls = new DeadlineCalls(world.calls, () => 119_000, 600);
    expect(await calls.perform("getContract", { quoteId: "Q1" }, context)).toMatchObject({ kind: "confirmed" });
  });
});
