// What becomes of a drop that is not simply there: overwritten, deleted or denied before it is read, dropped under another name,
// or dropped once more when what refused it has changed.
import { expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { type Receipt, ReceiptSchema } from "../../../contracts/receipt.ts";
import { SftpSchema } from "../../../contracts/sftp.ts";
import { profileOf } from "../../../reading/profiles.ts";
import { SSH_PUBLIC_KEYS } from "../../fixtures/ssh-public-keys.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

const LATER_ROWS = validRows(5, 5).map((row) => ({ ...row, order_ref: "LATER" }));

function receipts(world: BulkWorld): Receipt[] {
  const found = world.s3.keys("files", "results/").filter((key) => key.endsWith("receipt.json"));
  return found.map((key) => ReceiptSchema.parse(JSON.parse(world.s3.text("files", key))));
}

test("a key that is overwritten before it is read has a receipt for each of its versions", async () => {
  const world = new BulkWorld();
  const first = world.put("orders.csv", csvOf(validRows(3, 3)));
  const second = world.put("orders.csv", csvOf(LATER_ROWS));
  await world.takeIn(first);
  await world.takeIn(second);
  expect(receipts(world).map(({ rows }) => rows.total)).toEqual([3, 5]);
  const sites = (await world.documents()).flatMap((document) => document.sites);
  expect(sites).toHaveLength(8);
  // Results are made from a copy of the same version.
  await world.runPipeline();
  expect(receipts(world).map(({ rows }) => rows.handedOff)).toEqual([3, 5]);
});

test("a drop that is deleted before it is read is gone at once, and its receipt says so", async () => {
  const world = new BulkWorld();
  const drop = world.put("orders.csv", csvOf(validRows(2)));
  world.s3.remove("files", drop.key);
  const { outcome, fileId } = await world.takeIn(drop);
  expect(outcome).toBe("gone");
  expect(world.receipt(fileId)).toMatchObject({
    ...{ status: "gone", file: "orders.csv", sha256: null, rows: { total: 0 } },
    issues: [{ code: "file.gone" }],
  });
  expect(await world.table.get(keys.file(fileId))).toMatchObject({ status: "gone", versionId: drop.versionId });
  expect(world.sent).toEqual([]);
});

test("without versions a drop that is deleted before it is read is gone, too", async () => {
  const world = new BulkWorld();
  const { key } = world.put("orders.csv", csvOf(validRows(2)));
  world.s3.remove("files", key);
  expect((await world.takeIn({ key })).outcome).toBe("gone");
});

test("a real denial is no absence: the attempt fails loudly", async () => {
  const world = new BulkWorld();
  const drop = world.put("orders.csv", csvOf(validRows(2)));
  world.s3.denied.add(drop.key);
  await expect(world.takeIn(drop)).rejects.toThrow("Access Denied");
  world.s3.remove("files", drop.key);
  world.s3.mayList = () => false;
  await expect(world.takeIn(drop)).rejects.toThrow("Access Denied");
  expect(receipts(world)).toEqual([]);
});

test("a drop that is deleted while it is being read is read to its end, also by a repeat", async () => {
  for (let kill = 1; kill < 60; kill += 1) {
    const world = new BulkWorld();
    const drop = world.put("orders.csv", csvOf(validRows(2)));
    let calls = 0;
    world.table.onCall = () => {
      calls += 1;
      if (calls === kill) throw new Error("killed");
    };
    const died = await world.takeIn(drop).then(
      () => false,
      () => true,
    );
    world.table.onCall = undefined;
    world.s3.remove("files", drop.key);
    const begun = world.table.items.size > 0;
    const { outcome } = await world.takeIn(drop);
    expect(outcome === "gone", `killed at call ${String(kill)}`).toBe(!begun);
    expect(world.sent.length > 0, `killed at call ${String(kill)}`).toBe(begun);
    if (!died) return;
  }
  expect.unreachable("the intake takes fewer calls");
});

test("a duplicate notification of a file that was cleaned up after its reading changes nothing", async () => {
  const world = new BulkWorld();
  const drop = world.put("orders.csv", csvOf(validRows(2)));
  const { fileId } = await world.takeIn(drop);
  await world.runPipeline();
  world.s3.remove("files", drop.key);
  expect(await world.takeIn(drop)).toEqual({ outcome: "known", fileId });
  expect(receipts(world)).toMatchObject([{ status: "completed" }]);
});

test("a file refused for want of a profile is sent when it is dropped again after the profile exists", async () => {
  const world = new BulkWorld();
  world.deps.profileOf = () => undefined;
  const file = csvOf(validRows(2));
  const first = await world.drop("orders.csv", file);
  expect(first.outcome).toBe("rejected");
  world.deps.profileOf = profileOf;
  const again = await world.drop("orders.csv", file);
  expect(again).toEqual({ outcome: "sent", fileId: first.fileId });
  await world.runPipeline();
  expect(world.receipt(first.fileId)).toMatchObject({ status: "completed", rows: { handedOff: 2, failed: 0 } });
});

test("a refused file dropped again under another name has its results there, by the policy of that drop", async () => {
  const world = new BulkWorld();
  const rows = validRows(4, 2).map((row, at) => (at === 0 ? { ...row, port_speed: "100 Gbps" } : row));
  const { outcome, fileId } = await world.drop("orders.csv", csvOf(rows), { policy: "file" });
  expect(outcome).toBe("rejected");
  await world.drop("second-try.csv", csvOf(rows), { policy: "site" });
  expect(receipts(world)).toMatchObject([
    { file: "orders.csv", status: "rejected", rows: { failed: 4 } },
    { file: "second-try.csv", status: "processing", rows: { failed: 1, waiting: 3 }, batchId: fileId },
  ]);
});

test("a notification that comes twice does not read a refused file once more", async () => {
  const world = new BulkWorld();
  world.deps.profileOf = () => undefined;
  const drop = world.put("orders.csv", csvOf(validRows(2)));
  await world.takeIn(drop);
  world.deps.profileOf = profileOf;
  expect((await world.takeIn(drop)).outcome).toBe("known");
  expect(world.sent).toEqual([]);
});

test("a profile that comes while the file is read lets it in", async () => {
  const world = new BulkWorld();
  let reads = 0;
  world.deps.profileOf = (distributor) => (reads++ === 0 ? undefined : profileOf(distributor));
  expect((await world.drop("orders.csv", csvOf(validRows(2)))).outcome).toBe("sent");
});

test("a profile that is taken away while the file is read does not lose what an attempt has recorded", async () => {
  const world = new BulkWorld();
  const file = csvOf(validRows(4, 2));
  world.deps.groupSize = 1;
  world.table.onCall = (_operation, { sk }) => {
    const recorded = [...world.table.items.keys()].some((path) => path.includes("SITEREF#"));
    if (recorded && sk === "ORDERREF#R-2") throw new Error("killed");
  };
  await expect(world.drop("orders.csv", file)).rejects.toThrow("killed");
  world.table.onCall = undefined;
  world.deps.profileOf = () => undefined;
  const { fileId } = await world.drop("orders.csv", file);
  expect(world.receipt(fileId).rows).toMatchObject({ waiting: 4, failed: 0 });
});

test("results are made with the profile that the file was read with", async () => {
  const world = new BulkWorld();
  const [row = {}] = validRows(1);
  const { order_ref: ref = "", ...rest } = row;
  const file = csvOf([{ "PO Number": ref, ...rest }]);
  const { fileId } = await world.drop("orders.csv", file, { distributor: "northwind-telecom" });
  expect(world.receipt(fileId).rows.waiting).toBe(1);
  const record = await world.table.get(keys.file(fileId));
  // As if the alias had been dropped from the profile by now, and another added.
  await world.table.put({ ...keys.file(fileId), ...record, distributor: "demo" });
  await world.runPipeline();
  expect(world.rows(fileId)).toMatchObject([{ "PO Number": ref, _outcome: "handedOff" }]);
  expect(world.results(fileId, "report.html")).toContain(ref);
});

test("the same bytes under another name get a receipt there that points to the first, and stays true", async () => {
  const world = new BulkWorld();
  const file = csvOf(validRows(2));
  const { fileId } = await world.drop("orders.csv", file);
  expect((await world.drop("copy.csv", file)).fileId).toBe(fileId);
  const results = `results/demo/orders-${fileId}/`;
  const sameAs = { file: "orders.csv", key: "inbox/demo/orders.csv", results };
  expect(receipts(world)).toMatchObject([
    { file: "orders.csv", rows: { waiting: 2 } },
    { file: "copy.csv", key: "inbox/demo/copy.csv", rows: { waiting: 2 }, sameAs },
  ]);
  expect(receipts(world)[0]).not.toHaveProperty("sameAs");
  await world.runPipeline();
  expect(receipts(world)).toMatchObject([
    { file: "orders.csv", status: "completed", rows: { handedOff: 2 } },
    { file: "copy.csv", status: "completed", rows: { handedOff: 2 }, sameAs },
  ]);
  // Nothing but its receipt lies there.
  expect(world.s3.keys("files", "results/demo/copy-")).toHaveLength(1);
});

test("what programs leave in the inbox has neither batch nor results", async () => {
  const world = new BulkWorld();
  for (const name of ["june/", ".DS_Store", "~$orders.xlsx", "orders.csv.filepart"]) {
    expect((await world.takeIn(world.put(name, ""))).outcome, name).toBe("noDrop");
  }
  expect([...world.table.items.keys()]).toEqual([]);
  expect(world.s3.keys("files", "results/")).toEqual([]);
});

test("how a distributor sends files and is told of results is no part of how its file is read", async () => {
  const world = new BulkWorld();
  const { sshPublicKeys } = SftpSchema.parse({ sshPublicKeys: [SSH_PUBLIC_KEYS.ed25519] });
  world.deps.profileOf = (distributor) => ({
    ...profileOf(distributor)!,
    sftp: { sshPublicKeys },
    awsAccess: { principal: "arn:aws:iam::111122223333:role/orders", externalId: "demo-7f3c9d" },
    notify: { webhook: { url: "https://hooks.example/apex-bulk" } },
  });
  const { fileId } = await world.takeIn(world.put("orders.csv", csvOf(validRows(2))));
  expect((await world.table.get(keys.file(fileId)))!["profile"]).toEqual(profileOf("demo"));
});
