// A met credit condition, as an operator states it by a redrive: AT&T is asked first where it can be, because a contract
// that is sent too early is refused for good.
import { describe, expect, it } from "vitest";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeCheckCredit } from "../../lambdas/credit/check-credit.ts";
import { pipelineWorld, seedOrder, START, taskEvent } from "../fakes/pipeline-world.ts";

async function redriven(creditLookup: boolean, approvalStatus: string) {
  const world = pipelineWorld();
  await seedOrder(world, {
    ...{ status: "inProgress", stage: "credit", quoteId: "Q1", creditCheckId: "CC1", creditStatus: "approved" },
    marks: { creditStarted: new Date(START).toISOString(), creditConditional: new Date(START).toISOString() },
  });
  const response = { creditCheckId: "CC1", quoteId: "Q1", approvalStatus };
  world.calls.scripts.getCreditCheck = () => ({ kind: "confirmed", response });
  const run = makeCheckCredit({ ...world, creditLookup });
  await stageConsumer(world, "credit", run)(taskEvent({ stage: "credit" }), world.invocation);
  return world;
}

describe("an order whose credit condition is said to be met", () => {
  it("goes on where AT&T has approved it", async () => {
    const world = await redriven(true, "Approved");
    expect(world.tokens.answers).toStrictEqual([{ taskToken: "T1", output: { verdict: "proceed", done: 3 } }]);
  });

  it("is held again, and lost nothing, where AT&T says that the condition is open", async () => {
    const world = await redriven(true, "Conditional");
    expect(world.tokens.answers).toMatchObject([{ error: "OrderHeld", cause: "creditConditional" }]);
    expect(await world.order()).toMatchObject({
      ...{ status: "held", creditStatus: "conditional", reason: { code: "creditConditional" } },
    });
  });

  it("goes on by the operator's word where AT&T cannot be asked", async () => {
    const world = await redriven(false, "Conditional");
    expect(world.calls.asked).toStrictEqual([]);
    expect(world.tokens.answers).toMatchObject([{ output: { verdict: "proceed" } }]);
  });
});
