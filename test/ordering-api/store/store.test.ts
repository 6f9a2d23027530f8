// One suite for every store: the stores in memory are believed only because they do what the table does.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { openEmbeddedTable } from "../../../ordering-api/embedded-table.ts";
import type { RecordKey } from "../../../ordering-api/records.ts";
import { MemoryStore } from "../../../ordering-api/store/memory-store.ts";
import type { Store } from "../../../ordering-api/store/store.ts";
import { Sandbox, walk } from "../sandbox.ts";
import { openDynamoTable } from "./dynamo-table.ts";

const schema = z.object({ n: z.number() });
type Row = z.infer<typeof schema>;
const keyOf = (pk: string, sk: string): RecordKey<Row> => ({ pk, sk, schema });

interface Opened {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

const inDirectory = (open: (dir: string) => Promise<Opened>) => async (): Promise<Opened> => {
  const dir = await mkdtemp(join(tmpdir(), "ordering-api-"));
  const { store, close } = await open(dir);
  return { store, close: () => close().then(() => rm(dir, { recursive: true })) };
};

const stores: [string, () => Promise<Opened>][] = [
  ["memory", () => Promise.resolve({ store: new MemoryStore(), close: () => Promise.resolve() })],
  ["memory and the embedded table", inDirectory(openEmbeddedTable)],
  ["DynamoDB", inDirectory(openDynamoTable)],
];

describe.each(stores)("the store in %s", (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  it("writes a record only over the version that was read", async () => {
    const { store } = opened;
    const key = keyOf("A", "1");
    expect(await store.get(key)).toBeUndefined();
    expect(await store.save(key, { n: 1 }, 1)).toBe(false);
    expect(await store.save(key, { n: 1 }, 0)).toBe(true);
    expect(await store.save(key, { n: 2 }, 0)).toBe(false);
    expect(await store.get(key)).toEqual({ value: { n: 1 }, version: 1 });
    expect(await store.save(key, { n: 3 }, 1)).toBe(true);
    expect(await store.get(key)).toEqual({ value: { n: 3 }, version: 2 });
  });

  it("writes many records, and reads a range of them in the order of their keys", async () => {
    const { store } = opened;
    const rows = Array.from({ length: 60 }, (_, n) => ({
      key: keyOf("B", `R#${String(n).padStart(3, "0")}`),
      value: { n },
    }));
    await store.putMany(rows.toReversed());
    const found = await store.range(keyOf("B", "R#010"), "R#019");
    expect(found.map(({ sk, value }) => [sk, value.n])).toEqual(
      Array.from({ length: 10 }, (_, n) => [`R#0${String(10 + n)}`, 10 + n]),
    );
    expect(await store.range(keyOf("none", "R#"), "R#~")).toEqual([]);
    expect(await store.save(keyOf("B", "R#005"), { n: 500 }, 1)).toBe(true);
  });

  it("lets one of two concurrent writers win", async () => {
    const { store } = opened;
    const key = keyOf("C", "1");
    const outcomes = await Promise.all(Array.from({ length: 5 }, (_, n) => store.save(key, { n }, 0)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it("holds a record of megabytes, in any script, beside small ones", async () => {
    const { store } = opened;
    const schema_ = z.object({ text: z.string() });
    const big = (sk: string): RecordKey<{ text: string }> => ({ pk: "D", sk, schema: schema_ });
    const texts = ["🛰".repeat(200_001), `a${"🛰".repeat(200_001)}`, "é".repeat(900_000)];
    await store.putMany([...texts, "small"].map((text, n) => ({ key: big(String(n)), value: { text } })));
    for (const [n, text] of texts.entries()) {
      expect((await store.get(big(String(n))))?.value.text === text).toBe(true);
    }
    expect(await store.save(big("1"), { text: "ß".repeat(500_000) }, 1)).toBe(true);
    expect(await store.save(big("1"), { text: "ü".repeat(500_000) }, 1)).toBe(false);
    expect((await store.range(big("0"), "9")).map(({ value }) => value.text.slice(0, 2))).toEqual([
      "🛰",
      "ßß",
      "éé",
      "sm",
    ]);
  });

  it("carries an order of 1,500 sites, whose answer no item could hold", async () => {
    const sandbox = new Sandbox({ store: opened.store, seed: 5 });
    const { subOrderIds } = await walk(sandbox, "order", { count: 1_500 });
    expect(subOrderIds).toHaveLength(1_500);
    const { sites } = (await sandbox.raw("GET", "/ledger", "")).body;
    expect(Object.values(sites)).toContainEqual({ addSites: 1, configureQuote: 1, createOrder: 1 });
  });

  it("carries a quote to its handoff", async () => {
    const sandbox = new Sandbox({ store: opened.store, seed: 6 });
    const { orderId, subOrderIds } = await walk(sandbox, "assigned");
    for (const subOrderId of subOrderIds) await sandbox.ok("handOff", { orderId, subOrderId });
    expect((await sandbox.raw("GET", "/ledger", "")).body.calls).toMatchObject({ handOff: 3 });
  });
});
