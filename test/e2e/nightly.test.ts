// Whole nightly runs on the embedded cloud. Real orders go through every stage, then each side is changed by hand: the next run finds all of
// it, heals what has one meaning, lists the rest, and is calm again once a person has settled that. Then the data of an order expires, in S3
// and in the table: its calls and its timeline are gone, and the same file dropped again brings its results back without ordering anything.
import { createPublicKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getText, isThere, listObjects } from "../../adapters/aws/objects.ts";
import { faultText } from "../../cli/fault-text.ts";
import { readSession } from "../../cli/read-session.ts";
import { lookedUp } from "../../cli/show.ts";
import { CERTIFICATES_PREFIX, type CertificateBody } from "../../contracts/certificate.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { keys, type OrderRecord } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { checkCertificate } from "../../pipeline/reconcile/check-certificate.ts";
import { counted } from "../fakes/night-world.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { ProductCloud } from "./product-cloud.ts";

const YEARS_AGO = new Date(Date.now() - 800 * 86_400_000).toISOString();
let product: ProductCloud;
let store: ProductCloud["store"];
let publicKey: string;

beforeAll(async () => {
  product = await ProductCloud.start();
  ({ store } = product);
  const kms = new KMSClient(product.endpoint);
  const KeyId = product.cloud.outputs[NAMES.outputs.certificateKey];
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
  publicKey = key.export({ type: "spki", format: "pem" }).toString();
});
afterAll(async () => {
  await product.close();
});

/** Of all that there is, however young. */
const NIGHT = { kind: "nightly", graceMinutes: 0 };

async function night(): Promise<CertificateBody> {
  const before = await certificates();
  expect(await product.sync(NIGHT)).toMatchObject({ nightly: "written" });
  const all = await certificates();
  expect(all).toHaveLength(before.length + 1);
  const [previous, last] = [all.at(-2), all.at(-1)!];
  const bytes = Buffer.from(await getText(store.s3, { bucket: store.filesBucket, key: last }));
  const verdict = checkCertificate({ bytes, pinnedKey: publicKey });
  if (!verdict.valid) throw new Error(verdict.reason);
  expect(verdict.certificate.certificate.previous?.key).toBe(previous);
  return verdict.certificate.certificate;
}

async function certificates(): Promise<string[]> {
  const listed = await listObjects(store.s3, { bucket: store.filesBucket, prefix: CERTIFICATES_PREFIX });
  return listed.map(({ key }) => key).toSorted();
}

test("what is changed by hand on any side is found by the next run, healed or listed, and over when it is settled", async () => {
  const doneFile = await product.drop("done.csv", [
    ...rowsOf("N-1", "Lone Star Dental", 2),
    ...rowsOf("N-2", "Oak Legal", 1),
  ]);
  const waitingFile = await product.drop("waiting.csv", rowsOf("N-3", "SIM CREDIT SILENT Co", 1));
  const done = await product.ordersOnce(doneFile, ({ status }) => status === "completed");
  const [waiting] = await product.ordersOnce(waitingFile, ({ status }) => status === "pending");
  const record = await product.fileOnce(doneFile, ({ status }) => status === "completed");

  const calm = await night();
  expect(calm).toMatchObject({ complete: true, breaksTotal: 0 });
  expect(Object.values(calm.classes).map(({ healed, failed }) => healed + failed)).toEqual(Array(7).fill(0));
  expect(counted(calm, "drops")).toEqual({ compared: 2 });
  expect(counted(calm, "partnerOrders")).toEqual({ compared: 2 });
  expect(counted(calm, "waits")).toEqual({ compared: 1 });

  // Every other side by hand.
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
  expect(product.denied).toEqual([]);
});

async function countOf(pk: string, prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of store.table.query(pk, { prefix })) count += 1;
  return count;
}

test("a record damaged by hand stops only itself, and night, breaks and commands name it until it is mended", async () => {
  const { table } = store;
  const fileId = await product.drop("damage.csv", [
    ...rowsOf("D-1", "Elm Dental", 1),
    ...rowsOf("D-2", "Elm Legal", 1),
  ]);
  const orders = await product.ordersOnce(fileId, ({ status }) => status === "completed");
  const orderId = orders.find(({ orderRef }) => orderRef === "D-1")!.orderId;
  const sent = keys.siteRef("demo", "D-2", 1, rowsOf("D-2", "Elm Legal", 1)[0]!["site_ref"]!);
  const before = await Promise.all([keys.order(orderId), sent].map((key) => table.get(key)));
  await table.update(keys.order(orderId), { set: { status: "onTheMoon" } });
  await table.update(sent, { set: { index: "x" } });

  // A later file: the order_ref that nobody can tell of is refused, the other one is ordered.
  const later = await product.drop("later.csv", [...rowsOf("D-2", "Elm Legal", 2), ...rowsOf("D-3", "Elm Bank", 1)]);
  await product.ordersOnce(later, ({ orderRef, status }) => orderRef === "D-3" && status === "completed");
  const record = (await table.get(keys.file(later)))!;
  const issues = `${String(record["resultsPrefix"])}issues.ndjson`;
  expect(await getText(store.s3, { bucket: store.filesBucket, key: issues })).toContain("order.recordUnreadable");

  const found = await night();
  expect(found.complete).toBe(false);
  const told = found.breaks.filter(({ kind }) => kind === "recordUnreadable");
  expect(told.map(({ cause }) => cause)).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`ORDER#${orderId} META cannot be read`),
      expect.stringContaining(`${sent.pk} ${sent.sk} cannot be read`),
    ]),
  );
  expect(told.map(({ command }) => command)).toContain(`npm start -- show ${orderId}`);
  const session = readSession({ store, where: "running", close: () => Promise.resolve() }, "demo");
  const shown: unknown = await lookedUp(session, orderId).catch((error: unknown) => error);
  expect(faultText(shown)).toMatch(new RegExp(`^the record ORDER#${orderId} META cannot be read: .*docs/runbook.md`));
  expect((await lookedUp(session, "D-3")).shown.status).toBe("completed");

  for (const item of before) await table.put(item as { pk: string; sk: string });
  let last = await night();
  for (let nights = 0; !last.complete || last.breaksTotal > 0; nights += 1) {
    expect(nights).toBeLessThan(5);
    last = await night();
  }
});

test("a site whose data has expired is not ordered again by its file", async () => {
  const rows = rowsOf("X-1", "Lone Star Dental", 2);
  const fileId = await product.drop("a.csv", rows);
  const atRest = (file: Readonly<Record<string, unknown>>) => file["status"] === "completed";
  const { resultsPrefix } = await product.fileOnce(fileId, atRest);
  const { pk, prefix } = keys.ordersOf(fileId);
  let orderId = "";
  for await (const line of store.table.query(pk, { prefix })) orderId = String(line["sk"]).slice(prefix.length);
  const order = keys.order(orderId);
  expect(await countOf(order.pk, "CALL#")).toBeGreaterThan(0);
  const before = (await store.table.get(order))!;
  const executions = (await product.cloud.executions()).length;

  // Years later: what S3's lifecycle has deleted, and the moments from which the table counts.
  const results = `${String(resultsPrefix)}results.csv`;
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
  await product.sync(NIGHT);
  expect(await countOf(order.pk, "CALL#")).toBeGreaterThan(0);
  expect(await product.file(fileId)).toHaveProperty("detailsExpiredAt");
  // An item expires when the second that it names is over.
  while ((await product.cloud.deleteExpired()) === 0) await sleep(200);
  expect(await countOf(order.pk, "CALL")).toBe(0);
  expect(await countOf(order.pk, "EVENT#")).toBe(0);

  const Key = "inbox/demo/again.csv";
  await store.s3.send(new PutObjectCommand({ Bucket: store.filesBucket, Key, Body: csvOf(rows) }));
  await product.fileOnce(fileId, ({ sentAt, receivedAt }) => sentAt !== undefined && receivedAt !== YEARS_AGO);
  const readAgain = await product.fileOnce(fileId, atRest, () => product.sync({}));
  expect((await product.cloud.executions()).length).toBe(executions);
  const { status, partnerOrderId, quoteId } = (await store.table.get(order))!;
  expect({ status, partnerOrderId, quoteId }).toEqual({
    ...{ status: "completed", partnerOrderId: before["partnerOrderId"], quoteId: before["quoteId"] },
  });
  const again = `${String(readAgain["resultsPrefix"])}results.csv`;
  expect(await isThere(store.s3, { bucket: store.filesBucket, key: results })).toBe(false);
  const text = await getText(store.s3, { bucket: store.filesBucket, key: again });
  expect(text.match(/handedOff/g)).toHaveLength(2);
  expect(await countOf(order.pk, "CALL#")).toBe(0);
  expect(product.denied).toEqual([]);
});
