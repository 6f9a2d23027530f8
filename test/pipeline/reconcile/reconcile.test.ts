// Nothing has changed: a calm night finds nothing. Whatever side is then changed by hand is found by the next run, and is healed where
// it has one meaning only.
import { beforeEach, describe, expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { counted, NightWorld } from "../../fakes/night-world.ts";

let world: NightWorld;
let done: OrderMessage;
let moving: OrderMessage;
beforeEach(async () => {
  world = new NightWorld();
  [done] = (await world.file("a.csv")) as [OrderMessage];
  await world.completed(done);
  [moving] = (await world.file("b.csv")) as [OrderMessage];
  await world.order(moving);
});
const kinds = (body: { breaks: readonly { class: string; kind: string }[] }) =>
  body.breaks.map((one) => `${one.class} ${one.kind}`);

describe("a calm night", () => {
  test("compares both sides of everything, finds no break, and says so in a signed certificate", async () => {
    const body = await world.night();
    expect(body).toMatchObject({
      complete: true,
      breaksTotal: 0,
      breaks: [],
      missing: [],
      previous: null,
      date: "2027-01-06",
    });
    expect(counted(body, "drops")).toEqual({ compared: 2 });
    expect(counted(body, "executions")).toEqual({ compared: 3 });
    expect(counted(body, "partnerOrders")).toEqual({ compared: 1 });
    expect(counted(body, "results")).toEqual({ compared: 1 });
    expect(world.meter.of("CertificateWritten")).toEqual(["1"]);
    expect(world.meter.of("SyncBreaks").every((reading) => reading.startsWith("0 "))).toBe(true);
    expect(world.toldAgain).toEqual([]);
  });

  test("has the same hashes as the one before where nothing has changed, and names it", async () => {
    const first = await world.night();
    const second = await world.night();
    expect(second.sides).toEqual(first.sides);
    expect(second.previous?.key).toBe(world.certificateKeys()[0]);
    expect(counted(second, "certificates")).toEqual({ compared: 1 });
  });
});

describe("dropped files", () => {
  test("a drop whose notification was lost is told to intake, and where that has no effect a person is", async () => {
    const { key, versionId } = world.bulk.put("lost.csv", "order_ref\n");
    expect(counted(await world.night(), "drops")).toEqual({ compared: 3, healed: 1 });
    expect(world.toldAgain).toEqual([{ key, versionId, sizeBytes: 10 }]);
    const next = await world.night();
    expect(kinds(next)).toEqual(["drops dropNotTakenIn"]);
    expect(next.breaks[0]).toMatchObject({ command: "npm start -- dead-letters intake --send-back" });
    await world.bulk.takeIn({ key, versionId });
    expect((await world.night()).breaksTotal).toBe(0);
    expect(world.toldAgain).toHaveLength(1);
  });

  test("a file whose record was deleted is told again, and so is one whose reading never ends", async () => {
    await world.bulk.table.delete(keys.file(done.fileId));
    await world.bulk.table.update(keys.file(moving.fileId), { set: { status: "reading" } });
    const body = await world.night();
    expect(body.classes.drops.healed).toBe(2);
    expect(world.toldAgain.map(({ key }) => key).sort()).toEqual(["inbox/demo/a.csv", "inbox/demo/b.csv"]);
    expect(kinds(await world.night()).sort()).toEqual(["drops dropNotTakenIn", "drops fileNotRead"]);
  });
});

describe("markers and executions", () => {
  test("a marker that is gone is put back, and one that is left of an order at rest is taken away", async () => {
    await world.bulk.table.delete(keys.openOrder(moving.fileId, moving.orderId));
    const at = new Date(0).toISOString();
    await world.bulk.table.put({ ...keys.openOrder(done.fileId, done.orderId), message: done, markedAt: at });
    expect(counted(await world.night(), "executions")).toMatchObject({ healed: 2 });
    expect(await world.bulk.table.get(keys.openOrder(moving.fileId, moving.orderId))).toBeDefined();
    expect(await world.bulk.table.get(keys.openOrder(done.fileId, done.orderId))).toBeUndefined();
  });

  test("a held order that is marked to be put back, in a file that was never opened for it, has its file opened", async () => {
    await world.order(moving, { status: "held", stage: "credit" });
    const { orderId, fileId } = moving;
    expect((await world.deps.files.file(fileId))?.status).toBe("needsAttention");
    const markedAt = new Date(world.time + 1000).toISOString();
    await world.bulk.table.put({ ...keys.openOrder(fileId, orderId), message: moving, markedAt });
    world.executions.end(orderId, "FAILED", world.time);
    expect(counted(await world.night(), "executions")).toMatchObject({ healed: 1 });
    expect((await world.deps.files.file(fileId))?.status).toBe("processing");
  });

  test("an order whose record and marker are gone is started again", async () => {
    await world.bulk.table.delete(keys.order(moving.orderId));
    await world.bulk.table.delete(keys.openOrder(moving.fileId, moving.orderId));
    world.executions.all.clear();
    await world.night();
    expect(world.bulk.sent.map(({ orderId }) => orderId)).toEqual([moving.orderId]);
  });

  test("an execution that was stopped by hand holds its order", async () => {
    world.executions.end(moving.orderId, "ABORTED", world.time);
    expect(counted(await world.night(), "executions")).toMatchObject({ healed: 1 });
    expect(await world.deps.orders.order(moving.orderId)).toMatchObject({ status: "held" });
  });

  test("an execution that runs for an order that is over, or for none, is a break with the command that stops it", async () => {
    await world.executions.start(done.orderId, {} as never);
    await world.executions.start("o-unheard-of", {} as never);
    const body = await world.night();
    expect(body.breaks.map(({ subject }) => subject).sort()).toEqual([done.orderId, "o-unheard-of"].sort());
    expect(body.breaks[0]).toMatchObject({ kind: "executionRuns" });
    expect(body.breaks[0]?.command).toContain("aws stepfunctions stop-execution --execution-arn arn:execution:");
  });
});

describe("results", () => {
  test.each(["results.csv", "failed.csv", "receipt.json", "report.html"])(
    "%s is written anew when it is gone",
    async (name) => {
      const key = world.bulk.s3.keys("files", "results/").find((found) => found.endsWith(`${done.fileId}/${name}`))!;
      world.bulk.s3.remove("files", key);
      expect(counted(await world.night(), "results")).toEqual({ compared: 1, healed: 1 });
      expect(world.bulk.s3.text("files", key)).not.toBe("");
      expect(counted(await world.night(), "results")).toEqual({ compared: 1 });
    },
  );

  test("a changed cell, and sites that stand otherwise than the file says, are written anew", async () => {
    const key = world.bulk.s3.keys("files", "results/").find((found) => found.endsWith(`${done.fileId}/results.csv`))!;
    const right = world.bulk.s3.text("files", key);
    world.bulk.s3.put("files", key, right.replace("handedOff", "failed"));
    expect((await world.night()).classes.results.healed).toBe(1);
    expect(world.bulk.s3.text("files", key)).toBe(right);
    const set = { "sites.0.subOrderId": "801changed" };
    await world.bulk.table.update(keys.siteGroup(done.orderId, 0), { set });
    await world.night();
    expect(world.bulk.s3.text("files", key)).not.toBe(right);
  });
});

describe("the certificate before", () => {
  test("that was changed or deleted is a break of its own", async () => {
    await world.night();
    const [key] = world.certificateKeys();
    world.bulk.s3.put("files", key!, world.bulk.s3.text("files", key!).replace("apex-bulk", "apex-hulk"));
    expect(kinds(await world.night())).toEqual(["certificates certificateChanged"]);
  });
});

describe("breaks", () => {
  test("keep the day on which they were first seen, are over when they are not found again, and can be accepted", async () => {
    await world.executions.start("o-unheard-of", {} as never);
    const first = await world.night();
    const second = await world.night();
    expect(second.breaks[0]?.since).toBe(first.breaks[0]?.since);
    const book = new BreakBook(world.bulk.table);
    const [open] = await book.open();
    await book.accept(open!, "a test of ours", new Date(world.time).toISOString());
    const third = await world.night();
    expect(third).toMatchObject({ breaksTotal: 0 });
    expect(third.classes.executions.accepted).toBe(1);
    world.executions.all.delete("o-unheard-of");
    await world.night();
    expect(await book.open()).toEqual([]);
  });
});

describe("a run", () => {
  test("that changes lately is left to the next night", async () => {
    world.bulk.s3.modifiedAt = world.time;
    world.bulk.put("new.csv", "order_ref\n");
    world.executions.end(moving.orderId, "ABORTED", world.time);
    expect(await world.run(true, 60)).toBe("written");
    expect(world.certificate().classes.drops.healed).toBe(0);
    expect(world.certificate().classes.executions.healed).toBe(0);
  });
});
