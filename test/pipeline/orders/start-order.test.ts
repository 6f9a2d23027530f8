// Starting executions: once for each order, whatever is delivered how often, and again only for what was put back to work.
import { describe, expect, it } from "vitest";
import { startOrder } from "../../../pipeline/orders/start-order.ts";
import { keys } from "../../../contracts/records.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { FakeExecutions } from "../../fakes/fake-executions.ts";
import { orderDocument, orderMessage, pipelineWorld } from "../../fakes/pipeline-world.ts";

function startWorld() {
  const world = pipelineWorld(orderDocument(60));
  const executions = new FakeExecutions();
  const message = orderMessage(world.document);
  return { ...world, world, executions, message, start: () => startOrder({ ...world, executions }, message) };
}

describe("starting an order", () => {
  it("records the order and its sites, and starts an execution named after it with chunks of 25", async () => {
    const { start, executions, world } = startWorld();
    expect(await start()).toBe("started");
    expect(await world.order()).toMatchObject({
      status: "acknowledged",
      executions: 1,
    });
    expect(await world.siteRows()).toHaveLength(60);
    expect(JSON.parse(executions.all.get("o-1")?.input ?? "")).toStrictEqual({
      orderId: "o-1",
      traceId: "f-1.o-1",
      distributor: "demo",
      siteCount: 60,
      chunks: [
        { n: 0, from: 0, to: 25 },
        { n: 1, from: 25, to: 50 },
        { n: 2, from: 50, to: 60 },
      ],
    });
  });

  it("has the order keep its calls in groups, or one by one where an older version may have to read them", async () => {
    for (const callsInGroups of [undefined, true, false]) {
      const { world, executions, message } = startWorld();
      await startOrder({ ...world, executions, ...(callsInGroups !== undefined && { callsInGroups }) }, message);
      expect((await world.order()).callsInGroups).toBe(callsInGroups ?? true);
    }
  });

  it("starts one execution for many deliveries at once and never overwrites what a stage recorded", async () => {
    const { start, executions, world } = startWorld();
    await Promise.all([start(), start(), start()]);
    const [first] = await world.siteRows();
    if (first !== undefined)
      await world.sites.learn("o-1", [{ site: first, set: { siteId: "X" } }], { once: "siteId" });
    await start();
    expect([...executions.all.keys()]).toStrictEqual(["o-1"]);
    expect((await world.siteRows())[0]).toMatchObject({ siteId: "X" });
    expect(await world.timeline()).toStrictEqual(["orderAcknowledged", "execution1Started"]);
  });

  it("ends well when it crashes before or after any write and is delivered again", async () => {
    for (const side of ["before", "after"] as const) {
      for (let step = 0; step < 140; step += 1) {
        const { start, executions, world } = startWorld();
        let left = step;
        world.table.onCall = (_operation, _key, at) => {
          if (at === side && (left -= 1) === -1) throw new Error("crash");
        };
        await start().catch(() => "crashed");
        world.table.onCall = undefined;
        await start();
        expect([...executions.all.keys()], `${side} ${String(step)}`).toStrictEqual(["o-1"]);
        expect(await world.siteRows()).toHaveLength(60);
        expect(await world.order()).toMatchObject({ executions: 1 });
      }
    }
  });

  it("starts nothing for an order that is over", async () => {
    const { start, executions, world } = startWorld();
    await start();
    await world.orders.advance("o-1", { type: "orderCompleted", to: "completed" });
    executions.end("o-1", "SUCCEEDED", 1);
    expect(await start()).toBe("over");
    expect(executions.all.size).toBe(1);
  });

  it("leaves a held order alone until its marker is back, then starts the next execution", async () => {
    const { start, executions, world, message } = startWorld();
    await start();
    await world.orders.hold("o-1", "quote", reasonOf("partnerUnavailable"));
    executions.end("o-1", "FAILED", 1);
    expect(await start()).toBe("held");
    world.time += 1;
    await world.table.put({ ...keys.openOrder("f-1", "o-1"), message, markedAt: world.orders.now() });
    expect(await start()).toBe("started");
    expect([...executions.all.keys()]).toStrictEqual(["o-1", "o-1-r2"]);
    const order = await world.order();
    expect(order).toMatchObject({ status: "inProgress", executions: 2 });
    expect(order).not.toHaveProperty("reason");
  });

  it("does not take a marker from before the hold, which came late, for an order put back to work", async () => {
    const { start, world, message } = startWorld();
    await start();
    const markedAt = world.orders.now();
    world.time += 1;
    await world.orders.hold("o-1", "quote", reasonOf("outcomeUnknown"));
    await world.table.put({ ...keys.openOrder("f-1", "o-1"), message, markedAt });
    expect(await start()).toBe("held");
  });

  it("marks an order that it lets go on a second time: a worker that settles it at that moment takes the first marker away", async () => {
    const { start, executions, world, message } = startWorld();
    await start();
    await world.orders.hold("o-1", "quote", reasonOf("partnerUnavailable"));
    executions.end("o-1", "FAILED", 1);
    world.time += 1;
    const marker = keys.openOrder("f-1", "o-1");
    const markedAt = world.orders.now();
    await world.table.put({ ...marker, message, markedAt });
    let settling: Promise<boolean> | undefined;
    world.table.onCall = (operation, { pk, sk }, side) => {
      if (operation !== "update" || pk !== "ORDER#o-1" || sk !== "META" || side !== "after") return;
      settling ??= world.table.delete(marker, { markedAt });
    };
    expect(await start()).toBe("started");
    expect(await settling).toBe(true);
    expect(await world.table.get(marker)).toBeDefined();
  });

  it("starts nothing for a held order that was cancelled as it was about to go on", async () => {
    const { start, executions, world, message } = startWorld();
    await start();
    await world.orders.hold("o-1", "quote", reasonOf("partnerUnavailable"));
    executions.end("o-1", "FAILED", 1);
    world.time += 1;
    await world.table.put({ ...keys.openOrder("f-1", "o-1"), message, markedAt: world.orders.now() });
    let cancelling: Promise<unknown> | undefined;
    world.table.onCall = (operation, { sk }, side) => {
      if (operation !== "get" || !sk.startsWith("OPEN#") || side !== "before") return;
      cancelling ??= world.orders.advance("o-1", { type: "cancellationRequested", to: "pendingCancellation" });
    };
    expect(await start()).toBe("held");
    await cancelling;
    expect([...executions.all.keys()]).toStrictEqual(["o-1"]);
  });

  it("starts the same execution again when the machine that ran it is gone", async () => {
    const { start, executions, world } = startWorld();
    await start();
    executions.all.clear();
    expect(await start()).toBe("started");
    expect(await world.order()).toMatchObject({ executions: 1 });
  });
});
