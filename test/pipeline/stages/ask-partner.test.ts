// What AT&T answers when it is asked for a decision: taken as if its callback had come, and where it speaks of another thing than was asked
// the order is held with both ids.
import { expect, it } from "vitest";
import { makeCheckCredit } from "../../../lambdas/credit/check-credit.ts";
import { meetOrAsk } from "../../../pipeline/stages/ask-partner.ts";
import { stageConsumer } from "../../../pipeline/stages/stage-consumer.ts";
import { pipelineWorld, seedOrder, taskEvent } from "../../fakes/pipeline-world.ts";

async function asked(answer: object) {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "quote", quoteId: "Q1", progress: { quote: 3 } });
  await stageConsumer(world, "credit", makeCheckCredit(world))(taskEvent({ stage: "credit" }), world.invocation);
  world.calls.scripts.getCreditCheck = () => answer as never;
  const deps = { ...world, creditLookup: true, contractLookup: true, now: () => world.orders.now() };
  const meeting = await meetOrAsk(deps, await world.order());
  return { meeting, order: await world.order(), answers: world.tokens.answers };
}

it("an answer about another credit check holds the order, with what was asked and what came", async () => {
  const message = "Asked: creditCheckId CC1. Came: creditCheckId CC2.";
  const { order, answers } = await asked({ kind: "held", code: "indeterminateAnswer", message });
  expect(order).toMatchObject({ status: "held", reason: { code: "indeterminateDecision" } });
  expect(order.reason?.message).toContain("Asked: CC1. Came: CC2.");
  expect(answers).toHaveLength(1);
});

it("an answer that cannot be read leaves the order waiting", async () => {
  const { meeting, order } = await asked({ kind: "held", code: "indeterminateAnswer", message: "Its fields: a:text." });
  expect([meeting, order.status]).toEqual(["waiting", "pending"]);
});
