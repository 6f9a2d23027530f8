// A record that nobody can read, damaged or of another version: the rows that it is about say so, every other row of the file has its
// results, and a break names the record until it can be read again.
import { beforeEach, describe, expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { makeSyncFiles } from "../../../lambdas/sync/sync-files.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { writeResults } from "../../../pipeline/results/write-results.ts";
import { counted, NightWorld } from "../../fakes/night-world.ts";
import { csvOf, validRows } from "../intake/example-file.ts";

const HOUR = 3_600_000;
let world: NightWorld;
let first: OrderMessage;
let second: OrderMessage;

beforeEach(async () => {
  world = new NightWorld();
  [first, second] = (await world.file("a.csv", 2)) as [OrderMessage, OrderMessage];
  await world.order(first);
  await world.completed(second);
});

/** As a version writes it that ours does not know. */
const damage = async (key: { pk: string; sk: string }, what: Record<string, unknown>) => {
  const item = await world.bulk.table.get(key);
  await world.bulk.table.put({ ...item, ...key, ...what });
  return item as typeof key;
};
const damageOrder = () => damage(keys.order(first.orderId), { status: "onTheMoon" });
const words = () => world.bulk.rows(first.fileId).map((row) => `${row["_outcome"]} ${row["_code"]}`);
const sync = () => makeSyncFiles(world.deps)({}, world.invocation());
const breaks = async () => (await new BreakBook(world.bulk.table).open()).map(({ seenBy: _by, ...one }) => one);

const TOLD = ["held recordUnreadable", "held recordUnreadable", "handedOff ", "handedOff "];

describe("the results of a file with a record that cannot be read", () => {
  test("tell the rows of that order as unreadable and the others as they are, and a break names the record", async () => {
    await damageOrder();
    await writeResults(world.bulk.deps, first.fileId);
    expect(words()).toEqual(TOLD);
    const [row] = world.bulk.rows(first.fileId);
    expect(row).toMatchObject({ _order_status: "held", _message: expect.stringContaining("cannot be read") });
    expect(row?.["_fix"]).toMatch(/^Do not upload the row again/);
    const { rows, orders } = world.bulk.receipt(first.fileId);
    expect(rows).toEqual({ total: 4, handedOff: 2, failed: 0, held: 2, waiting: 0, unchanged: 0 });
    expect(orders).toEqual({ total: 2, held: 1, completed: 1 });
    const [found] = await breaks();
    expect(found).toMatchObject({ class: "results", kind: "recordUnreadable", subject: first.fileId });
    expect(found?.cause).toContain(`ORDER#${first.orderId} META`);
  });

  test("tell the sites of a damaged group, and the order's other words as they are", async () => {
    await damage(keys.siteGroup(first.orderId, 0), { sites: { 0: { siteRef: 7 }, 1: { siteRef: "x" } } });
    await writeResults(world.bulk.deps, first.fileId);
    expect(words()).toEqual(TOLD);
    expect(world.bulk.rows(first.fileId)[0]?.["_quote_id"]).not.toBe("");
  });

  test("have the rest of the timeline where one line of it cannot be read", async () => {
    const { pk, sk } = keys.event(first.orderId, "2027-01-05T09:30:00.000Z", "x");
    await world.bulk.table.put({ pk, sk, at: "today", type: "orderHeld", orderId: first.orderId, actor: "a" });
    const at = "2027-01-05T09:31:00.000Z";
    const line = { at, type: "orderResumed", orderId: first.orderId, actor: "a" };
    await world.bulk.table.put({ ...keys.event(first.orderId, at, "y"), ...line });
    await writeResults(world.bulk.deps, first.fileId);
    expect(world.bulk.results(first.fileId, "events.ndjson")).toContain("orderResumed");
    expect(words().slice(0, 2)).toEqual(["waiting underWay", "waiting underWay"]);
    expect((await breaks())[0]?.cause).toContain(`${pk} ${sk}`);
  });

  test("and the same rows in a later file are unchanged, with these words", async () => {
    await damageOrder();
    const rows = validRows(4, 2).map((row) => ({ ...row, order_ref: `a.csv-${row["order_ref"] ?? ""}` }));
    const { fileId } = await world.bulk.drop("b.csv", csvOf(rows.slice(0, 2)));
    expect(world.bulk.sent).toEqual([]);
    const [row] = world.bulk.rows(fileId);
    expect(row).toMatchObject({ _outcome: "unchanged", _code: "recordUnreadable" });
  });
});

describe("the sync", () => {
  test("tells of the order at once, and lets its file close after an hour", async () => {
    await damageOrder();
    await sync();
    expect((await breaks())[0]).toMatchObject({ class: "executions", orderId: first.orderId });
    expect((await world.deps.files.file(first.fileId))?.status).toBe("processing");
    world.time += HOUR;
    await sync();
    expect((await world.deps.files.file(first.fileId))?.status).toBe("needsAttention");
    expect(words()).toEqual(TOLD);
  });

  test("writes a marker anew that cannot be read", async () => {
    const before = await damage(keys.openOrder(first.fileId, first.orderId), { message: "?" });
    await sync();
    const marker = await world.bulk.table.get(keys.openOrder(first.fileId, first.orderId));
    expect(marker).toMatchObject({ message: (before as unknown as { message: OrderMessage }).message });
  });
});

test("a night calls it a break of order and results, compares all the rest, and is content once the record is mended", async () => {
  const before = await damageOrder();
  world.time += HOUR;
  await sync();
  const body = await world.night();
  expect(body).toMatchObject({ complete: false, breaksTotal: 2 });
  expect(body.breaks.map((one) => `${one.class} ${one.kind} ${one.subject}`)).toEqual([
    `executions recordUnreadable ${first.orderId}`,
    `results recordUnreadable ${first.fileId}`,
  ]);
  expect(counted(body, "partnerOrders")).toEqual({ compared: 1 });
  await world.bulk.table.put(before);
  expect((await world.night()).complete).toBe(true);
  const marker = await world.bulk.table.get(keys.openOrder(first.fileId, first.orderId));
  expect(marker).toBeDefined();
  expect(await breaks()).toEqual([]);
  await writeResults(world.bulk.deps, first.fileId);
  expect(words().slice(0, 2)).toEqual(["waiting underWay", "waiting underWay"]);
});
