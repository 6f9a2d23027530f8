// DynamoDB's units by the rules of its developer guide: sizes in steps of 1 KB and 4 KB, consistency, indexes, refused writes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DynamoDbService } from "../../../local/dynamodb/dynamodb-service.ts";
import { type Amounts, Meter, difference } from "../../../local/meter/meter.ts";

const key = (name: string, type: string) => ({ AttributeName: name, KeyType: type });
const TABLE = {
  KeySchema: [key("pk", "HASH")],
  AttributeDefinitions: ["pk", "fileId", "state"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
  GlobalSecondaryIndexes: [
    {
      IndexName: "byFile",
      KeySchema: [key("fileId", "HASH"), key("state", "RANGE")],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["note"] },
    },
  ],
};
const meter = new Meter(/o-\d+/g);
let dir: string;
let service: DynamoDbService;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-units-"));
  service = new DynamoDbService(dir, meter);
  await service.createTable("items", TABLE);
});
afterAll(async () => {
  await service.close();
  await rm(dir, { recursive: true, force: true });
});

/** What one request cost: [write units, read units]. */
async function cost(action: string, input: object): Promise<[number, number]> {
  const earlier = meter.read();
  const { status } = await service.call(
    action,
    action.startsWith("Batch") ? { ...input } : { TableName: "items", ...input },
    "function",
  );
  const { totals }: { totals: Amounts } = difference(meter.read(), earlier);
  expect(status).toBe("ConditionExpression" in input ? 400 : 200);
  return [totals.dynamodbWriteUnits ?? 0, totals.dynamodbReadUnits ?? 0];
}
const text = (bytes: number) => ({ S: "x".repeat(bytes) });
const item = (pk: string, more: object = {}) => ({ Item: { pk: { S: pk }, ...more } });
const entry = (state: string, more: object = {}) => ({ fileId: { S: "f" }, state: { S: state }, ...more });

test("a write costs a unit for each begun KB of the larger of the item's two images", async () => {
  expect(await cost("PutItem", item("size", { a: text(100) }))).toEqual([1, 0]);
  expect(await cost("PutItem", item("size", { a: text(2100) }))).toEqual([3, 0]);
  expect(await cost("PutItem", item("size", { a: text(10) }))).toEqual([3, 0]);
  expect(await cost("DeleteItem", { Key: { pk: { S: "size" } } })).toEqual([1, 0]);
});

test("an index entry that comes, changes or goes is written too; one that stays is not", async () => {
  const Key = { pk: { S: "indexed" } };
  const set = (expression: string, values: object, names: object = {}) =>
    cost("UpdateItem", {
      Key,
      UpdateExpression: expression,
      ExpressionAttributeValues: values,
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    });
  expect(await cost("PutItem", item("indexed", entry("open")))).toEqual([2, 0]);
  expect(await set("SET elsewhere = :v", { ":v": text(10) })).toEqual([1, 0]);
  expect(await set("SET note = :v", { ":v": text(10) })).toEqual([2, 0]);
  expect(await set("SET #s = :v", { ":v": { S: "done" } }, { "#s": "state" })).toEqual([3, 0]);
  expect(await cost("DeleteItem", { Key })).toEqual([2, 0]);
});

test("a large projected attribute makes the index entry as dear as its size", async () => {
  expect(await cost("PutItem", item("wide", entry("open", { note: text(1500) })))).toEqual([4, 0]);
});

test("a write that its condition refuses costs what the existing item does, at least one", async () => {
  const ConditionExpression = "attribute_not_exists(pk)";
  await cost("PutItem", item("held", { a: text(2100) }));
  expect(await cost("PutItem", { ...item("held"), ConditionExpression })).toEqual([3, 0]);
  const missing = { Key: { pk: { S: "none" } }, ConditionExpression: "attribute_exists(pk)" };
  expect(await cost("DeleteItem", missing)).toEqual([1, 0]);
});

test("a read costs half when it need not be consistent, and a missing item as much as a small one", async () => {
  const read = (pk: string, ConsistentRead: boolean) => cost("GetItem", { Key: { pk: { S: pk } }, ConsistentRead });
  await cost("PutItem", item("read", { a: text(4100) }));
  expect([await read("read", true), await read("read", false)]).toEqual([
    [0, 2],
    [0, 1],
  ]);
  expect([await read("none", true), await read("none", false)]).toEqual([
    [0, 1],
    [0, 0.5],
  ]);
});

test("a query's items count together, a batch's one by one", async () => {
  for (const one of ["q1", "q2", "q3"]) await cost("PutItem", item(one, { fileId: { S: "query" }, state: { S: one } }));
  const query = (file: string) =>
    cost("Query", {
      IndexName: "byFile",
      KeyConditionExpression: "fileId = :f",
      ExpressionAttributeValues: { ":f": { S: file } },
    });
  expect([await query("query"), await query("nothing")]).toEqual([
    [0, 0.5],
    [0, 0.5],
  ]);
  const Keys = ["q1", "q2", "q3"].map((pk) => ({ pk: { S: pk } }));
  expect(await cost("BatchGetItem", { RequestItems: { items: { Keys } } })).toEqual([0, 1.5]);
  const writes = ["b1", "b2"].map((pk) => ({ PutRequest: item(pk, entry(pk)) }));
  expect(await cost("BatchWriteItem", { RequestItems: { items: writes } })).toEqual([4, 0]);
});

test("usage is told by caller, and by what its key says it is about", async () => {
  const earlier = meter.read();
  await service.call("PutItem", { TableName: "items", ...item("ORDER#o-1") }, "quote");
  await service.call("GetItem", { TableName: "items", Key: { pk: { S: "ORDER#o-2" } } }, "credit");
  const { byCaller, bySubject } = difference(meter.read(), earlier);
  expect(byCaller).toEqual({ quote: { dynamodbWriteUnits: 1 }, credit: { dynamodbReadUnits: 0.5 } });
  expect(bySubject).toEqual({ "o-1": { dynamodbWriteUnits: 1 }, "o-2": { dynamodbReadUnits: 0.5 } });
});

test("an answer has its consumed capacity only where it was asked for", async () => {
  const ask = async (more: object) => {
    const input = { TableName: "items", Key: { pk: { S: "read" } }, ...more };
    return JSON.parse((await service.call("GetItem", input, "function")).body).ConsumedCapacity;
  };
  expect(await ask({})).toBeUndefined();
  expect(await ask({ ReturnConsumedCapacity: "TOTAL" })).toEqual({ CapacityUnits: 1, TableName: "items" });
});
