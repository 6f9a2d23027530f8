// What an S3 notification names, and what of it is a file that a distributor has dropped.
import { expect, test } from "vitest";
import { droppedObjects, isNoDrop } from "../../domain/dropped-objects.ts";

const notification = (object: Record<string, unknown>, eventName = "ObjectCreated:Put"): string =>
  JSON.stringify({ Records: [{ eventName, s3: { object } }] });

test("a notification names key, version and size", () => {
  const body = notification({ key: "inbox/demo/my+file%281%29.csv", size: 12, versionId: "v-1", sequencer: "00" });
  expect(droppedObjects(body)).toEqual([{ key: "inbox/demo/my file(1).csv", versionId: "v-1", sizeBytes: 12 }]);
});

test("a bucket without versions, or a message of an older time, names the key alone", () => {
  expect(droppedObjects(notification({ key: "inbox/demo/a.csv" }))).toEqual([{ key: "inbox/demo/a.csv" }]);
});

test("a test event, a deletion and what is no notification name nothing", () => {
  for (const body of [
    '{"Event":"s3:TestEvent"}',
    notification({ key: "a" }, "ObjectRemoved:Delete"),
    "no JSON",
    "[]",
  ]) {
    expect(droppedObjects(body), body).toEqual([]);
  }
});

test.each([
  ["inbox/demo/", 0],
  ["inbox/demo/june/", 0],
  ["inbox/demo/.DS_Store", 6148],
  ["inbox/demo/._orders.csv", 120],
  ["inbox/demo/Thumbs.db", 10],
  ["inbox/demo/desktop.ini", 10],
  ["inbox/demo/~$orders.xlsx", 165],
  ["inbox/demo/.~lock.orders.csv#", 80],
  ["inbox/demo/orders.csv.filepart", 4096],
  ["inbox/demo/orders.csv.crdownload", 4096],
])("%s is what a program leaves behind, and no drop", (key, sizeBytes) => {
  expect(isNoDrop({ key, sizeBytes })).toBe(true);
});

test.each([
  ["inbox/demo/orders.csv", 0],
  ["inbox/demo/orders", 10],
  ["inbox/demo/orders/", 10],
  ["inbox/demo/.orders.csv", 10],
  ["inbox/demo/filepart.csv", 10],
  ["inbox/demo/orders.ds_store.csv", 10],
])("%s is a drop", (key, sizeBytes) => {
  expect(isNoDrop({ key, sizeBytes })).toBe(false);
});
