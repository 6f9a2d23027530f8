// Two deliveries of one chunk at the same time, of which one is slow: what AT&T tells it when the order is far ahead.
import { expect, it } from "vitest";
import { makeEnrichSites } from "../../lambdas/enrich/enrich-sites.ts";
import { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { pipelineWorld, seedPlacedOrder } from "../fakes/pipeline-world.ts";
import { CHUNK, consume, refused } from "../fakes/run-stage.ts";

it("a refusal changes nothing of sites that another delivery has brought through the stage meanwhile", async () => {
  const world = pipelineWorld();
  await seedPlacedOrder(world);
  // Another instance: it has seen the sites before, and keeps them in mind.
  const slow = makeEnrichSites({ sites: new SiteStore(world.table, () => world.orders.now(), "slow") });
  let others: Promise<unknown> | undefined;
  const perform: StageWork["perform"] = async () => {
    others ??= consume(world, { stage: "enrich", chunk: CHUNK, token: "T2" });
    await others;
    return refused("handed off already")();
  };
  const result = await slow({
    message: { taskToken: "T1", stage: "enrich", orderId: "o-1", distributor: "demo", chunk: CHUNK },
    order: await world.order(),
    document: () => Promise.resolve(world.document),
    perform,
  });
  expect(result).toStrictEqual({ kind: "done", done: 3, failed: 0 });
  const sites = await world.siteRows();
  expect(sites.map(({ status }) => status)).toStrictEqual(["inProgress", "inProgress", "inProgress"]);
  expect(sites.every(({ billingAccountId }) => billingAccountId !== undefined)).toBe(true);
});
