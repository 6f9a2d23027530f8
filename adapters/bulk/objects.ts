// What the bulk file part asks of S3: streams in, whole objects out. A body that does not fit one part goes out in parts
// read from a local file, so that memory stays the same whatever the size.
import { open } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { invariant } from "../../contracts/errors.ts";

/** S3 takes parts from 5 MiB (aws-facts.md); eight keep the number of calls low and memory small. */
const PART_BYTES = 8 * 1024 * 1024;

export interface StoredObject {
  readonly body: AsyncIterable<Uint8Array>;
  readonly etag: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

export async function getObject(s3: S3Client, place: ObjectPlace, ifMatch?: string): Promise<StoredObject> {
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: place.bucket, Key: place.key, ...(ifMatch !== undefined && { IfMatch: ifMatch }) }),
  );
  invariant(answer.Body !== undefined, "s3.emptyAnswer");
  return { body: chunksOf(answer.Body.transformToWebStream()), etag: answer.ETag, metadata: answer.Metadata ?? {} };
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

export async function putObject(
  s3: S3Client,
  place: ObjectPlace,
  body: string | Uint8Array,
  contentType: string,
): Promise<void> {
  const Body = typeof body === "string" ? Buffer.from(body) : body;
  await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body, ContentType: contentType }));
}

/** What the source's refusal of a copy may look like: another object by now, gone, or gone for someone who may not list. */
const CHANGED_STATUSES: readonly unknown[] = [403, 404, 412];

/** Copies within S3, whatever the size. False: there is no such object with this etag any more. */
export async function copyObject(
  s3: S3Client,
  from: ObjectPlace & { readonly etag: string },
  to: ObjectPlace,
): Promise<boolean> {
  const source = [from.bucket, ...from.key.split("/")].map(encodeURIComponent).join("/");
  try {
    await s3.send(
      new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource: source, CopySourceIfMatch: from.etag }),
    );
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && CHANGED_STATUSES.includes(error.$metadata.httpStatusCode)) return false;
    throw error;
  }
}

/** Uploads a local file. */
export async function putFile(s3: S3Client, place: ObjectPlace, path: string, contentType: string): Promise<void> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const first = Buffer.allocUnsafe(Math.min(size, PART_BYTES));
  if (size > 0) await file.read(first, 0, first.length, 0);
  if (size <= PART_BYTES) {
    await putObject(s3, place, first, contentType);
    return;
  }
  const target = { Bucket: place.bucket, Key: place.key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ContentType: contentType }));
  try {
    const parts: CompletedPart[] = [];
    for (let from = 0; from < size; from += PART_BYTES) {
      // One buffer for all parts: each is sent before the next is read.
      const body = first.subarray(0, Math.min(PART_BYTES, size - from));
      await file.read(body, 0, body.length, from);
      const PartNumber = parts.length + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body: body }));
      parts.push({ ETag, PartNumber });
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    throw error;
  }
}
