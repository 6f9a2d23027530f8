// An order on the embedded cloud whose data has expired, in S3 and in the table: its calls and its timeline are gone, and the same file
// dropped again brings its results back without ordering anything.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getText, isThere, listObjects } from "../../adapters/aws/objects.ts";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { type BulkStore, bulkStore } from "../../cli/bulk-store.ts";
import { dropFile, fileToDrop } from "../../cli/drop-file.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { keys } from "../../contracts/records.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";

const MILLIS = 300_000;
const YEARS_AGO = new Date(Date.now() - 800 * 86_400_000).toISOString();
let dir: string;
let cloud: Cloud;
let store: BulkStore;
const denied: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-expiry-"));
  const root = resolve(import.meta.dirname, "../..");
  const assemblyDir = await cachedAssembly({ root, settings: { demoDistributor: "on" }, environment: process.env });
  cloud = await startCloud({
    assemblyDir,
    dataDir: join(dir, "cloud"),
    onEvent: (event) => {
      if (event.type === "accessDenied") denied.push(`${event.principal} ${event.action} ${event.resource}`);
    },
  });
  const endpoint = { endpoint: cloud.endpoint, region: cloud.region, credentials: cloud.rootCredentials };
  store = bulkStore(cloud.outputs, endpoint);
}, MILLIS);
afterAll(async () => {
  store.close();
  await cloud.close();
  await rm(dir, { recursive: true, force: true });
});

const runSync = async (event: object) => {
  expect(await cloud.invoke(cloud.outputs[NAMES.outputs.sync]!, event)).toMatchObject({ ok: true });
};
const fileOf = async (fileId: string) => (await store.table.get(keys.file(fileId))) ?? {};

async function atRest(fileId: string, step: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  while ((await fileOf(fileId))["status"] !== "completed") {
    await step();
    await sleep(200);
  }
}

async function countOf(pk: string, prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of store.table.query(pk, { prefix })) count += 1;
  return count;
}

test(
  "a site whose data has expired is not ordered again by its file",
  async () => {
    await writeFile(join(dir, "a.csv"), csvOf(rowsOf("X-1", "Lone Star Dental", 2)));
    const file = await fileToDrop(join(dir, "a.csv"), "demo");
    await dropFile(store, file, { distributor: "demo", policy: undefined, sheet: undefined });
    const { fileId } = file;
    await atRest(fileId);
    const { pk, prefix } = keys.ordersOf(fileId);
    let orderId = "";
    for await (const line of store.table.query(pk, { prefix })) orderId = String(line["sk"]).slice(prefix.length);
    const order = keys.order(orderId);
    expect(await countOf(order.pk, "CALL#")).toBeGreaterThan(0);
    const before = (await store.table.get(order))!;
    const executions = (await cloud.executions()).length;

    // Years later: what S3's lifecycle has deleted, and the moments from which the table counts.
    const results = `${String((await fileOf(fileId))["resultsPrefix"])}results.csv`;
    for (const [bucket, under] of [
      [store.filesBucket, "inbox/"],
      [store.filesBucket, "results/"],
      [store.workBucket, "work/"],
    ] as const) {
      for (const { key } of await listObjects(store.s3, { bucket, prefix: under })) {
        await store.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      }
    }
    await store.table.update(order, { set: { updatedAt: YEARS_AGO } });
    await store.table.update(keys.file(fileId), { set: { receivedAt: YEARS_AGO, completedAt: YEARS_AGO } });
    await runSync({ kind: "nightly", graceMinutes: 0 });
    expect(await countOf(order.pk, "CALL#")).toBeGreaterThan(0);
    expect(await fileOf(fileId)).toHaveProperty("detailsExpiredAt");
    // An item expires when the second that it names is over.
    while ((await cloud.deleteExpired()) === 0) await sleep(200);
    expect(await countOf(order.pk, "CALL")).toBe(0);
    expect(await countOf(order.pk, "EVENT#")).toBe(0);

    const Key = "inbox/demo/again.csv";
    await store.s3.send(
      new PutObjectCommand({ Bucket: store.filesBucket, Key, Body: csvOf(rowsOf("X-1", "Lone Star Dental", 2)) }),
    );
    while ((await fileOf(fileId))["sentAt"] === undefined || (await fileOf(fileId))["receivedAt"] === YEARS_AGO)
      await sleep(200);
    await atRest(fileId, () => runSync({}));
    expect((await cloud.executions()).length).toBe(executions);
    const { status, partnerOrderId, quoteId } = (await store.table.get(order))!;
    expect({ status, partnerOrderId, quoteId }).toEqual({
      ...{ status: "completed", partnerOrderId: before["partnerOrderId"], quoteId: before["quoteId"] },
    });
    const again = `${String((await fileOf(fileId))["resultsPrefix"])}results.csv`;
    expect(await isThere(store.s3, { bucket: store.filesBucket, key: results })).toBe(false);
    const text = await getText(store.s3, { bucket: store.filesBucket, key: again });
    expect(text.match(/handedOff/g)).toHaveLength(2);
    expect(await countOf(order.pk, "CALL#")).toBe(0);
    expect(denied).toEqual([]);
  },
  MILLIS,
);
