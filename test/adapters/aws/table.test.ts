// One suite for the real table adapter (on a DynamoDB in this process) and for the fake that the other tests use: what one
// answers, the other answers.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item, Table } from "../../../adapters/aws/table.ts";
import { startDynaliteTable } from "../../fakes/dynalite-table.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

async function all(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const KINDS: Record<string, () => Promise<{ table: Table; stop: () => Promise<void> }>> = {
  "the table in memory": () => Promise.resolve({ table: new MemoryTable(), stop: () => Promise.resolve() }),
  "the table in DynamoDB": startDynaliteTable,
};

describe.each(Object.entries(KINDS))("%s", (_name, start) => {
  let table: Table;
  let stop: () => Promise<void>;
  let count = 0;
  const fresh = (sk = "META") => ({ pk: `ORDER#${String((count += 1))}`, sk });

  beforeAll(async () => {
    ({ table, stop } = await start());
  });
  afterAll(() => stop());

  it("puts an item only once when it must be absent, and keeps the first", async () => {
    const key = fresh();
    expect(await table.put({ ...key, n: 1 }, { ifAbsent: true })).toBe(true);
    expect(await table.put({ ...key, n: 2 }, { ifAbsent: true })).toBe(false);
    expect(await table.get(key)).toMatchObject({ n: 1 });
  });

  it("leaves undefined values out", async () => {
    const key = fresh();
    await table.put({ ...key, gone: undefined, there: "x" });
    expect(await table.get(key)).toStrictEqual({ ...key, there: "x" });
  });

  it("updates where every clause holds and answers undefined where one does not", async () => {
    const key = fresh();
    await table.put({ ...key, status: "pending", n: 3 });
    const when = { status: { in: ["pending", "held"] }, n: { below: 4 }, reason: { absent: true } } as const;
    expect(await table.update(key, { set: { status: "done" }, when })).toMatchObject({ status: "done", n: 3 });
    expect(await table.update(key, { set: { status: "again" }, when })).toBeUndefined();
    expect(await table.get(key)).toMatchObject({ status: "done" });
  });

  it("makes no item by a conditional update of one that is not there", async () => {
    const key = fresh();
    expect(await table.update(key, { set: { a: 1 }, when: { orderId: { absent: false } } })).toBeUndefined();
    expect(await table.get(key)).toBeUndefined();
  });

  it("sets, adds to and asks for an entry of a map by its path", async () => {
    const key = fresh();
    await table.put({ ...key, progress: {}, marks: {} });
    const update = {
      set: { "marks.quoteStarted": "t1" },
      add: { "progress.enrich": 25 },
      when: { "marks.quoteStarted": { absent: true } },
    } as const;
    expect(await table.update(key, update)).toMatchObject({
      progress: { enrich: 25 },
      marks: { quoteStarted: "t1" },
    });
    expect(await table.update(key, update)).toBeUndefined();
    expect(await table.update(key, { add: { "progress.enrich": 5, total: 2 } })).toMatchObject({
      progress: { enrich: 30 },
      total: 2,
    });
  });

  it("refuses to set an entry of a map that is not there", async () => {
    const key = fresh();
    await table.put(key);
    await expect(table.update(key, { set: { "marks.x": 1 } })).rejects.toThrow(/document path/i);
  });

  it("removes attributes and deletes under a condition", async () => {
    const key = fresh();
    await table.put({ ...key, a: 1, b: 2 });
    expect(await table.update(key, { set: { c: 3 }, remove: ["a"] })).toStrictEqual({ ...key, b: 2, c: 3 });
    expect(await table.delete(key, { b: 1 })).toBe(false);
    expect(await table.delete(key, { b: 2 })).toBe(true);
    expect(await table.get(key)).toBeUndefined();
  });

  it("queries a partition by prefix, by inclusive bounds, backwards and with a limit", async () => {
    const { pk } = fresh();
    await table.putMany(Array.from({ length: 30 }, (_, n) => ({ pk, sk: `SITE#${String(n).padStart(5, "0")}`, n })));
    await table.put({ pk, sk: "META" });
    expect(await all(table.query(pk, { prefix: "SITE#" }))).toHaveLength(30);
    const bounds = await all(table.query(pk, { between: ["SITE#00003", "SITE#00005"] }));
    expect(bounds.map((item) => item["n"])).toStrictEqual([3, 4, 5]);
    const last = await all(table.query(pk, { prefix: "SITE#", descending: true, limit: 2 }));
    expect(last.map((item) => item["n"])).toStrictEqual([29, 28]);
  });

  it("finds an item by the index only while it carries the index's keys", async () => {
    const key = fresh();
    await table.put({ ...key, gsi1pk: "FILES#open", gsi1sk: key.pk });
    expect(await all(table.queryIndex("FILES#open"))).toHaveLength(1);
    await table.update(key, { remove: ["gsi1pk", "gsi1sk"] });
    expect(await all(table.queryIndex("FILES#open"))).toHaveLength(0);
  });
});
