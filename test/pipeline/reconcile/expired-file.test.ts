// A file whose data in S3 has expired: who holds an order of it is told what can be done, the same file brings it back, and nothing that
// is over is done again.
import { beforeEach, describe, expect, test } from "vitest";
import { keys, type OrderRecord } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { documentReader } from "../../../pipeline/stages/document-reader.ts";
import { cancel, redrive } from "../../../pipeline/operators/operator-actions.ts";
import { closeOrder } from "../../../pipeline/orders/settle-order.ts";
import { startOrder } from "../../../pipeline/orders/start-order.ts";
import { closeFileIfSettled } from "../../../pipeline/results/close-file.ts";
import { DAY, NightWorld } from "../../fakes/night-world.ts";

let world: NightWorld;
let bytes: string;
let done: OrderMessage;
let held: OrderMessage;
const recordOf = async ({ orderId }: OrderMessage) =>
  (await world.bulk.table.get(keys.order(orderId))) as unknown as OrderRecord;
const fileOf = async () => (await world.bulk.table.get(keys.file(done.fileId)))!;

/** As S3's lifecycle hides it: what was dropped, what was kept of it, its results. */
function expire(): void {
  world.time += 320 * DAY;
  for (const [bucket, prefix] of [
    ["files", "inbox/"],
    ["files", "results/"],
    ["work", "work/"],
  ] as const) {
    for (const key of world.bulk.s3.keys(bucket, prefix)) world.bulk.s3.remove(bucket, key);
  }
}

/** What start-order makes of what intake has sent. */
async function start(): Promise<string[]> {
  const readDocument = documentReader(world.bulk.s3.client, "work");
  const outcomes: string[] = [];
  for (const message of world.bulk.sent.splice(0)) {
    outcomes.push(await startOrder({ ...world.deps, readDocument }, message));
    await closeOrder(world.deps, message);
  }
  return outcomes;
}

beforeEach(async () => {
  world = new NightWorld();
  [done, held] = (await world.file("a.csv", 2)) as [OrderMessage, OrderMessage];
  bytes = world.bulk.s3.text("files", "inbox/demo/a.csv");
  await world.completed(done);
});

describe("with an order that is held", () => {
  beforeEach(async () => {
    await world.order(held, { status: "held", stage: "credit", reason: reasonOf("partnerUnavailable") });
    expect(await fileOf()).toMatchObject({ status: "needsAttention" });
    expire();
  });

  test("the night is whole, and its break says what to do", async () => {
    const body = await world.night();
    expect(body).toMatchObject({ complete: true, missing: [] });
    const [found, ...more] = body.breaks.filter(({ kind }) => kind === "dataExpired");
    expect(more).toEqual([]);
    expect(found).toMatchObject({ class: "results", subject: done.fileId, orderId: held.orderId });
    expect(found?.cause).toContain("Upload the same file again");
    expect(found?.command).toBe(`npm start -- cancel ${held.orderId}`);
  });

  test("a redrive says so, and changes nothing", async () => {
    const before = await recordOf(held);
    expect(await redrive(world.deps, held.orderId)).toBe("dataExpired");
    expect(await recordOf(held)).toEqual(before);
  });

  test("cancelled, it lets its file come to rest, and the break is over", async () => {
    await world.night();
    expect(await cancel(world.deps, held.orderId)).toMatchObject({ kind: "cancelled" });
    expect(await fileOf()).toMatchObject({ status: "completed" });
    const body = await world.night();
    expect(body.breaks.map(({ kind }) => kind)).not.toContain("dataExpired");
    expect(body.complete).toBe(true);
  });

  test("the same file brings it back: it goes on with the new document, and the other order stays over", async () => {
    const executions = [...world.executions.all.keys()];
    const { outcome } = await world.bulk.drop("a.csv", bytes);
    expect(outcome).toBe("sent");
    expect((await start()).toSorted()).toEqual(["over", "started"]);
    const order = await recordOf(held);
    expect(order).toMatchObject({ status: "inProgress", stage: "credit" });
    expect(order.document.key).not.toBe(held.document.key);
    const [document] = await world.bulk.documents([{ ...held, document: order.document }]);
    expect(document).toMatchObject({ orderId: held.orderId });
    const begun = [...world.executions.all.keys()].filter((name) => !executions.includes(name));
    expect(begun.every((name) => name.startsWith(held.orderId))).toBe(true);
    expect(await recordOf(done)).toMatchObject({ status: "completed", executions: 1 });
  });

  test("a file that reads otherwise now does not move it", async () => {
    const group = (await world.bulk.table.get(keys.siteGroup(held.orderId, 0)))!;
    const sites = group["sites"] as Record<string, { siteRef: string }>;
    await world.bulk.table.update(keys.siteGroup(held.orderId, 0), {
      set: { sites: { ...sites, "1": { ...sites["1"]!, siteRef: "another" } } },
    });
    await world.bulk.drop("a.csv", bytes);
    expect((await start()).toSorted()).toEqual(["held", "over"]);
    expect(await recordOf(held)).toMatchObject({ status: "held", reason: { code: "dataExpired" } });
    expect(await fileOf()).toMatchObject({ status: "needsAttention" });
  });
});

test("of a file whose orders are all over the same bytes bring back the results, and order nothing", async () => {
  await world.completed(held);
  expect(await fileOf()).toMatchObject({ status: "completed" });
  expire();
  const executions = world.executions.all.size;
  const { outcome, fileId } = await world.bulk.drop("a.csv", bytes);
  expect({ outcome, fileId }).toEqual({ outcome: "sent", fileId: done.fileId });
  expect(await start()).toEqual(["over", "over"]);
  expect(world.executions.all.size).toBe(executions);
  expect(world.bulk.receipt(fileId)).toMatchObject({ status: "completed", rows: { total: 4, handedOff: 4 } });
});

test("a damaged order of such a file counts as held: the file comes to rest, and needs a person", async () => {
  await world.order(held);
  await world.bulk.table.update(keys.order(held.orderId), { set: { status: "onTheMoon" } });
  await world.bulk.table.delete(keys.openOrder(held.fileId, held.orderId));
  expire();
  expect(await closeFileIfSettled(world.bulk.deps, held.fileId)).toBe(true);
  expect(await fileOf()).toMatchObject({ status: "needsAttention" });
});
