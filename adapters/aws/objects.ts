// What the bulk file part asks of S3: streams in, whole objects out, copies. What lies on the local disk goes out in parts
// (part-upload.ts).
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
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

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  /** Absent: the current version. Only for reading. */
  readonly versionId?: string | undefined;
}

export async function getObject(s3: S3Client, location: ObjectLocation, ifMatch?: string): Promise<StoredObject> {
  const answer = await s3.send(
    new GetObjectCommand({
      ...addressOf(location),
      ...(location.versionId !== undefined && { VersionId: location.versionId }),
      ...(ifMatch !== undefined && { IfMatch: ifMatch }),
    }),
  );
  invariant(answer.Body !== undefined, "s3.emptyAnswer");
  return { body: bodyChunks(answer.Body.transformToWebStream()), etag: answer.ETag, metadata: answer.Metadata ?? {} };
}

/** Of a small object. */
export async function getJson(s3: S3Client, location: ObjectLocation): Promise<unknown> {
  return JSON.parse(await getText(s3, location));
}

/** Of a small object. */
export async function getText(s3: S3Client, location: ObjectLocation): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await getObject(s3, location)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const addressOf = ({ bucket, key }: ObjectLocation) => ({ Bucket: bucket, Key: key });

/** Whether the key has a current object; a delete marker is none. */
export async function isThere(s3: S3Client, location: ObjectLocation): Promise<boolean> {
  return (await unlessMissing(s3, location, () => s3.send(new HeadObjectCommand(addressOf(location))))) !== undefined;
}

/** Undefined: the key has no current object. */
export async function etagOf(s3: S3Client, location: ObjectLocation): Promise<string | undefined> {
  return (await unlessMissing(s3, location, () => s3.send(new HeadObjectCommand(addressOf(location)))))?.ETag;
}

const MISSING_NAMES: readonly string[] = ["NoSuchKey", "NoSuchVersion", "NotFound"];
const FORBIDDEN = 403;

/**
 * What `ask` answers; undefined where the key has no object. To a caller who may not list the bucket S3 answers the same 403 for a
 * key that is missing as for one that is denied, so then its prefix is listed (the role may list its own): only where the key is
 * there, or the listing is denied too, does the refusal count.
 */
export async function unlessMissing<T>(
  s3: S3Client,
  location: ObjectLocation,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && MISSING_NAMES.includes(error.name)) return undefined;
    const isForbidden = error instanceof S3ServiceException && error.$metadata.httpStatusCode === FORBIDDEN;
    if (isForbidden && !(await isListed(s3, location))) return undefined;
    throw error;
  }
}

async function isListed(s3: S3Client, { bucket, key }: ObjectLocation): Promise<boolean> {
  const { Contents: found = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
  // The key itself sorts before all others that begin with it.
  return found.at(0)?.Key === key;
}

/** All objects under a prefix; for prefixes that hold few. */
export async function listObjects(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<{ readonly key: string; readonly bytes: number }[]> {
  const found: { readonly key: string; readonly bytes: number }[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key, Size: bytes = 0 } of page.Contents ?? []) if (key !== undefined) found.push({ key, bytes });
  }
  return found;
}

async function* bodyChunks(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

export async function putObject(
  s3: S3Client,
  location: ObjectLocation,
  body: string | Uint8Array,
  contentType: string,
): Promise<void> {
  const Body = typeof body === "string" ? Buffer.from(body) : body;
  await s3.send(new PutObjectCommand({ Bucket: location.bucket, Key: location.key, Body, ContentType: contentType }));
}

/** What the source's refusal of a copy may look like: another object by now, gone, or gone for someone who may not list. */
const CHANGED_STATUSES: readonly unknown[] = [403, 404, 412];

/** Copies within S3, whatever the size. False: there is no such object with this etag any more. */
export async function copyObject(
  s3: S3Client,
  from: ObjectLocation & { readonly etag: string },
  to: ObjectLocation,
): Promise<boolean> {
  const path = [from.bucket, ...from.key.split("/")].map(encodeURIComponent).join("/");
  const source = from.versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(from.versionId)}`;
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
