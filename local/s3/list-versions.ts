// Answers ListObjectVersions: every version and delete marker under a prefix, keys in order, each key's newest version
// first. Pages go on behind the key and version that ended the last one.
import type { CloudResponse } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import type { BucketStore } from "./bucket-store.ts";
import type { Version } from "./stored-version.ts";
import { type XmlNode, xmlDocument } from "./xml.ts";

const PAGE_MAX = 1000;

interface Entry {
  readonly key: string;
  readonly version: Version;
  readonly isLatest: boolean;
}

export function listVersions(store: BucketStore, query: URLSearchParams): CloudResponse {
  if (query.get("delimiter") !== null) throw notImplemented("s3", "ListObjectVersions with a delimiter");
  const prefix = query.get("prefix") ?? "";
  const pageMax = Math.min(Number(query.get("max-keys") ?? PAGE_MAX), PAGE_MAX);
  const [keyMarker, versionMarker] = [query.get("key-marker") ?? "", query.get("version-id-marker") ?? ""];
  if (versionMarker !== "" && keyMarker === "") {
    throw new ServiceError("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  const all = store
    .allKeys()
    .filter((key) => key.startsWith(prefix) && (key > keyMarker || (key === keyMarker && versionMarker !== "")))
    .flatMap((key) => entriesOf(store, key));
  const start =
    versionMarker === ""
      ? 0
      : all.findIndex(({ key, version }) => key === keyMarker && version.versionId === versionMarker) + 1;
  const page = all.slice(start, start + pageMax);
  const isTruncated = start + page.length < all.length;
  const last = page.at(-1);
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string): string => text;
  const body = xmlDocument("ListVersionsResult", {
    Name: store.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker,
    MaxKeys: pageMax,
    IsTruncated: isTruncated,
    NextKeyMarker: isTruncated ? encode(last?.key ?? "") : undefined,
    NextVersionIdMarker: isTruncated ? last?.version.versionId : undefined,
    EncodingType: query.get("encoding-type") ?? undefined,
    Version: page.filter(({ version }) => version.object !== undefined).map((entry) => nodeOf(entry, encode)),
    DeleteMarker: page.filter(({ version }) => version.object === undefined).map((entry) => nodeOf(entry, encode)),
  });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function entriesOf(store: BucketStore, key: string): readonly Entry[] {
  return store.versionsOf(key).map((version, index) => ({ key, version, isLatest: index === 0 }));
}

function nodeOf({ key, version, isLatest }: Entry, encode: (text: string) => string): XmlNode {
  const { object } = version;
  return {
    Key: encode(key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.modifiedAt).toISOString(),
    ...(object !== undefined && { ETag: `"${object.etag}"`, Size: object.sizeBytes, StorageClass: "STANDARD" }),
  };
}
