// S3 as the SDK meets it: conditional writes, ranges, streams, multipart, lists, hostile keys; over the front in the same
// process, once over HTTP.
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { writeAssembly } from "./tiny-assembly.ts";

let cloud: Cloud;
let s3: S3Client;
let overHttp: S3Client;
const Bucket = "files";
const dataDir = mkdtempSync(join(tmpdir(), "s3-"));

beforeAll(async () => {
  const resources = { Files: { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket } } };
  cloud = await startCloud({ assemblyDir: writeAssembly({ name: "Data", resources }), dataDir });
  const config = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    forcePathStyle: true,
  };
  s3 = new S3Client({ ...config, requestHandler: cloud.requestHandler() });
  overHttp = new S3Client(config);
});
afterAll(async () => {
  await cloud.close();
});

async function text(key: string, more: object = {}): Promise<string> {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: key, ...more }));
  return (await got.Body?.transformToString()) ?? "";
}

test("If-None-Match lets one of two simultaneous puts win", async () => {
  const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: "once", Body, IfNoneMatch: "*" }));
  const settled = await Promise.allSettled([put("one"), put("two")]);
  expect(settled.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(put("three")).rejects.toMatchObject({ name: "PreconditionFailed" });
});

test("If-Match overwrites only what the caller has seen", async () => {
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: "seen", Body: "1" }));
  const put = (IfMatch: string | undefined) =>
    s3.send(new PutObjectCommand({ Bucket, Key: "seen", Body: "2", ...(IfMatch !== undefined && { IfMatch }) }));
  await put(first.ETag);
  await expect(put(first.ETag)).rejects.toMatchObject({ name: "PreconditionFailed" });
});

test("a missing key is NoSuchKey for get and NotFound for head", async () => {
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: "none" }))).rejects.toBeInstanceOf(NoSuchKey);
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toBeInstanceOf(NotFound);
});

test("metadata and content type come back with the object", async () => {
  const Metadata = { policy: "order" };
  await s3.send(new PutObjectCommand({ Bucket, Key: "meta", Body: "x", Metadata, ContentType: "text/csv" }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "meta" }));
  expect(head).toMatchObject({ Metadata, ContentType: "text/csv", ContentLength: 1 });
});

test("a range answers with its bytes only; one beyond the end is refused", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "range", Body: "0123456789" }));
  expect(await text("range", { Range: "bytes=2-4" })).toBe("234");
  expect(await text("range", { Range: "bytes=-3" })).toBe("789");
  expect(await text("range", { Range: "bytes=8-" })).toBe("89");
  await expect(text("range", { Range: "bytes=10-12" })).rejects.toMatchObject({ name: "InvalidRange" });
});

test("a streamed upload over HTTP arrives whole, without its framing", async () => {
  const parts = Array.from({ length: 50 }, (_one, index) => `${String(index)}:`.repeat(3000));
  const whole = parts.join("");
  const Body = Readable.from(parts.map((part) => Buffer.from(part)));
  await overHttp.send(new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: whole.length }));
  const got = await overHttp.send(new GetObjectCommand({ Bucket, Key: "stream" }));
  expect(await got.Body?.transformToString()).toBe(whole);
});

test("multipart uploads join their parts in order", async () => {
  const Key = "multi";
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const bodies = ["a".repeat(5 * 1024 * 1024), "tail"];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const done = await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  expect(done.ETag).toMatch(/-2"$/);
  expect(await text(Key)).toBe(bodies.join(""));
});

test("lists page by page, fold by delimiter, and know only the prefix", async () => {
  for (const key of ["l/a/1", "l/a/2", "l/b", "l/c & d"])
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: "x" }));
  const folded = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "l/", Delimiter: "/" }));
  expect(folded.CommonPrefixes?.map((one) => one.Prefix)).toEqual(["l/a/"]);
  expect(folded.Contents?.map((one) => one.Key)).toEqual(["l/b", "l/c & d"]);
  const keys: (string | undefined)[] = [];
  for (let token: string | undefined, more = true; more; more = token !== undefined) {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: "l/",
        MaxKeys: 3,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).map((one) => one.Key));
    token = page.NextContinuationToken;
  }
  expect(keys).toEqual(["l/a/1", "l/a/2", "l/b", "l/c & d"]);
});

test("copies keep bytes and metadata; deleting many deletes them", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "from ä", Body: "copy", Metadata: { k: "v" } }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource: encodeURIComponent(`${Bucket}/from ä`) }));
  expect(await text("to")).toBe("copy");
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: "from ä" }));
  const copyIf = (etag: string | undefined) =>
    s3.send(
      new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/from%20%C3%A4`, CopySourceIfMatch: etag }),
    );
  await copyIf(ETag);
  await expect(copyIf('"other"')).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "to" }))).Metadata).toEqual({ k: "v" });
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "to" }, { Key: "from ä" }] } }));
  await expect(text("to")).rejects.toBeInstanceOf(NoSuchKey);
});

test("a key that points upwards stays inside the bucket's folder", async () => {
  const key = "../../../escape";
  await overHttp.send(new PutObjectCommand({ Bucket, Key: key, Body: "x" }));
  expect(await text(key)).toBe("x");
  expect(readdirSync(tmpdir())).not.toContain("escape");
});

test("an operation that is not known is an error that names it", async () => {
  const url = `${cloud.endpoint}/${Bucket}/meta?acl`;
  const key = cloud.rootCredentials.accessKeyId;
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/s3/aws4_request`;
  const response = await fetch(url, { headers: { authorization } });
  expect([response.status, await response.text()]).toEqual([501, expect.stringContaining("s3:GET ?acl")]);
});
