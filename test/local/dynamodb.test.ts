// DynamoDB on files: what the cache in front of LevelDB must not change.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../local/clock.ts";
import { DynamoDbService } from "../../local/dynamodb/dynamodb-service.ts";
import { Meter } from "../../local/meter/meter.ts";

const TABLE = {
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
};
const Key = { pk: { S: "one" } };
let dir: string;
let service: DynamoDbService;

async function open(): Promise<void> {
  service = new DynamoDbService(dir, new Meter());
  await service.createTable("items", TABLE);
}
async function ask(action: string, input: object): Promise<[number, any]> {
  const { status, body } = await service.call(action, { TableName: "items", ...input }, "test");
  return [status, JSON.parse(body)];
}
const putNew = (value: string) =>
  ask("PutItem", { Item: { ...Key, a: { S: value } }, ConditionExpression: "attribute_not_exists(pk)" });
const read = async () => (await ask("GetItem", { Key, ConsistentRead: true }))[1].Item?.a?.S;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-dynamodb-"));
  await open();
});
afterEach(async () => {
  await service.close();
  await rm(dir, { recursive: true, force: true });
});

describe("the embedded DynamoDB", () => {
  it("gives back what was written last, also after a deletion", async () => {
    await putNew("first");
    expect(await read()).toBe("first");
    await ask("PutItem", { Item: { ...Key, a: { S: "second" } } });
    expect(await read()).toBe("second");
    await ask("DeleteItem", { Key });
    expect(await read()).toBeUndefined();
    expect((await putNew("third"))[0]).toBe(200);
  });

  it("gives each reader an item of its own", async () => {
    await putNew("first");
    const [, { Item }] = await ask("GetItem", { Key });
    Item.a.S = "changed";
    expect(await read()).toBe("first");
  });

  it("knows after a restart what was there before it", async () => {
    await putNew("first");
    await service.close();
    await open();
    expect((await putNew("again"))[1].__type).toContain("ConditionalCheckFailedException");
    expect(await read()).toBe("first");
  });

  it("lets one of many conditional writes at a time win", async () => {
    const answers = await Promise.all(["a", "b", "c", "d"].map(putNew));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
  });
});

describe("an index's key", () => {
  const key = (name: string) => ({ AttributeName: name, KeyType: "HASH" });
  const INDEXED = {
    KeySchema: [key("pk")],
    AttributeDefinitions: ["pk", "group"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    GlobalSecondaryIndexes: [
      { IndexName: "byGroup", KeySchema: [key("group")], Projection: { ProjectionType: "KEYS_ONLY" } },
    ],
  };
  const refusal = [400, { message: expect.stringContaining("IndexName: byGroup, IndexKey: group") }];
  const call = async (action: string, input: object): Promise<[number, any]> => {
    const { status, body } = await service.call(action, { ...input }, "test");
    return [status, JSON.parse(body)];
  };
  const item = (group?: string) => ({ ...Key, note: { S: "" }, ...(group !== undefined && { group: { S: group } }) });

  it("may be absent, but not the empty string, however the item is written", async () => {
    await service.createTable("indexed", INDEXED);
    const put = (group?: string) => call("PutItem", { TableName: "indexed", Item: item(group) });
    expect((await put())[0]).toBe(200);
    expect((await put("one"))[0]).toBe(200);
    expect(await put("")).toMatchObject(refusal);
    const update = {
      TableName: "indexed",
      Key,
      UpdateExpression: "SET #g = :g",
      ExpressionAttributeNames: { "#g": "group" },
      ExpressionAttributeValues: { ":g": { S: "" } },
    };
    expect(await call("UpdateItem", update)).toMatchObject(refusal);
    const RequestItems = { indexed: [{ PutRequest: { Item: item("") } }] };
    expect(await call("BatchWriteItem", { RequestItems })).toMatchObject(refusal);
    const [, found] = await call("GetItem", { TableName: "indexed", Key });
    expect(found.Item.group).toEqual({ S: "one" });
  });
});

describe("time to live", () => {
  const NOW = 1_800_000_000;
  const timers: { millis: number; run: () => void }[] = [];
  const clock = {
    now: () => NOW * 1000,
    setTimer: (millis: number, run: () => void) => {
      timers.push({ millis, run });
      return () => undefined;
    },
  };
  const withExpiry = { ...TABLE, TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true } };
  const put = (pk: string, expiresAt: object | undefined) =>
    ask("PutItem", { Item: { pk: { S: pk }, ...(expiresAt !== undefined && { expiresAt }) } });
  const left = async () => (await ask("Scan", {}))[1].Items.map(({ pk }: any) => pk.S).toSorted();
  const seconds = (n: number) => ({ N: String(n) });

  beforeEach(async () => {
    timers.splice(0);
    await service.close();
    service = new DynamoDbService(dir, new Meter(), clock);
    await service.createTable("items", withExpiry);
    await put("expired", seconds(NOW - 1));
    await put("later", seconds(NOW + 1));
    await put("never", undefined);
    await put("text", { S: String(NOW - 1) });
    await put("long ago", seconds(NOW - 6 * 365 * 86_400));
  });

  it("deletes what has expired, and until then it can be read", async () => {
    expect(await left()).toEqual(["expired", "later", "long ago", "never", "text"]);
    expect(await service.deleteExpired()).toBe(1);
    expect(await left()).toEqual(["later", "long ago", "never", "text"]);
  });

  it("comes by itself, hour after hour, and its deletions cost nothing", async () => {
    const consumed: string[] = [];
    service.onConsumed = (table, kind) => consumed.push(`${table} ${kind}`);
    expect(timers.map(({ millis }) => millis)).toEqual([3_600_000]);
    timers[0]!.run();
    while (timers.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(consumed).toEqual([]);
    expect(await left()).not.toContain("expired");
  });

  it("is for tables whose template asks for it, and for none else", async () => {
    await service.close();
    service = new DynamoDbService(dir, new Meter(), systemClock);
    await service.createTable("items", { ...withExpiry, TimeToLiveSpecification: { Enabled: false } });
    expect(await service.deleteExpired()).toBe(0);
  });
});
