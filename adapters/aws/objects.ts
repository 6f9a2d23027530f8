// What the bulk file part asks of S3: streams in, whole objects out, copies. What lies on the local disk goes out in parts
// (part-upload.ts).
import {
  CopyObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { invariant } from "../../contracts/errors.ts";

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
