// What metrics say of an order's way: each entry, end and hold once, however often the message comes.
import { expect, test } from "vitest";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { completed, endWorld } from "../../fakes/end-world.ts";
import { pipelineWorld, seedOrder } from "../../fakes/pipeline-world.ts";

const SECOND = 1000;

test("entering a stage ends the one before, with the time that it took, once", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "acknowledged", stage: "quote" });
  const quoting = await world.orders.enter(await world.order(), "quote");
  await world.orders.enter(quoting, "quote");
  world.time += 90 * SECOND;
  await world.orders.enter(await world.order(), "credit");
  await world.orders.enter(quoting, "credit");
  expect(world.meter.of("OrdersEntered")).toEqual(["1 stage=quote", "1 stage=credit"]);
  expect(world.meter.of("SitesEntered")).toEqual(["3 stage=quote", "3 stage=credit"]);
  expect(world.meter.of("OrdersLeft")).toEqual(["1 stage=quote outcome=done"]);
  const [seconds] = world.meter.readings.filter(({ metric }) => metric === "StageSeconds");
  expect(seconds).toMatchObject({ labels: { stage: "quote" } });
  expect(Math.round(seconds!.value)).toBe(90);
});

test("a hold is told by its reason, and only by the write that made it", async () => {
  const { world } = await endWorld({});
  await world.orders.hold("o-1", "handoff", reasonOf("wrongCredentials"));
  await world.orders.hold("o-1", "handoff", reasonOf("wrongCredentials"));
  expect(world.meter.of("OrdersHeld")).toEqual(["1 reason=wrongCredentials"]);
  expect(world.meter.of("OrdersLeft")).toEqual(["1 stage=handoff outcome=held"]);
});

test("an execution that dies by an ordinary hold is no surprise; one that nobody announced is", async () => {
  const ordinary = await endWorld({ status: "held", reason: reasonOf("creditConditional") });
  await ordinary.settle(ordinary.ended("FAILED"));
  expect(ordinary.world.meter.of("ExecutionsDied")).toEqual([]);
  const surprise = await endWorld({});
  await surprise.settle(surprise.ended("FAILED"));
  expect(surprise.world.meter.of("ExecutionsDied")).toEqual(["1 status=FAILED"]);
});

test("an order that is completed leaves its last stage and has ended", async () => {
  const { world, settle } = await endWorld({ marks: { handoffStarted: new Date(0).toISOString() } }, () => completed);
  await settle();
  await settle();
  expect(world.meter.of("OrdersLeft")).toEqual(["1 stage=handoff outcome=done"]);
  expect(world.meter.of("OrdersEnded")).toEqual(["1 status=completed"]);
});
