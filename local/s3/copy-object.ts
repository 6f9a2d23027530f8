// CopyObject: what is copied (a version, where one is named), under which condition, and which headers the copy gets.
import { createReadStream } from "node:fs";
import type { Clock } from "../clock.ts";
import type { CloudResponse } from "../endpoint/message.ts";
import { ServiceError } from "../service-error.ts";
import type { BucketStore } from "./bucket-store.ts";
import type { StoredObject, Version } from "./stored-version.ts";
import { type S3Target, arnOf, checkSource, existing, keptHeaders, versionHeaders } from "./target.ts";
import { writeBody } from "./write-body.ts";
import { xmlDocument } from "./xml.ts";

export interface CopyParts {
  readonly clock: Clock;
  readonly bucket: (name: string) => BucketStore;
  readonly commit: (target: S3Target, object: StoredObject, event: string) => Version;
}

export async function copyObject(target: S3Target, { clock, bucket, commit }: CopyParts): Promise<CloudResponse> {
  const { store, key, request, caller } = target;
  const source = readSource(request.headers["x-amz-copy-source"] ?? "");
  const from = bucket(source.bucket);
  caller.demand(source.versionId === null ? "s3:GetObject" : "s3:GetObjectVersion", arnOf(from, source.key));
  caller.demand("s3:PutObject", arnOf(store, key));
  const replaces = request.headers["x-amz-metadata-directive"] === "REPLACE";
  if (from === store && source.key === key && source.versionId === null && !replaces) throw copyOntoItself();
  const original = existing({ ...target, store: from, key: source.key }, source.versionId);
  checkSource(request, original.object);
  const { file, path } = store.newFile();
  const written = await writeBody(path, createReadStream(from.path(original.object.file)), {});
  const object: StoredObject = {
    file,
    sizeBytes: written.sizeBytes,
    etag: written.md5.toString("hex"),
    modifiedAt: clock.now(),
    headers: replaces ? keptHeaders(request.headers) : original.object.headers,
  };
  const { versionId } = commit(target, object, "ObjectCreated:Copy");
  const modified = new Date(object.modifiedAt).toISOString();
  const body = xmlDocument("CopyObjectResult", { ETag: `"${object.etag}"`, LastModified: modified });
  const sourceVersion = from.isVersioned ? { "x-amz-copy-source-version-id": original.versionId } : {};
  const headers = { "content-type": "application/xml", ...versionHeaders(store, versionId), ...sourceVersion };
  return { status: 200, headers, body };
}

function copyOntoItself(): ServiceError {
  return new ServiceError(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** `bucket/key?versionId=…`, URL-encoded, with or without a slash in front. */
function readSource(header: string): { bucket: string; key: string; versionId: string | null } {
  const [, source = "", version] = /^(.*?)(?:\?versionId=([^?]*))?$/s.exec(header) ?? [];
  const [bucket = "", ...key] = decodeURIComponent(source).replace(/^\//, "").split("/");
  return { bucket, key: key.join("/"), versionId: version === undefined ? null : decodeURIComponent(version) };
}
