// Waits and callbacks in every order of arrival, with duplicates, stale subjects, redrives and a crash at every step.
import { describe, expect, it } from "vitest";
import { stageConsumer } from "../../../pipeline/stages/stage-consumer.ts";
import { type InboxRecord, keys } from "../../../contracts/records.ts";
import { makeCheckCredit } from "../../../lambdas/credit/check-credit.ts";
import { makeSendContract } from "../../../lambdas/contract/send-contract.ts";
import { type PipelineWorld, pipelineWorld, seedOrder, taskEvent } from "../../fakes/pipeline-world.ts";

async function creditWorld(): Promise<PipelineWorld> {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "quote", quoteId: "Q1", progress: { quote: 3 } });
  return world;
}
const ask = (world: PipelineWorld, token = "T1", receives = 1) =>
  stageConsumer(
    world,
    "credit",
    makeCheckCredit(world),
  )(taskEvent({ stage: "credit", token, receives }), world.invocation);

async function decided(world: PipelineWorld, decision: string, changes: Partial<InboxRecord> = {}) {
  const receivedAt = new Date((world.time += 1000)).toISOString();
  const event = {
    kind: "credit",
    quoteId: "Q1",
    type: "credit.decided",
    subjectId: "CC1",
    decision,
    receivedAt,
  } as const;
  const { meeting } = await world.rendezvous.receive({ eventId: `e-${decision}`, ...event, ...changes });
  return meeting;
}
const proceeds = (token = "T1") => [{ taskToken: token, output: { verdict: "proceed" } }];

describe("credit", () => {
  it("completes the task when the callback comes after the wait", async () => {
    const world = await creditWorld();
    await ask(world);
    expect(await decided(world, "Approved", { creditClass: "A" })).toBe("met");
    expect(world.tokens.answers).toStrictEqual(proceeds());
    expect(await world.order()).toMatchObject({ creditStatus: "approved", creditClass: "A", progress: { credit: 3 } });
  });

  it("completes the task when the callback came before the wait", async () => {
    const world = await creditWorld();
    expect(await decided(world, "Auto-Approved")).toBe("waiting");
    await ask(world);
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("keeps a callback that comes between the request and its answer", async () => {
    const world = await creditWorld();
    let early: Promise<unknown> = Promise.resolve();
    world.calls.scripts.requestCreditCheck = () => {
      early = decided(world, "Approved");
      return undefined;
    };
    await ask(world);
    await early;
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("answers the task once however often the same event comes", async () => {
    const world = await creditWorld();
    await ask(world);
    await Promise.all([decided(world, "Approved"), decided(world, "Approved"), decided(world, "Approved")]);
    await decided(world, "Approved");
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("goes by the id that an earlier version has written to the wait", async () => {
    const world = await creditWorld();
    await ask(world);
    await world.table.update(keys.wait("credit", "Q1"), { set: { subjectId: "CC0" } });
    expect(await decided(world, "Approved")).toBe("waiting");
    expect(await decided(world, "Approved", { eventId: "e-2", subjectId: "CC0" })).toBe("met");
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("hears what comes after the order was canceled", async () => {
    const world = await creditWorld();
    await ask(world);
    await world.orders.advance("o-1", { type: "orderCancelled", to: "cancelled" });
    expect(await world.timeline()).not.toContain("creditNewsKept");
    await decided(world, "Approved with Deposit");
    expect(await world.timeline()).toContain("creditNewsKept");
  });

  it("ignores a decision about another credit check", async () => {
    const world = await creditWorld();
    await ask(world);
    expect(await decided(world, "Declined", { subjectId: "CC0" })).toBe("waiting");
    expect(await decided(world, "Approved")).toBe("met");
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("keeps waiting through a manual review, and says so", async () => {
    const world = await creditWorld();
    await ask(world);
    expect(await decided(world, "Manual Review")).toBe("waiting");
    expect(await world.order()).toMatchObject({ status: "pending", creditStatus: "manualReview" });
    await decided(world, "Approved");
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it.each([
    ["Declined", "creditDeclined", "declined"],
    ["Fraud", "creditFraud", "fraudStop"],
  ])("stops the order on %s", async (decision, code, creditStatus) => {
    const world = await creditWorld();
    await ask(world);
    await decided(world, decision);
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output: { verdict: "stop", code } }]);
    expect(await world.order()).toMatchObject({ creditStatus, reason: { code } });
  });

  it("holds the order on a condition", async () => {
    const world = await creditWorld();
    await ask(world);
    await decided(world, "Conditional");
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", error: "OrderHeld", cause: "creditConditional" }]);
    expect(await world.order()).toMatchObject({ status: "held", reason: { code: "creditConditional" } });
  });

  it("takes the newest deciding event of several that came before the wait", async () => {
    const world = await creditWorld();
    await decided(world, "Conditional");
    await decided(world, "Approved");
    await decided(world, "Manual Review");
    await ask(world);
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("completes the new task, not the old one, after the wait timed out and the order was redriven", async () => {
    const world = await creditWorld();
    await ask(world);
    world.tokens.closed.add("T1");
    await ask(world, "T2");
    await decided(world, "Approved");
    expect(world.tokens.answers).toStrictEqual(proceeds("T2"));
  });

  it("is not disarmed by a zombie of the closed task", async () => {
    const world = await creditWorld();
    await ask(world);
    world.tokens.closed.add("T1");
    await ask(world, "T2");
    expect(await world.rendezvous.open("credit", "Q1", { orderId: "o-1", taskToken: "T1" })).toBe(false);
    await decided(world, "Approved");
    expect(world.tokens.answers).toStrictEqual(proceeds("T2"));
  });

  it("matches ids in their 15- and 18-character forms", async () => {
    const world = pipelineWorld();
    await seedOrder(world, { status: "inProgress", stage: "quote", quoteId: "0Q0000000000ABC" });
    world.calls.scripts.requestCreditCheck = () => ({
      kind: "confirmed",
      response: { status: "Success", creditCheckId: "a9X000000000001" },
    });
    await ask(world);
    await decided(world, "Approved", { quoteId: "0Q0000000000ABCIAU", subjectId: "a9X000000000001AAA" });
    const { longSalesforceId } = await import("../../../contracts/salesforce-id.ts");
    await decided(world, "Approved", {
      eventId: "e-2",
      quoteId: longSalesforceId("0Q0000000000ABC"),
      subjectId: longSalesforceId("a9X000000000001"),
    });
    expect(world.tokens.answers).toStrictEqual(proceeds());
  });

  it("ends well when either side crashes before or after any of its writes and is repeated", async () => {
    for (const side of ["before", "after"] as const) {
      for (let step = 0; step < 40; step += 1) {
        const world = await creditWorld();
        let left = step;
        world.table.onCall = (_operation, _key, at) => {
          if (at !== side || left < 0) return;
          left -= 1;
          if (left < 0) throw new Error("crash");
        };
        const asked = await ask(world);
        // Whatever was not reached by the wait's side may still hit the callback's.
        const called = await decided(world, "Approved").catch(() => "crashed");
        world.table.onCall = undefined;
        if (called === "crashed") await decided(world, "Approved");
        if (asked.batchItemFailures.length > 0) await ask(world, "T1", 2);
        expect(world.tokens.answers, `${side} ${String(step)}`).toStrictEqual(proceeds());
        expect(await world.order()).toMatchObject({ creditStatus: "approved" });
      }
    }
  });
});

describe("a wait whose message names the error of a stop", () => {
  it.each([
    ["signed", { output: { verdict: "proceed" } }],
    ["declined", { error: "OrderStopped", cause: "contractDeclined" }],
  ])("has its task answered so when the contract is %s", async (decision, answer) => {
    const world = pipelineWorld();
    await seedOrder(world, { status: "pending", stage: "credit", quoteId: "Q1", creditStatus: "approved" });
    const run = stageConsumer(world, "contract", makeSendContract(world));
    await run(taskEvent({ stage: "contract", onStop: "OrderStopped" }), world.invocation);
    await decided(world, decision, { kind: "esign", subjectId: "ENV1", type: `contract.${decision}` });
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", ...answer }]);
  });

  it("keeps to the words of the newest task where an earlier one's execution had others", async () => {
    const world = await creditWorld();
    const run = stageConsumer(world, "credit", makeCheckCredit(world));
    await run(taskEvent({ stage: "credit", onStop: "OrderStopped" }), world.invocation);
    world.tokens.closed.add("T1");
    await run(taskEvent({ stage: "credit", token: "T2" }), world.invocation);
    await decided(world, "Declined");
    expect(world.tokens.answers).toStrictEqual([
      { taskToken: "T2", output: { verdict: "stop", code: "creditDeclined" } },
    ]);
  });
});

describe("eSign", () => {
  it.each([
    ["signed", { verdict: "proceed" }],
    ["declined", { verdict: "stop", code: "contractDeclined" }],
    ["expired", { verdict: "stop", code: "contractExpired" }],
  ])("answers the task when the contract is %s", async (decision, output) => {
    const world = pipelineWorld();
    await seedOrder(world, { status: "pending", stage: "credit", quoteId: "Q1", creditStatus: "approved" });
    const run = stageConsumer(world, "contract", makeSendContract(world));
    await run(taskEvent({ stage: "contract" }), world.invocation);
    await decided(world, decision, { kind: "esign", subjectId: "ENV1", type: `contract.${decision}` });
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output }]);
    expect(await world.order()).toMatchObject({ contractStatus: decision });
  });
});
