// Answers ListObjectsV2: prefix, delimiter, pages. The continuation token is the last key or common prefix, encoded.
import type { CloudResponse } from "../endpoint/message.ts";
import type { BucketStore } from "./bucket-store.ts";
import { type XmlNode, xmlDocument } from "./xml.ts";

const PAGE_MAX = 1000;

export function listObjects(store: BucketStore, query: URLSearchParams): CloudResponse {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const pageMax = Math.min(Number(query.get("max-keys") ?? PAGE_MAX), PAGE_MAX);
  const after = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString();
  const keys = store.keys();
  const found: string[] = [];
  const prefixes: string[] = [];
  let last = "";
  let isTruncated = false;
  for (let index = firstAt(keys, after > prefix ? after : prefix); index < keys.length; index += 1) {
    const key = keys[index] ?? "";
    if (!key.startsWith(prefix)) break;
    if (after !== "" && (key <= after || (delimiter !== "" && after.endsWith(delimiter) && key.startsWith(after))))
      continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (common !== undefined && prefixes.at(-1) === common) continue;
    if (found.length + prefixes.length >= pageMax) {
      isTruncated = true;
      break;
    }
    last = common ?? key;
    if (common === undefined) found.push(key);
    else prefixes.push(common);
  }
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string): string => text;
  const body = xmlDocument("ListBucketResult", {
    Name: store.name,
    Prefix: encode(prefix),
    KeyCount: found.length + prefixes.length,
    MaxKeys: pageMax,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    IsTruncated: isTruncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: isTruncated ? Buffer.from(last).toString("base64url") : undefined,
    EncodingType: query.get("encoding-type") ?? undefined,
    Contents: found.map((key) => ({ Key: encode(key), ...entryOf(store, key) })),
    CommonPrefixes: prefixes.map((one) => ({ Prefix: encode(one) })),
  });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function entryOf(store: BucketStore, key: string): XmlNode {
  const object = store.get(key);
  return {
    LastModified: new Date(object?.modifiedAt ?? 0).toISOString(),
    ETag: `"${object?.etag ?? ""}"`,
    Size: object?.sizeBytes ?? 0,
    StorageClass: "STANDARD",
  };
}

/** Index of the first key that is not below `from`. */
function firstAt(keys: readonly string[], from: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? "") < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
