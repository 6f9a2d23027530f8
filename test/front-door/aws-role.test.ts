// Distributors with an AWS account of their own, on the embedded cloud that provisions the deployed template: who may take which role, and
// what the roles of two distributors may do with their own files and with each other's.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { distributorRoleOutput, NAMES } from "../../contracts/deployment.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { RoleRequest } from "../../local/iam/trust.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const [HEADER = "", ROW = ""] = readFileSync(path.join(ROOT, "examples", "demo-orders.csv"), "utf8").split("\n");
const LOOK_MILLIS = 50;
/** As test/fixtures/aws-distributors.json has them; acme-west trusts everybody whom its account lets. */
const ASKS = {
  acme: { principal: "arn:aws:iam::111122223333:role/orders", externalId: "acme-7f3c9d" },
  "acme-west": { principal: "arn:aws:iam::444455556666:user/jobs/nightly", externalId: "acme-west-1b22e0" },
} as const satisfies Record<string, RoleRequest>;
type Distributor = keyof typeof ASKS;

let cloud: Cloud;
let Bucket: string;

beforeAll(async () => {
  cloud = await startCloud({
    assemblyDir: await cachedAssembly({
      root: ROOT,
      settings: { distributorProfiles: "test/fixtures/aws-distributors.json", decisionDelayMillis: 10 },
      environment: process.env,
    }),
    dataDir: mkdtempSync(path.join(tmpdir(), "aws-role-")),
  });
  Bucket = cloud.outputs[NAMES.outputs.filesBucket]!;
});
afterAll(async () => {
  await cloud.close();
});

const roleOf = (distributor: Distributor): string => cloud.outputs[distributorRoleOutput(distributor)]!;
const taking = (distributor: Distributor, request: RoleRequest) => () => cloud.assumeRole(roleOf(distributor), request);
const clientOf = (credentials: Cloud["rootCredentials"]): S3Client =>
  new S3Client({ endpoint: cloud.endpoint, region: cloud.region, credentials, forcePathStyle: true });
const as = (distributor: Distributor): S3Client => clientOf(taking(distributor, ASKS[distributor])());
const refused = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

async function keysOf(s3: S3Client, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key }) => Key!);
}

describe("the role of a distributor", () => {
  test("has a name that the next deployment gives it again", () => {
    expect(roleOf("acme")).toBe("arn:aws:iam::000000000000:role/apex-bulk-acme-us-east-1");
  });

  test.each<[string, Distributor, RoleRequest]>([
    ["somebody else of the same account", "acme", { ...ASKS.acme, principal: "arn:aws:iam::111122223333:role/other" }],
    ["the same name in another account", "acme", { ...ASKS.acme, principal: "arn:aws:iam::999988887777:role/orders" }],
    ["its own principal without the agreed id", "acme", { principal: ASKS.acme.principal }],
    ["its own principal with another's id", "acme", { ...ASKS.acme, externalId: ASKS["acme-west"].externalId }],
    ["another distributor", "acme", ASKS["acme-west"]],
    ["another account than the one it trusts as a whole", "acme-west", { ...ASKS["acme-west"], ...ASKS.acme }],
  ])("is not for %s", (_, distributor, request) => {
    expect(taking(distributor, request)).toThrow(/is not authorized to perform: sts:AssumeRole/);
  });

  test("is for everybody in an account that the profile names by its root", () => {
    expect(taking("acme-west", ASKS["acme-west"])).not.toThrow();
  });
});

describe("with its role a distributor", () => {
  test("puts a file, sees its results come, and gets them", async () => {
    const s3 = as("acme");
    await s3.send(new PutObjectCommand({ Bucket, Key: "inbox/acme/one.csv", Body: `${HEADER}\n${ROW}\n` }));
    let results: string | undefined;
    while (results === undefined) {
      const keys = await keysOf(s3, "results/acme/");
      results = keys.find((key) => key.endsWith("/results.csv"));
      if (results === undefined) await sleep(LOOK_MILLIS);
    }
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: results }));
    expect((await got.Body!.transformToString()).split("\n")[0]).toContain("order_ref");
    expect(await keysOf(s3, "inbox/acme/")).toEqual(["inbox/acme/one.csv"]);
  });

  test("uploads a large file in parts, and puts its nightly export where the feed looks", async () => {
    const s3 = as("acme");
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "inbox/acme/large.csv" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "feeds/acme/tonight.csv", Body: HEADER }));
    expect(await keysOf(s3, "feeds/acme/")).toEqual(["feeds/acme/tonight.csv"]);
  });

  test("reads, lists and writes nothing of another's, also where that one's name begins with its own", async () => {
    const root = clientOf(cloud.rootCredentials);
    const theirs = "results/acme-west/one-f-1/results.csv";
    await root.send(new PutObjectCommand({ Bucket, Key: theirs, Body: "theirs" }));
    for (const [who, other] of [
      ["acme", "acme-west"],
      ["acme-west", "acme"],
    ] as const) {
      const s3 = as(who);
      for (const prefix of [`inbox/${other}/`, `results/${other}/`, `feeds/${other}/`]) {
        const put = s3.send(new PutObjectCommand({ Bucket, Key: `${prefix}mine.csv`, Body: HEADER }));
        await expect(put, `${who} puts ${prefix}`).rejects.toMatchObject(refused);
        await expect(keysOf(s3, prefix), `${who} lists ${prefix}`).rejects.toMatchObject(refused);
      }
      for (const prefix of ["", "inbox/", "results/", "results/acme", "inbox/ac"]) {
        await expect(keysOf(s3, prefix), `${who} lists ${prefix}`).rejects.toMatchObject(refused);
      }
    }
    const got = as("acme").send(new GetObjectCommand({ Bucket, Key: theirs }));
    await expect(got).rejects.toMatchObject(refused);
    expect((await as("acme-west").send(new GetObjectCommand({ Bucket, Key: theirs }))).ETag).toBeTruthy();
  });

  test("changes no result, reads no upload back, deletes nothing, sees no older version", async () => {
    const s3 = as("acme");
    const [result = ""] = await keysOf(s3, "results/acme/");
    const Key = "inbox/acme/one.csv";
    const attempts: Record<string, () => Promise<unknown>> = {
      "changes a result": () => s3.send(new PutObjectCommand({ Bucket, Key: result, Body: "changed" })),
      "reads its upload back": () => s3.send(new GetObjectCommand({ Bucket, Key })),
      "deletes its upload": () => s3.send(new DeleteObjectCommand({ Bucket, Key })),
      "deletes a result": () => s3.send(new DeleteObjectCommand({ Bucket, Key: result })),
      "sees versions": () => s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "inbox/acme/" })),
    };
    for (const [what, attempt] of Object.entries(attempts)) {
      await expect(attempt(), what).rejects.toMatchObject(refused);
    }
    // A list of keys is answered key by key.
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));
    expect([Deleted ?? [], Errors?.map(({ Code }) => Code)]).toEqual([[], ["AccessDenied"]]);
  });

  test("reaches nothing beside the files bucket", async () => {
    const credentials = taking("acme", ASKS.acme)();
    const work = cloud.outputs[NAMES.outputs.workBucket]!;
    const s3 = clientOf(credentials);
    await expect(s3.send(new ListObjectsV2Command({ Bucket: work, Prefix: "results/acme/" }))).rejects.toMatchObject(
      refused,
    );
    const table = new DynamoDBClient({ endpoint: cloud.endpoint, region: cloud.region, credentials });
    const TableName = cloud.outputs[NAMES.outputs.table]!;
    await expect(
      table.send(new GetItemCommand({ TableName, Key: { pk: { S: "x" }, sk: { S: "x" } } })),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("has no grant that none of this needed", () => {
    const own = cloud.unusedGrants().filter(({ role }) => role === "apex-bulk-acme-us-east-1");
    expect(own).toEqual([]);
  });
});
