// What S3 refuses, one rule each, by its error names; and the checksums that it verifies.
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Crc64Nvme } from "@aws-sdk/checksums/crc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { writeAssembly } from "./tiny-assembly.ts";

let cloud: Cloud;
let s3: S3Client;
const Bucket = "files";
const dataDir = mkdtempSync(join(tmpdir(), "s3-refusals-"));

beforeAll(async () => {
  const resources = { Files: { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket } } };
  cloud = await startCloud({ assemblyDir: writeAssembly({ name: "Data", resources }), dataDir });
  s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    forcePathStyle: true,
    requestHandler: cloud.requestHandler(),
  });
});
afterAll(async () => {
  await cloud.close();
});
const bodies = (): number => readdirSync(join(dataDir, "s3", Bucket, "bodies")).length;

test("a key of more than 1,024 bytes is refused, whatever its characters", async () => {
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  await put(`${"ä".repeat(511)}xx`);
  await expect(put(`${"ä".repeat(511)}xxx`)).rejects.toMatchObject({ name: "KeyTooLongError" });
});

test("metadata of more than 2 KB, names and values, is refused", async () => {
  const put = (length: number) =>
    s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "meta",
        Body: "x",
        Metadata: { a: "x".repeat(1000), b: "x".repeat(length) },
      }),
    );
  await put(1046);
  await expect(put(1047)).rejects.toMatchObject({ name: "MetadataTooLarge" });
});

test("a put knows no If-None-Match but *", async () => {
  const put = s3.send(new PutObjectCommand({ Bucket, Key: "none", Body: "x", IfNoneMatch: '"etag"' }));
  await expect(put).rejects.toMatchObject({ name: "NotImplemented", $metadata: { httpStatusCode: 501 } });
});

test("a copy onto itself is refused unless it changes the metadata", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "self", Body: "x" }));
  const copy = (more: object) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: "self", CopySource: `${Bucket}/self`, ...more }));
  await expect(copy({})).rejects.toMatchObject({ name: "InvalidRequest" });
  await copy({ MetadataDirective: "REPLACE", Metadata: { k: "v" } });
});

async function multipart(Key: string, parts: readonly string[], more: object = {}) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const sent = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const answer = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }));
    sent.push({ PartNumber, ETag: answer.ETag, ChecksumCRC32: answer.ChecksumCRC32 });
  }
  const complete = (Parts: readonly object[], ending: object = {}) =>
    s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: [...Parts] }, ...ending }),
    );
  return { UploadId, sent, complete };
}
const MIN = "x".repeat(5 * 1024 * 1024);

test("parts are completed in ascending order, and there is at least one", async () => {
  const { sent, complete } = await multipart("parts", [MIN, "tail"]);
  await expect(complete(sent.toReversed())).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([sent[0]!, sent[0]!])).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([])).rejects.toMatchObject({ name: "MalformedXML" });
  await complete(sent);
});

test("parts are numbered from 1 to 10,000, and no more are completed", async () => {
  const { UploadId, complete } = await multipart("numbers", []);
  const upload = (PartNumber: number) =>
    s3.send(new UploadPartCommand({ Bucket, Key: "numbers", UploadId, PartNumber, Body: "x" }));
  await upload(10_000);
  await expect(upload(10_001)).rejects.toMatchObject({ name: "InvalidArgument" });
  await expect(upload(0)).rejects.toMatchObject({ name: "InvalidArgument" });
  const many = Array.from({ length: 10_001 }, (_, n) => ({ PartNumber: n + 1, ETag: '"x"' }));
  await expect(complete(many)).rejects.toMatchObject({ name: "MalformedXML" });
});

test("a part that is too small, and not the last, is refused", async () => {
  const { sent, complete } = await multipart("small", ["tiny", "tail"]);
  await expect(complete(sent)).rejects.toMatchObject({ name: "EntityTooSmall" });
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a body with a %s checksum is verified, and keeps it",
  async (ChecksumAlgorithm) => {
    const Key = `sum-${ChecksumAlgorithm}`;
    const name = `Checksum${ChecksumAlgorithm}` as const;
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "some bytes", ChecksumAlgorithm }));
    expect(put[name]).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect([got[name], await got.Body?.transformToString()]).toEqual([put[name], "some bytes"]);
    const before = bodies();
    const wrong = s3.send(new PutObjectCommand({ Bucket, Key, Body: "other bytes", [name]: put[name] }));
    await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
    expect(bodies()).toBe(before);
  },
);

test("the CRC64NVME of a whole multipart upload is verified, as today's AWS CLI sends it", async () => {
  const crc = new Crc64Nvme();
  crc.update(Buffer.from(`${MIN}tail`));
  const ChecksumCRC64NVME = Buffer.from(await crc.digest()).toString("base64");
  const { sent, complete } = await multipart("whole", [MIN, "tail"], { ChecksumAlgorithm: "CRC64NVME" });
  const parts = sent.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  const wrong = complete(parts, { ChecksumCRC64NVME: "AAAAAAAAAAA=", ChecksumType: "FULL_OBJECT" });
  await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
  await complete(parts, { ChecksumCRC64NVME, ChecksumType: "FULL_OBJECT" });
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "whole", ChecksumMode: "ENABLED" }));
  expect(got.ChecksumCRC64NVME).toBe(ChecksumCRC64NVME);
});

test("the checksum of a multipart upload's checksums is verified", async () => {
  const { sent, complete } = await multipart("composite", [MIN, "tail"], { ChecksumAlgorithm: "CRC32" });
  await expect(complete(sent, { ChecksumCRC32: "AAAAAA==-2" })).rejects.toMatchObject({ name: "BadDigest" });
  await complete(sent);
});
