// What an S3 operation works on: bucket, key, request and caller; and the rules on headers that several operations share.
import { createHash } from "node:crypto";
import type { CloudRequest } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import type { ConditionContext } from "../iam/statement.ts";
import type { BucketStore } from "./bucket-store.ts";
import { type StoredObject, type Version, isVersionId } from "./stored-version.ts";

/** The caller, as far as S3 has to know. */
export interface S3Caller {
  readonly name: string;
  may(action: string, resource: string): boolean;
  /** Throws AccessDenied. */
  demand(action: string, resource: string, context?: ConditionContext): void;
}

export interface S3Target {
  readonly store: BucketStore;
  readonly key: string;
  readonly request: CloudRequest;
  readonly caller: S3Caller;
}

const KEPT_HEADERS = /^(content-(type|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;

const METADATA_PREFIX = "x-amz-meta-";
/** Of all names and values together (S3 user guide, "Working with object metadata"). */
const METADATA_BYTES_MAX = 2048;

export function arnOf(store: BucketStore, key: string): string {
  return `arn:aws:s3:::${store.name}/${key}`;
}

/** Throws where the caller's own metadata is too large. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  const bytes = metadata.map(([name, value]) => Buffer.byteLength(name.slice(METADATA_PREFIX.length) + value));
  if (bytes.reduce((sum, size) => sum + size, 0) > METADATA_BYTES_MAX) {
    throw new ServiceError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  }
  const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name));
  const encoding = (headers["content-encoding"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked")
    .join(",");
  return { ...Object.fromEntries(kept), ...(encoding !== "" && { "content-encoding": encoding }) };
}

/** What a GET, HEAD or copy reads: the current object, or the version that is asked for. */
export function existing(target: S3Target, versionId: string | null): { object: StoredObject; versionId: string } {
  const { store, key } = target;
  if (versionId !== null && !isVersionId(versionId)) {
    throw new ServiceError("InvalidArgument", "Invalid version id specified");
  }
  const found = versionId === null ? store.latest(key) : store.version(key, versionId);
  if (found?.object !== undefined) return { object: found.object, versionId: found.versionId };
  throw found !== undefined && versionId !== null ? markerRead(found) : missing(target, found, versionId);
}

function markerRead(marker: Version): ServiceError {
  return new ServiceError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
    headers: {
      allow: "DELETE",
      "last-modified": new Date(marker.modifiedAt).toUTCString(),
      ...markerHeaders(marker),
    },
  });
}

/**
 * Without s3:ListBucket S3 does not even say that a key is missing: it answers 403, with the grant that is missing in its
 * text. That is no fault in the template, so no event tells of it.
 */
function missing(
  { store, request, caller }: S3Target,
  marker: Version | undefined,
  asked: string | null,
): ServiceError {
  const bucketArn = `arn:aws:s3:::${store.name}`;
  const headers = marker === undefined ? {} : markerHeaders(marker);
  if (!caller.may("s3:ListBucket", bucketArn)) {
    return new ServiceError(
      "AccessDenied",
      `User: ${caller.name} is not authorized to perform: s3:ListBucket on resource: "${bucketArn}" because no identity-based policy allows the s3:ListBucket action`,
      { status: 403, headers },
    );
  }
  if (request.method === "HEAD") return new ServiceError("NotFound", "Not Found", { status: 404, headers });
  return asked === null
    ? new ServiceError("NoSuchKey", "The specified key does not exist.", { status: 404, headers })
    : new ServiceError("NoSuchVersion", "The specified version does not exist.", { status: 404 });
}

/** Says that a key was deleted, and by which marker. */
export function markerHeaders({ versionId }: Version): Record<string, string> {
  return { "x-amz-delete-marker": "true", "x-amz-version-id": versionId };
}

/** Only buckets that keep versions tell them. */
export function versionHeaders(store: BucketStore, versionId: string): Record<string, string> {
  return store.isVersioned ? { "x-amz-version-id": versionId } : {};
}

/** Conditional writes: If-None-Match, which knows `*` only, and If-Match. */
export function checkConditions({ store, key, request }: S3Target): void {
  const object = store.get(key);
  const ifMatch = request.headers["if-match"];
  if ((request.headers["if-none-match"] ?? "*") !== "*") {
    throw new ServiceError("NotImplemented", "A header you provided implies functionality that is not implemented", {
      status: 501,
    });
  }
  if (request.headers["if-none-match"] === "*" && object !== undefined) throw preconditionFailed();
  if (ifMatch === undefined) return;
  if (object === undefined) throw new ServiceError("NoSuchKey", "The specified key does not exist.", { status: 404 });
  if (!etagMatches(ifMatch, object)) throw preconditionFailed();
}

/** A copy's condition on what it copies; the others of S3 are not known here. */
export function checkSource(request: CloudRequest, source: StoredObject): void {
  const unknown = Object.keys(request.headers).find(
    (name) => name.startsWith("x-amz-copy-source-") && name !== "x-amz-copy-source-if-match",
  );
  if (unknown !== undefined) throw notImplemented("s3", `CopyObject ${unknown}`);
  const ifMatch = request.headers["x-amz-copy-source-if-match"];
  if (ifMatch !== undefined && !etagMatches(ifMatch, source)) throw preconditionFailed();
}

export function etagMatches(condition: string, object: StoredObject): boolean {
  return condition.split(",").some((one) => one.trim() === "*" || one.trim().replaceAll('"', "") === object.etag);
}

function preconditionFailed(): ServiceError {
  return new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
  });
}

/** ETag of a multipart object: digest of the parts' digests, and how many. */
export function multipartEtag(digests: readonly Buffer[]): string {
  return `${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${String(digests.length)}`;
}
