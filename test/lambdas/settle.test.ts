// The end of an order: final statuses, the marker, the file; news of executions that ended by themselves, fresh and stale;
// dead letters; the sync's repairs.
import { describe, expect, it } from "vitest";
import { keys } from "../../contracts/records.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { makeAnswerDeadLetters } from "../../lambdas/dead-letters/answer-dead-letters.ts";
import { completed, endWorld, failure } from "../fakes/end-world.ts";
import { START, taskEvent } from "../fakes/pipeline-world.ts";

describe("settle", () => {
  it("completes an order all of whose sites were handed off, and closes its file", async () => {
    const { world, closed, settle } = await endWorld({}, () => completed);
    await settle();
    expect(await world.order()).toMatchObject({ status: "completed", stage: "settle" });
    expect(closed).toStrictEqual(["f-1"]);
    expect(world.tokens.answers[0]?.output).toStrictEqual({ verdict: "proceed" });
  });

  it("calls an order partial when some sites failed", async () => {
    const { world, settle, statuses } = await endWorld({}, (index) =>
      index === 0 ? { status: "failed", stage: "enrich", reason: failure } : completed,
    );
    await settle();
    expect(await world.order()).toMatchObject({ status: "partial" });
    expect(await statuses()).toStrictEqual(["failed", "completed", "completed"]);
  });

  it("fails every site of a declined order in the stage and for the reason that ended it", async () => {
    const { world, settle } = await endWorld({ stage: "credit", reason: reasonOf("creditDeclined") });
    await settle();
    expect(await world.order()).toMatchObject({ status: "failed", stage: "credit" });
    expect(await world.siteRows()).toMatchObject(
      [1, 2, 3].map(() => ({ status: "failed", stage: "credit", reason: { code: "creditDeclined" } })),
    );
  });

  it("rejects the siblings of a site at fault as validated", async () => {
    const { world, settle, statuses } = await endWorld(
      { stage: "quote", reason: reasonOf("addressNotValid") },
      (index) => (index === 1 ? { status: "failed", stage: "quote", reason: reasonOf("addressNotValid") } : {}),
    );
    await settle();
    expect(await world.order()).toMatchObject({ status: "rejected" });
    expect(await statuses()).toStrictEqual(["rejected.validated", "failed", "rejected.validated"]);
    const codes = (await world.siteRows()).map(({ reason }) => reason?.code);
    expect(codes).toStrictEqual(["order.siblingHeldBack", "addressNotValid", "order.siblingHeldBack"]);
  });

  it("may repeat after a crash at any write", async () => {
    for (let step = 0; step < 30; step += 1) {
      const { world, closed, settle, statuses } = await endWorld({ stage: "credit", reason: reasonOf("creditFraud") });
      let left = step;
      world.table.onCall = (_operation, _key, at) => {
        if (at === "after" && (left -= 1) === -1) throw new Error("crash");
      };
      const { batchItemFailures } = await settle();
      world.table.onCall = undefined;
      if (batchItemFailures.length > 0) await settle(taskEvent({ stage: "settle", receives: 2 }));
      expect(await statuses(), String(step)).toStrictEqual(["failed", "failed", "failed"]);
      expect(await world.order()).toMatchObject({ status: "failed" });
      expect(closed).toContain("f-1");
      expect((await world.timeline()).filter((line) => line === "orderFailed")).toHaveLength(1);
    }
  });
});

describe("an execution that ended by itself", () => {
  it.each([
    ["pending", "credit", "TIMED_OUT", "creditTimedOut"],
    ["pending", "contract", "FAILED", "contractTimedOut"],
    ["inProgress", "enrich", "FAILED", "executionFailed"],
    ["pending", "credit", "ABORTED", "executionFailed"],
  ] as const)("leaves an order %s in %s held after %s: %s", async (status, stage, end, code) => {
    const { world, closed, settle, ended } = await endWorld({ status, stage });
    await settle(ended(end));
    expect(await world.order()).toMatchObject({ status: "held", reason: { code } });
    expect(closed).toStrictEqual(["f-1"]);
  });

  it("keeps the reason of an order that its stage held, and takes its marker", async () => {
    const { world, closed, settle, ended } = await endWorld({ status: "held", reason: reasonOf("outcomeUnknown") });
    await settle(ended("FAILED"));
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "outcomeUnknown" } });
    expect(closed).toStrictEqual(["f-1"]);
  });

  it("is no news when the order was redriven since, or runs in a later execution", async () => {
    const { world, closed, settle, ended } = await endWorld({ resumedAt: new Date(START + 5000).toISOString() });
    await settle(ended("FAILED", START + 4000));
    await settle(ended("FAILED", START + 9000, "o-1-r2"));
    expect(await world.order()).toMatchObject({ status: "inProgress" });
    expect(closed).toStrictEqual([]);
  });
});

describe("a dead letter", () => {
  it("holds its order and fails its task", async () => {
    const { world, deps } = await endWorld({ stage: "enrich" });
    await makeAnswerDeadLetters(deps)(taskEvent({ stage: "enrich" }), world.invocation);
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "deadLettered" } });
    expect(world.tokens.answers).toStrictEqual([
      { taskToken: "T1", error: "StageDeadLettered", cause: "deadLettered" },
    ]);
  });

  it("of a closed task holds nothing", async () => {
    const { world, deps } = await endWorld({ stage: "enrich" });
    world.tokens.closed.add("T1");
    await makeAnswerDeadLetters(deps)(taskEvent({ stage: "enrich" }), world.invocation);
    expect(await world.order()).toMatchObject({ status: "inProgress" });
  });
});

describe("the sync", () => {
  const HOUR = 3_600_000;

  it("sends an order again that was recorded but never started", async () => {
    const { world, sent, sync } = await endWorld({ executions: 0, status: "acknowledged" });
    expect((await sync()).repairs).toStrictEqual({ none: 1 });
    world.time += HOUR;
    await sync();
    expect(sent.map(({ orderId }) => orderId)).toStrictEqual(["o-1"]);
  });

  it("asks the partner for a decision whose callback was lost", async () => {
    const { world, sync } = await endWorld({ status: "pending", stage: "credit", creditCheckId: "CC1" });
    await world.rendezvous.open("credit", "Q1", { orderId: "o-1", taskToken: "T1" });
    await sync();
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output: { verdict: "proceed" } }]);
    expect(await world.order()).toMatchObject({ creditStatus: "approved" });
  });

  it("holds an order whose execution died unheard, and starts one whose execution is gone", async () => {
    const dead = await endWorld({ stage: "enrich" });
    dead.executions.end("o-1", "FAILED", START + 1);
    dead.world.time += HOUR;
    await dead.sync();
    expect(await dead.world.order()).toMatchObject({ status: "held", reason: { code: "executionFailed" } });

    const gone = await endWorld({ stage: "enrich" });
    gone.world.time += HOUR;
    await gone.sync();
    expect(gone.sent).toHaveLength(1);
  });

  it("takes the marker of an order that is over, and leaves a running one alone", async () => {
    const over = await endWorld({ status: "completed" }, () => completed);
    over.world.time += HOUR;
    await over.sync();
    expect(over.closed).toContain("f-1");

    const running = await endWorld({ stage: "enrich" });
    running.executions.end("o-1", "RUNNING", 0);
    running.world.time += HOUR;
    await running.sync();
    expect(await running.world.order()).toMatchObject({ status: "inProgress" });
    expect(running.closed).toStrictEqual([]);
  });

  it("reports a file that nobody reads", async () => {
    const { world, sync } = await endWorld({});
    await world.table.update(keys.file("f-1"), { set: { status: "reading" } });
    world.time += 4 * HOUR;
    expect(await sync()).toMatchObject({ stuckFiles: 1 });
    expect(world.logged.join()).toContain("fileStuck");
  });
});
