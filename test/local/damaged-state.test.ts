// State that is damaged on disk is refused by the name of its file; what a crash or a full disk leaves behind is not damage.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DamagedFile } from "../../local/damaged-file.ts";
import { DynamoDbService } from "../../local/dynamodb/dynamodb-service.ts";
import { Meter } from "../../local/meter/meter.ts";
import { BucketStore } from "../../local/s3/bucket-store.ts";
import { SecretsService } from "../../local/secrets/secrets-service.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "apex-damaged-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const OBJECT = { file: "body", sizeBytes: 1, etag: "e", modifiedAt: 0, headers: {} };
const TABLE = {
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
};

describe("a bucket's journal", () => {
  const journal = (): string => join(dir, "journal.ndjson");
  const reopened = (): BucketStore =>
    new BucketStore({ dir, name: "bucket" }, { isVersioned: false, noncurrentDays: undefined }, 0);

  beforeEach(() => {
    const store = reopened();
    store.put("first", OBJECT);
    store.put("second", OBJECT);
    store.close();
  });

  it("is taken without its last line where a crash has cut that off", () => {
    appendFileSync(journal(), '{"key":"third","obj');
    const store = reopened();
    expect(store.keys()).toEqual(["first", "second"]);
    store.close();
  });

  it("is refused where a line within it is none", () => {
    writeFileSync(journal(), readFileSync(journal(), "utf8").replace('{"key":"first"', '{"key":"fi'));
    expect(reopened).toThrow(new DamagedFile(journal()));
  });
});

describe("the secrets", () => {
  it("are refused by the name of their file, without what is in it", () => {
    const file = join(dir, "secrets.json");
    writeFileSync(file, '{"apex":"hunter2"');
    expect(() => new SecretsService(file)).toThrow(`${file} is damaged`);
  });
});

describe("the table's folder", () => {
  const opened = async (): Promise<DynamoDbService> => {
    const service = new DynamoDbService(dir, new Meter());
    await service.createTable("table", TABLE);
    return service;
  };
  const put = (service: DynamoDbService, pk: string) =>
    service.call("PutItem", { TableName: "table", Item: { pk: { S: pk }, text: { S: "x".repeat(5000) } } }, "test");
  const logFile = (): string => join(dir, readdirSync(dir).find((name) => name.endsWith(".log")) ?? "");

  beforeEach(async () => {
    const service = await opened();
    for (let n = 0; n < 20; n += 1) await put(service, String(n));
    await service.close();
  });

  it("opens as it was closed", async () => {
    const service = await opened();
    expect((await service.call("GetItem", { TableName: "table", Key: { pk: { S: "7" } } }, "test")).body).toContain(
      '"7"',
    );
    await service.close();
  });

  it.each([
    ["overwritten", () => writeFileSync(logFile(), Buffer.alloc(3000, 7))],
    ["cut off", () => writeFileSync(logFile(), readFileSync(logFile()).subarray(0, 20_000))],
    ["gone", () => rmSync(logFile())],
    ["without its first file", () => rmSync(join(dir, "CURRENT"))],
    [
      "changed within",
      () => {
        const bytes = readFileSync(logFile());
        bytes.fill(0x5a, 40_000, 40_100);
        writeFileSync(logFile(), bytes);
      },
    ],
  ])("is refused where its data is %s, at this start and at the next", async (_, damage) => {
    damage();
    await expect(opened()).rejects.toThrow(/ is damaged$/);
    await expect(opened()).rejects.toThrow(/ is damaged$/);
  });
});
