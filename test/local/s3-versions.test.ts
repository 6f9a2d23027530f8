// S3 buckets that keep versions: each put is one, notifications name it, a delete adds a marker; and what a caller learns of
// a missing key, which depends on s3:ListBucket.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { allow, att, queuePolicy, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

let cloud: Cloud;
let s3: S3Client;
let plain: string;
const Bucket = "versioned";
const dataDir = mkdtempSync(join(tmpdir(), "s3-versions-"));
const events: CloudEvent[] = [];

const role = (...statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement: statements } }],
  },
});
const assemblyDir = writeAssembly({
  name: "Data",
  resources: {
    Versioned: {
      Type: "AWS::S3::Bucket",
      Properties: {
        BucketName: Bucket,
        VersioningConfiguration: { Status: "Enabled" },
        LifecycleConfiguration: {
          Rules: [{ Status: "Enabled", NoncurrentVersionExpiration: { NoncurrentDays: 90 } }],
        },
        NotificationConfiguration: {
          QueueConfigurations: [
            { Event: "s3:ObjectCreated:*", Queue: att("Heard", "Arn") },
            { Event: "s3:ObjectRemoved:*", Queue: att("Heard", "Arn") },
          ],
        },
      },
    },
    Plain: { Type: "AWS::S3::Bucket" },
    Heard: { Type: "AWS::SQS::Queue" },
    HeardPolicy: queuePolicy("Heard", "s3.amazonaws.com"),
    Reader: role(allow("s3:GetObject", "arn:aws:s3:::versioned/inbox/*")),
    Lister: role(
      allow(["s3:GetObject", "s3:GetObjectVersion"], "arn:aws:s3:::versioned/*"),
      allow("s3:ListBucket", "arn:aws:s3:::versioned"),
    ),
  },
  outputs: {
    Heard: { Value: ref("Heard") },
    Plain: { Value: ref("Plain") },
    Reader: { Value: att("Reader", "Arn") },
    Lister: { Value: att("Lister", "Arn") },
  },
});

async function start(now?: () => number): Promise<void> {
  const clock = now === undefined ? {} : { clock: { now, setTimer: () => () => undefined } };
  cloud = await startCloud({ assemblyDir, dataDir, onEvent: (event) => events.push(event), ...clock });
  s3 = clientAs(cloud.rootCredentials);
  plain = cloud.outputs["Plain"] ?? "";
}
const clientAs = (credentials: Cloud["rootCredentials"]): S3Client =>
  new S3Client({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials,
    forcePathStyle: true,
    requestHandler: cloud.requestHandler(),
  });
const asRole = (output: string): S3Client => clientAs(cloud.assumeRole(cloud.outputs[output] ?? ""));

beforeAll(() => start());
afterAll(async () => {
  await cloud.close();
});

const put = async (Key: string, Body: string): Promise<string> =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? "";
async function text(Key: string, VersionId?: string, client = s3): Promise<string | undefined> {
  const got = await client.send(new GetObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }));
  return got.Body?.transformToString();
}

/** What notifications said of a key so far, in order of their sequencers. */
async function heardOf(key: string, count: number): Promise<Record<string, unknown>[]> {
  const sqs = new SQSClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    requestHandler: cloud.requestHandler(),
  });
  const found: Record<string, unknown>[] = [];
  return until(async () => {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud.outputs["Heard"], MaxNumberOfMessages: 10 }),
    );
    for (const { Body: body = "" } of messages) {
      for (const one of JSON.parse(body).Records ?? []) {
        if (one.s3.object.key === key) found.push({ eventName: one.eventName, ...one.s3.object });
      }
    }
    found.sort((one, other) => (String(one["sequencer"]) < String(other["sequencer"]) ? -1 : 1));
    return found.length >= count ? found : undefined;
  });
}

test("two puts to one key are two versions, each read by its id", async () => {
  const [first, second] = [await put("twice", "one"), await put("twice", "two")];
  expect(first).not.toBe(second);
  expect([await text("twice"), await text("twice", first), await text("twice", second)]).toEqual(["two", "one", "two"]);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "twice", VersionId: first }));
  expect(head).toMatchObject({ VersionId: first, ContentLength: 3 });
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key: "twice" }))).toMatchObject({ VersionId: second });
});

test("a notification names the version it speaks of", async () => {
  const versions = [await put("told", "1"), await put("told", "2")];
  const heard = await heardOf("told", 2);
  expect(heard.map((one) => [one["eventName"], one["versionId"]])).toEqual([
    ["ObjectCreated:Put", versions[0]],
    ["ObjectCreated:Put", versions[1]],
  ]);
});

test("a delete leaves a marker: the key is gone, its versions are not", async () => {
  const version = await put("gone", "still here");
  const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
  expect(deleted.DeleteMarker).toBe(true);
  const marker = deleted.VersionId ?? "";
  await expect(text("gone")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(text("gone", marker)).rejects.toMatchObject({ name: "MethodNotAllowed" });
  expect(await text("gone", version)).toBe("still here");
  const { Contents: listed } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "gone" }));
  expect(listed).toBeUndefined();
  const heard = await heardOf("gone", 2);
  expect(heard[1]).toMatchObject({ eventName: "ObjectRemoved:DeleteMarkerCreated", versionId: marker });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone", VersionId: marker }));
  expect(await text("gone")).toBe("still here");
});

test("versions are listed newest first, page by page, markers among them", async () => {
  const versions = [await put("list/a", "1"), await put("list/a", "2"), await put("list/b", "3")];
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "list/b" }] } }));
  const seen: [string, string, boolean][] = [];
  let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
  do {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(KeyMarker, VersionIdMarker);
    for (const one of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      seen.push([one.Key ?? "", one.VersionId ?? "", one.IsLatest ?? false]);
    }
    [KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker];
  } while (KeyMarker !== undefined);
  expect(seen).toEqual([
    ["list/a", versions[1], true],
    ["list/a", versions[0], false],
    ["list/b", expect.any(String), true],
    ["list/b", versions[2], false],
  ]);
});
const listPage = (KeyMarker: string | undefined, VersionIdMarker: string | undefined) =>
  s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "list/", MaxKeys: 1, KeyMarker, VersionIdMarker }));

test("a copy takes the version that is named", async () => {
  const first = await put("from", "old");
  await put("from", "new");
  const copied = await s3.send(
    new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/from?versionId=${first}` }),
  );
  expect(copied.CopySourceVersionId).toBe(first);
  expect(await text("to", copied.VersionId)).toBe("old");
});

test("a version that never was is NoSuchVersion, and no version id at all is InvalidArgument", async () => {
  const version = await put("known", "x");
  await expect(text("known", "A".repeat(32))).rejects.toMatchObject({ name: "NoSuchVersion" });
  await expect(text("known", "?")).rejects.toMatchObject({ name: "InvalidArgument" });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "known", VersionId: version }));
  await expect(text("known", version)).rejects.toMatchObject({ name: "NoSuchVersion" });
});

test("a bucket without versions names none and overwrites", async () => {
  const asked = (name: string) => s3.send(new GetBucketVersioningCommand({ Bucket: name }));
  expect([(await asked(Bucket)).Status, (await asked(plain)).Status]).toEqual(["Enabled", undefined]);
  const made = await s3.send(new PutObjectCommand({ Bucket: plain, Key: "k", Body: "1" }));
  await s3.send(new PutObjectCommand({ Bucket: plain, Key: "k", Body: "2" }));
  const got = await s3.send(new GetObjectCommand({ Bucket: plain, Key: "k" }));
  expect([made.VersionId, got.VersionId, await got.Body?.transformToString()]).toEqual([undefined, undefined, "2"]);
  const { Versions: versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: plain }));
  expect(versions?.map((one) => one.VersionId)).toEqual(["null"]);
  expect(await s3.send(new DeleteObjectCommand({ Bucket: plain, Key: "k" }))).not.toHaveProperty("DeleteMarker");
});

test("a missing key is 403 for who may not list the bucket, 404 for who may", async () => {
  const ask = (client: S3Client, key: string) => client.send(new HeadObjectCommand({ Bucket, Key: key }));
  const get = (client: S3Client, key: string) => text(key, undefined, client);
  events.length = 0;
  await expect(get(asRole("Reader"), "inbox/none")).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("s3:ListBucket"),
    $metadata: { httpStatusCode: 403 },
  });
  await expect(ask(asRole("Reader"), "inbox/none")).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  expect(events).toEqual([]);
  await expect(get(asRole("Lister"), "inbox/none")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(ask(asRole("Lister"), "inbox/none")).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
});

test("a read without the grant is denied and reported, also of a version", async () => {
  const version = await put("inbox/own", "x");
  await put("other", "x");
  expect(await text("inbox/own", undefined, asRole("Reader"))).toBe("x");
  expect(await text("inbox/own", version, asRole("Lister"))).toBe("x");
  events.length = 0;
  await expect(text("inbox/own", version, asRole("Reader"))).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(text("other", undefined, asRole("Reader"))).rejects.toMatchObject({ name: "AccessDenied" });
  expect(events.map((one) => one.type === "accessDenied" && one.action)).toEqual([
    "s3:GetObjectVersion",
    "s3:GetObject",
  ]);
});

test("versions outlive a restart, for as long as the lifecycle says", async () => {
  const day = 86_400_000;
  const [first, second] = [await put("kept", "1"), await put("kept", "2")];
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "deleted later" }));
  await cloud.close();
  await start();
  expect(await text("kept", first)).toBe("1");
  await cloud.close();
  const later = Date.now() + 91 * day;
  await start(() => later);
  expect(await text("kept")).toBe("2");
  expect(await text("kept", second)).toBe("2");
  await expect(text("kept", first)).rejects.toMatchObject({ name: "NoSuchVersion" });
});
