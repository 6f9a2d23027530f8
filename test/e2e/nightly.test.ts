// A whole nightly run on the embedded cloud: real orders through every stage, then each side changed by hand. The next run finds all of
// it, heals what has one meaning, lists the rest, and is calm again once a person has settled that.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { createPublicKey } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getText } from "../../adapters/aws/objects.ts";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { type BulkStore, bulkStore } from "../../cli/bulk-store.ts";
import { dropFile, fileToDrop } from "../../cli/drop-file.ts";
import { readBatches } from "../../cli/follow-files.ts";
import { CERTIFICATES_PREFIX, type CertificateBody } from "../../contracts/certificate.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { keys, type OrderRecord } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { checkCertificate } from "../../pipeline/reconcile/check-certificate.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { counted } from "../fakes/night-world.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";

const MILLIS = 300_000;
let dir: string;
let cloud: Cloud;
let store: BulkStore;
let publicKey: string;
const denied: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-nightly-"));
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
  const kms = new KMSClient(endpoint);
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: cloud.outputs[NAMES.outputs.certificateKey] }));
  const key = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
  publicKey = key.export({ type: "spki", format: "pem" }).toString();
}, MILLIS);
afterAll(async () => {
  store.close();
  await cloud.close();
  await rm(dir, { recursive: true, force: true });
});

/** By hand, and of all that there is, however young. */
async function night(): Promise<CertificateBody> {
  const before = await certificates();
  const result = await cloud.invoke(cloud.outputs[NAMES.outputs.sync]!, { kind: "nightly", graceMinutes: 0 });
  expect(result).toMatchObject({ ok: true, payload: { nightly: "written" } });
  const all = await certificates();
  expect(all).toHaveLength(before.length + 1);
  const [previous, last] = [all.at(-2), all.at(-1)!];
  const text = async (key: string) => Buffer.from(await getText(store.s3, { bucket: store.filesBucket, key }));
  const verdict = checkCertificate({ bytes: await text(last), pinnedKey: publicKey });
  if (!verdict.valid) throw new Error(verdict.reason);
  expect(verdict.certificate.certificate.previous?.key).toBe(previous);
  return verdict.certificate.certificate;
}

async function certificates(): Promise<string[]> {
  const asked = { Bucket: store.filesBucket, Prefix: CERTIFICATES_PREFIX };
  const { Contents = [] } = await store.s3.send(new ListObjectsV2Command(asked));
  return Contents.map(({ Key }) => Key!).toSorted();
}

async function drop(name: string, rows: ReturnType<typeof rowsOf>): Promise<string> {
  await writeFile(join(dir, name), csvOf(rows));
  const file = await fileToDrop(join(dir, name), "demo");
  await dropFile(store, file, { distributor: "demo", policy: undefined, sheet: undefined });
  return file.fileId;
}

async function ordersOf(fileId: string, isReady: (order: OrderRecord) => boolean): Promise<readonly OrderRecord[]> {
  for (;;) {
    const [batch] = await readBatches(store.table, [{ fileId, name: fileId }]);
    if (batch!.orders.length > 0 && batch!.orders.every(isReady)) return batch!.orders;
    await sleep(200);
  }
}

test(
  "what is changed by hand on any side is found by the next run, healed or listed, and over when it is settled",
  async () => {
    const doneFile = await drop("done.csv", [
      ...rowsOf("N-1", "Lone Star Dental", 2),
      ...rowsOf("N-2", "Oak Legal", 1),
    ]);
    const waitingFile = await drop("waiting.csv", rowsOf("N-3", "SIM CREDIT SILENT Co", 1));
    const done = await ordersOf(doneFile, ({ status }) => status === "completed");
    const [waiting] = await ordersOf(waitingFile, ({ status }) => status === "pending");
    for (let file; file !== "completed"; file = (await store.table.get(keys.file(doneFile)))?.["status"])
      await sleep(200);

    const calm = await night();
    expect(calm).toMatchObject({ complete: true, breaksTotal: 0 });
    expect(Object.values(calm.classes).map(({ healed, failed }) => healed + failed)).toEqual(Array(7).fill(0));
    expect(counted(calm, "drops")).toEqual({ compared: 2 });
    expect(counted(calm, "partnerOrders")).toEqual({ compared: 2 });
    expect(counted(calm, "waits")).toEqual({ compared: 1 });

    // Every other side by hand.
    const record = (await store.table.get(keys.file(doneFile)))!;
    const key = String(record["key"]);
    const versionId = String(record["versionId"]);
    const [n1, n2] = done as [OrderRecord, OrderRecord];
    await store.table.update(keys.order(n1.orderId), { set: { partnerOrderId: "801hand000000000" } });
    await store.table.update(keys.order(n2.orderId), { set: { status: "inProgress" } });
    await store.table.delete(keys.wait("credit", canonicalId(waiting!.quoteId!)));
    const results = `${String(record["resultsPrefix"])}results.csv`;
    await store.s3.send(new DeleteObjectCommand({ Bucket: store.filesBucket, Key: results }));
    const [first] = await certificates();
    await store.s3.send(new PutObjectCommand({ Bucket: store.filesBucket, Key: first, Body: "{}" }));

    const found = await night();
    expect(found.breaks.map((one) => `${one.class} ${one.kind}`).toSorted()).toEqual([
      "certificates certificateChanged",
      "partnerOrders orderNotThere",
      "partnerOrders orderedTwice",
      "waits waitLost",
    ]);
    expect(found.classes.executions.healed).toBeGreaterThan(0);
    expect(found.breaks.find(({ kind }) => kind === "waitLost")?.command).toBe(
      `npm start -- redrive ${waiting!.orderId}`,
    );

    // A person settles what was listed.
    await store.table.update(keys.order(n1.orderId), { set: { partnerOrderId: n1.partnerOrderId } });
    await store.table.update(keys.order(n2.orderId), { set: { status: "completed" }, remove: ["reason"] });
    let healed = 0;
    let last = await night();
    for (; last.breaksTotal > 0 || Object.values(last.classes).some((one) => one.healed > 0); last = await night()) {
      healed += last.classes.results.healed;
      expect(healed).toBeLessThan(5);
    }
    expect(healed + found.classes.results.healed).toBeGreaterThan(0);
    expect(await getText(store.s3, { bucket: store.filesBucket, key: results })).toContain("handedOff");
    expect(last).toMatchObject({ complete: true, breaksTotal: 0 });

    // By itself: the file is read once more, which puts its orders back to work as well, before or after the night meets them.
    await store.table.delete(keys.drop(key, versionId));
    expect((await night()).classes.drops.healed).toBe(1);
    while ((await store.table.get(keys.drop(key, versionId))) === undefined) await sleep(200);
    expect((await night()).classes.drops).toEqual(calm.classes.drops);
    expect(denied).toEqual([]);
  },
  MILLIS,
);
