// The end of an order: final statuses, the marker, the file; news of executions that ended by themselves, fresh and stale;
// dead letters; the sync's repairs; an operator's actions.
import { describe, expect, it } from "vitest";
import { cancel, type OperatorDeps, redrive } from "../../adapters/operator-actions.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import { keys } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { reasonOf } from "../../domain/stage-result.ts";
import { makeAnswerDeadLetters } from "../../lambdas/dead-letters/answer-dead-letters.ts";
import { makeSettleOrders } from "../../lambdas/settle/settle-orders.ts";
import { makeSyncFiles, type SyncDeps } from "../../lambdas/sync/sync-files.ts";
import { FakeExecutions } from "../fakes/fake-executions.ts";
import { orderDocument, pipelineWorld, seedOrder, sqsEvent, START, taskEvent } from "../fakes/pipeline-world.ts";

type Sites = (index: number) => Partial<SiteRecord>;
const failure = { code: "refusedByPartner", message: "no" };

async function endWorld(changes: Partial<OrderRecord>, sites?: Sites, policy: "order" | "site" = "order") {
  const world = pipelineWorld(orderDocument(3, policy));
  await seedOrder(world, { status: "inProgress", stage: "handoff", quoteId: "Q1", ...changes }, sites);
  await world.table.put({
    ...keys.file("f-1"),
    ...{ fileId: "f-1", distributor: "demo", key: "inbox/demo/a.csv", name: "a.csv", contentHash: "h", bytes: 1 },
    ...{ status: "processing", policy, resultsPrefix: "results/demo/a/", receivedAt: new Date(START).toISOString() },
    ...{ gsi1pk: "FILES#open", gsi1sk: "x" },
  });
  const executions = new FakeExecutions();
  const closed: string[] = [];
  const sent: OrderMessage[] = [];
  const deps: SyncDeps & OperatorDeps & typeof world = {
    ...world,
    closeFile: async (fileId) => {
      if ((await world.table.get(keys.openOrder(fileId, "o-1"))) === undefined) closed.push(fileId);
    },
    executions,
    orderQueue: { send: (message) => Promise.resolve(void sent.push(message)) },
    creditLookup: true,
    contractLookup: true,
    now: () => world.orders.now(),
  };
  const settle = (event = taskEvent({ stage: "settle" })) => makeSettleOrders(deps)(event, world.invocation);
  const ended = (status: string, stopDate = world.time + 1000, name = "o-1") => {
    const detail = { executionArn: `arn:${name}`, name, status, stopDate };
    return sqsEvent({ body: JSON.stringify({ "detail-type": "Step Functions Execution Status Change", detail }) });
  };
  const sync = () => makeSyncFiles(deps)({}, { ...world.invocation, remainingMillis: () => 900_000 });
  const statuses = async () => (await world.siteRows()).map(({ status }) => status);
  return { world, deps, closed, sent, settle, ended, sync, statuses, executions };
}
const completed = { status: "completed", stage: "handoff", handedOffAt: new Date(START).toISOString() } as const;

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
    await world.rendezvous.setSubject("credit", "Q1", "CC1");
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

  it("states by a redrive that a credit condition is met", async () => {
    const { world, deps } = await endWorld({
      ...{ status: "held", stage: "credit", creditStatus: "conditional", reason: reasonOf("creditConditional") },
    });
    await redrive(deps, "o-1");
    expect(await world.order()).toMatchObject({ creditStatus: "approved" });
  });

  it("cancels what was not handed off and says what cannot be stopped", async () => {
    const { world, deps, closed, statuses } = await endWorld({ contractStatus: "signed" }, (index) =>
      index === 0 ? completed : { status: "inProgress" },
    );
    expect(await cancel(deps, "o-1")).toStrictEqual({
      ...{ kind: "cancelled", sites: 2, handedOff: ["S-1"], contractSigned: true },
    });
    expect(await statuses()).toStrictEqual(["completed", "cancelled", "cancelled"]);
    expect(await world.order()).toMatchObject({ status: "partial" });
    expect(closed).toStrictEqual(["f-1"]);
    expect(await cancel(deps, "o-1")).toStrictEqual({ kind: "over", status: "partial" });
  });
});
