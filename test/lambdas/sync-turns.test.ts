// The sync where there is more to do than one run has time for: every file has its turn as the first, and an order whose
// repair fails keeps none of the others from theirs.
import { expect, test } from "vitest";
import { keys } from "../../contracts/records.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";
import { makeSyncFiles } from "../../lambdas/sync/sync-files.ts";
import { endWorld } from "../fakes/end-world.ts";
import { START } from "../fakes/pipeline-world.ts";

const RUN_MILLIS = 15 * 60_000;

test("each run begins with another of the open files", async () => {
  const { world, deps, closed } = await endWorld({ status: "completed" });
  await world.table.delete(keys.openOrder("f-1", "o-1"));
  for (const n of [2, 3]) {
    const file = await world.table.get(keys.file("f-1"));
    await world.table.put({
      ...file,
      ...keys.file(`f-${String(n)}`),
      fileId: `f-${String(n)}`,
      gsi1sk: `x${String(n)}`,
    });
  }
  for (let run = 0; run < 3; run += 1) {
    world.time = START + run * RUN_MILLIS;
    // Enough for one file, then the reserve is reached.
    const left = [900_000, 0];
    const sync = makeSyncFiles(deps);
    const report = await sync({}, { ...world.invocation, remainingMillis: () => left.shift() ?? 0 });
    expect(report).toMatchObject({ files: 1, finished: false });
  }
  expect([...closed].sort()).toEqual(["f-1", "f-2", "f-3"]);
});

test("orders are repaired side by side, and one that fails leaves the others alone", async () => {
  const { deps, sent, world } = await endWorld({});
  const marked = new Date(START - 3_600_000).toISOString();
  for (let n = 0; n < 20; n += 1) {
    const orderId = `o-new-${String(n)}`;
    const message = {
      orderId,
      fileId: "f-1",
      distributor: "demo",
      document: { key: "k", from: 0, bytes: 1 },
      siteCount: 1,
    };
    await world.table.put({ ...keys.openOrder("f-1", orderId), message, markedAt: marked });
  }
  const sendOrders: SendOrders = (messages) =>
    messages.some(({ orderId }) => orderId === "o-new-3") ? Promise.reject(new Error("no")) : deps.sendOrders(messages);
  await makeSyncFiles({ ...deps, sendOrders })({}, { ...world.invocation, remainingMillis: () => 900_000 });
  const wanted = Array.from({ length: 20 }, (_, n) => `o-new-${String(n)}`).filter((id) => id !== "o-new-3");
  expect(sent.map(({ orderId }) => orderId).filter((id) => id.startsWith("o-new"))).toEqual(
    expect.arrayContaining(wanted),
  );
});

test("a file or a marker that cannot be read keeps none of the others from their repair", async () => {
  const { deps, sent, world } = await endWorld({});
  const markedAt = new Date(START - 3_600_000).toISOString();
  const document = { key: "k", from: 0, bytes: 1 };
  const message = { orderId: "o-new", fileId: "f-1", distributor: "demo", document, siteCount: 1 };
  await world.table.put({ ...keys.openOrder("f-1", "o-a"), markedAt, message: { orderId: "o-a" } });
  await world.table.put({ ...keys.openOrder("f-1", "o-new"), markedAt, message });
  await world.table.put({ ...keys.file("f-0"), gsi1pk: "FILES#open", gsi1sk: "0", fileId: "f-0", status: "unheardOf" });
  const report = await makeSyncFiles(deps)({}, { ...world.invocation, remainingMillis: () => 900_000 });
  expect(report).toMatchObject({ files: 1, finished: true });
  expect(sent.map(({ orderId }) => orderId)).toContain("o-new");
});
