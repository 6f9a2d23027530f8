// A bucket that an earlier version made under another name keeps its objects.
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startCloud } from "../../local/cloud.ts";
import { ref, writeAssembly } from "./tiny-assembly.ts";

async function withBucket<T>(
  dataDir: string,
  name: string | undefined,
  use: (s3: S3Client, bucket: string) => Promise<T>,
) {
  const assemblyDir = writeAssembly({
    name: "App",
    resources: { Files: { Type: "AWS::S3::Bucket", Properties: name === undefined ? {} : { BucketName: name } } },
    outputs: { Bucket: { Value: ref("Files") } },
  });
  const cloud = await startCloud({ assemblyDir, dataDir });
  const { accessKeyId, secretAccessKey } = cloud.rootCredentials;
  const s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: cloud.region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    return await use(s3, cloud.outputs["Bucket"] ?? "");
  } finally {
    await cloud.close();
  }
}

test("objects are there under the name that a template gives the bucket later", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "bucket-names-"));
  const object = { Key: "results/acme/one.csv", Body: "kept" };
  const before = await withBucket(dataDir, undefined, async (s3, Bucket) => {
    await s3.send(new PutObjectCommand({ Bucket, ...object }));
    return Bucket;
  });
  const read = (s3: S3Client, Bucket: string) => s3.send(new GetObjectCommand({ Bucket, Key: object.Key }));
  const after = await withBucket(dataDir, "orders-files", async (s3, Bucket) => {
    const { Body } = await read(s3, Bucket);
    return [Bucket, await Body!.transformToString()];
  });
  expect(after).toEqual(["orders-files", "kept"]);
  expect(existsSync(join(dataDir, "s3", before))).toBe(false);
});
