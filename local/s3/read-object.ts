// Answers GetObject and HeadObject: conditions first, then the range, then bytes from disk. The file is opened before the
// answer goes out, so an overwrite meanwhile does not change what is being read.
import { createReadStream, openSync, readFileSync } from "node:fs";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { ServiceError } from "../service-error.ts";
import type { StoredObject } from "./stored-version.ts";
import { type S3Target, arnOf, etagMatches, existing, versionHeaders } from "./target.ts";

/** Read at once up to this size: cheaper than a stream. */
const AT_ONCE_BYTES = 256 * 1024;

export function readObject(target: S3Target): CloudResponse {
  const { store, key, request, caller } = target;
  const asked = request.query.get("versionId");
  caller.demand(asked === null ? "s3:GetObject" : "s3:GetObjectVersion", arnOf(store, key));
  const { object, versionId } = existing(target, asked);
  const headers = {
    ...headersOf(object, request),
    ...versionHeaders(store, versionId),
    ...askedHeaders(request),
  };
  const verdict = conditionsOf(object, request.headers);
  if (verdict === "notModified") return { status: 304, headers, body: "" };
  if (verdict === "failed") {
    throw new ServiceError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
      status: 412,
    });
  }
  const range = rangeOf(request.headers["range"], object.sizeBytes);
  const [start, end] = range ?? [0, object.sizeBytes - 1];
  const answer = {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(end - start + 1),
      ...(range !== undefined && {
        "content-range": `bytes ${String(start)}-${String(end)}/${String(object.sizeBytes)}`,
      }),
    },
  };
  if (request.method === "HEAD" || object.sizeBytes === 0) return { ...answer, body: "" };
  const path = store.path(object.file);
  if (object.sizeBytes <= AT_ONCE_BYTES) return { ...answer, body: readFileSync(path).subarray(start, end + 1) };
  return { ...answer, body: createReadStream(path, { fd: openSync(path, "r"), start, end }) };
}

function headersOf(object: StoredObject, request: CloudRequest): Record<string, string> {
  const wantsChecksum = request.headers["x-amz-checksum-mode"] === "ENABLED" && request.headers["range"] === undefined;
  const headers = Object.entries(object.headers).filter(
    ([name]) => wantsChecksum || !name.startsWith("x-amz-checksum-"),
  );
  return {
    "content-type": "binary/octet-stream",
    ...Object.fromEntries(headers),
    etag: `"${object.etag}"`,
    "last-modified": new Date(object.modifiedAt).toUTCString(),
    "accept-ranges": "bytes",
  };
}

/** `response-content-disposition` and its kin: how the reader wants the object to be presented. */
function askedHeaders({ query }: CloudRequest): Record<string, string> {
  const prefix = "response-";
  return Object.fromEntries(
    [...query]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]): [string, string] => [name.slice(prefix.length), value]),
  );
}

type Verdict = "holds" | "notModified" | "failed";

function conditionsOf(object: StoredObject, headers: Readonly<Record<string, string>>): Verdict {
  const [ifMatch, ifNoneMatch] = [headers["if-match"], headers["if-none-match"]];
  if (ifMatch !== undefined && !etagMatches(ifMatch, object)) return "failed";
  if (ifNoneMatch !== undefined) return etagMatches(ifNoneMatch, object) ? "notModified" : "holds";
  const seconds = Math.floor(object.modifiedAt / 1000) * 1000;
  const since = Date.parse(headers["if-modified-since"] ?? "");
  if (!Number.isNaN(since) && seconds <= since) return "notModified";
  const unmodified = Date.parse(headers["if-unmodified-since"] ?? "");
  return ifMatch === undefined && !Number.isNaN(unmodified) && seconds > unmodified ? "failed" : "holds";
}

/** Inclusive bounds; undefined for the whole object. A header that is not a range is ignored, as HTTP says. */
function rangeOf(header: string | undefined, sizeBytes: number): readonly [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const suffix = match[1] === "";
  const start = suffix ? Math.max(sizeBytes - Number(match[2]), 0) : Number(match[1]);
  const end = suffix || match[2] === "" ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  if (start > end || (suffix && match[2] === "0")) {
    throw new ServiceError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
  }
  return [start, end];
}
