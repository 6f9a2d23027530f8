// Uploads in parts, of a file that is still being written: the object is what the disk has, a failure leaves nothing.
import { afterEach, expect, test, vi } from "vitest";
import type { S3Client } from "@aws-sdk/client-s3";
import { PartUpload } from "../../../adapters/aws/part-upload.ts";
import { SpoolFile } from "../../../reading/spool/spool-file.ts";

const MIB = 1024 * 1024;
interface Sent {
  readonly name: string;
  readonly number: number | undefined;
  readonly bytes: number;
}

/** Keeps parts as S3 does; the buffers are used again by the upload. */
function s3(fails: (sent: Sent) => boolean = () => false) {
  const sent: Sent[] = [];
  const parts = new Map<number, Buffer>();
  let object: Buffer | undefined;
  const send = async (command: { readonly input: { Body?: Uint8Array; PartNumber?: number } }): Promise<object> => {
    const { Body = new Uint8Array(), PartNumber } = command.input;
    const one = { name: command.constructor.name, number: PartNumber, bytes: Body.length };
    sent.push(one);
    // The first part answers after those that were sent behind it.
    for (let turns = PartNumber === 1 ? 20 : 1; turns > 0; turns -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    if (fails(one)) throw new Error("S3 is away");
    if (PartNumber !== undefined) parts.set(PartNumber, Buffer.from(Body));
    if (one.name === "PutObjectCommand") object = Buffer.from(Body);
    if (one.name === "CompleteMultipartUploadCommand") {
      object = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
    }
    return one.name === "CreateMultipartUploadCommand" ? { UploadId: "u-1" } : { ETag: `e${String(PartNumber)}` };
  };
  const client = { send } as unknown as S3Client;
  return { client, sent, object: () => object, names: () => sent.map(({ name }) => name) };
}

const place = { bucket: "b", key: "k" };
afterEach(() => vi.restoreAllMocks());

test("parts leave while the file is written, and come together in order", async () => {
  const { client, sent, object } = s3();
  using spool = new SpoolFile("results.csv");
  await using upload = new PartUpload(client, place, "text/csv", spool.source());
  spool.onFlushed = () => {
    upload.advance();
  };
  const lines: string[] = [];
  for (let at = 0; at < 17; at += 1) {
    lines.push(`${String(at)} `.repeat(MIB / 4));
    spool.append(lines.at(-1) ?? "");
    spool.flush();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(sent.some(({ name }) => name === "UploadPartCommand")).toBe(true);
  await upload.finish();
  expect(object()?.equals(Buffer.from(lines.join("")))).toBe(true);
  expect(sent.filter(({ name }) => name === "UploadPartCommand").every(({ bytes }) => bytes <= 5 * MIB)).toBe(true);
});

test("what fits one part is one request", async () => {
  const { client, names, object } = s3();
  using spool = new SpoolFile("failed.csv");
  spool.append("a,b\n");
  spool.flush();
  await using upload = new PartUpload(client, place, "text/csv", spool.source());
  await upload.finish();
  expect(names()).toEqual(["PutObjectCommand"]);
  expect(object()?.toString()).toBe("a,b\n");
});

test("a part that fails fails the upload, which is then taken back", async () => {
  const { client, names } = s3(({ number }) => number === 2);
  using spool = new SpoolFile("results.csv");
  spool.append("x".repeat(12 * MIB));
  spool.flush();
  const run = async (): Promise<void> => {
    await using upload = new PartUpload(client, place, "text/csv", spool.source());
    await upload.finish();
  };
  await expect(run()).rejects.toThrow("S3 is away");
  expect(names()).not.toContain("CompleteMultipartUploadCommand");
  expect(names().at(-1)).toBe("AbortMultipartUploadCommand");
});

test("after a part has failed while the file was written, no other is begun", async () => {
  const failed = Promise.withResolvers<undefined>();
  const { client, names } = s3(({ number }) => {
    if (number === 1) failed.resolve(undefined);
    return number === 1;
  });
  using spool = new SpoolFile("results.csv");
  const run = async (): Promise<void> => {
    await using upload = new PartUpload(client, place, "text/csv", spool.source());
    spool.onFlushed = () => {
      upload.advance();
    };
    spool.append("x".repeat(6 * MIB));
    await failed.promise;
    // The failure has gone through all who wait for it.
    await new Promise((resolve) => setImmediate(resolve));
    spool.append("x".repeat(30 * MIB));
    await upload.finish();
  };
  await expect(run()).rejects.toThrow("S3 is away");
  expect(names().filter((name) => name === "UploadPartCommand")).toHaveLength(1);
  expect(names().at(-1)).toBe("AbortMultipartUploadCommand");
});
