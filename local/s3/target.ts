// What an S3 operation works on: bucket, key, request and caller; and the rules on headers that several operations share.
import { createHash } from "node:crypto";
import type { CloudRequest } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import type { BucketStore, StoredObject } from "./bucket-store.ts";
import { etagMatches } from "./read-object.ts";

/** The caller, as far as S3 has to know. */
export interface S3Caller {
  readonly name: string;
  may(action: string, resource: string): boolean;
  /** Throws AccessDenied. */
  demand(action: string, resource: string): void;
}

export interface S3Target {
  readonly store: BucketStore;
  readonly key: string;
  readonly request: CloudRequest;
  readonly caller: S3Caller;
}

const KEPT_HEADERS = /^(content-(type|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;

export function arnOf(store: BucketStore, key: string): string {
  return `arn:aws:s3:::${store.name}/${key}`;
}

export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name));
  const encoding = (headers["content-encoding"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked")
    .join(",");
  return { ...Object.fromEntries(kept), ...(encoding !== "" && { "content-encoding": encoding }) };
}

/** Conditional writes: If-None-Match: * and If-Match. */
export function checkConditions({ store, key, request }: S3Target): void {
  const object = store.get(key);
  const ifMatch = request.headers["if-match"];
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

function preconditionFailed(): ServiceError {
  return new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
  });
}

/** ETag of a multipart object: digest of the parts' digests, and how many. */
export function multipartEtag(digests: readonly Buffer[]): string {
  return `${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${String(digests.length)}`;
}
