// What a key of a bucket points to: versions, newest last, each an object or a delete marker; and the lines of the journal
// that bring them back after a restart.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { DamagedFile } from "../damaged-file.ts";
import { isObject, numberAt, objectAt, textAt } from "../json.ts";

export interface StoredObject {
  /** Name of the file with the body. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Response headers as given at the put: content-type, content-encoding, x-amz-meta-*… */
  readonly headers: Readonly<Record<string, string>>;
}

/** `object` is absent in a delete marker. */
export interface Version {
  readonly versionId: string;
  readonly modifiedAt: number;
  readonly object?: StoredObject;
}

/** The version id of objects in buckets that do not keep versions (S3 user guide, "Working with objects in a versioning-enabled bucket"). */
export const NULL_VERSION = "null";

/** 32 characters that say nothing, as S3's. */
export function newVersionId(): string {
  return randomBytes(24).toString("base64url");
}

export function isVersionId(text: string): boolean {
  return text === NULL_VERSION || /^[\w.-]{32}$/.test(text);
}

export function putLine(key: string, version: Version): string {
  return `${JSON.stringify({ key, ...version })}\n`;
}

export function removedLine(key: string, removed: string): string {
  return `${JSON.stringify({ key, removed })}\n`;
}

/** The versions of each key, newest last, as the file `journal` tells them. */
export function replay(journal: string): Map<string, readonly Version[]> {
  const keys = new Map<string, readonly Version[]>();
  const lines = readFileSync(journal, "utf8").split("\n");
  // What follows the last line feed is nothing, or a line that a crash has cut off.
  for (const text of lines.slice(0, -1)) {
    const entry = parseLine(text);
    const key = textAt(entry, "key");
    if (key === undefined) throw new DamagedFile(journal);
    const versions = keys.get(key) ?? [];
    const removed = textAt(entry, "removed");
    const left =
      removed === undefined
        ? withVersion(versions, readVersion(entry))
        : versions.filter(({ versionId }) => versionId !== removed);
    if (left.length === 0) keys.delete(key);
    else keys.set(key, left);
  }
  return keys;
}

/** A version takes the place of the one with its id: there is one `null` at most. */
export function withVersion(versions: readonly Version[], version: Version): readonly Version[] {
  return [...versions.filter(({ versionId }) => versionId !== version.versionId), version];
}

function readVersion(entry: unknown): Version {
  const versionId = textAt(entry, "versionId") ?? NULL_VERSION;
  const object = objectAt(entry, "object");
  const [file, etag] = [textAt(object, "file"), textAt(object, "etag")];
  const modifiedAt = numberAt(entry, "modifiedAt") ?? numberAt(object, "modifiedAt") ?? 0;
  if (file === undefined || etag === undefined) return { versionId, modifiedAt };
  const headers = Object.entries(objectAt(object, "headers")).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return {
    versionId,
    modifiedAt,
    object: {
      file,
      etag,
      sizeBytes: numberAt(object, "sizeBytes") ?? 0,
      modifiedAt,
      headers: Object.fromEntries(headers),
    },
  };
}

/** Undefined: the line is no entry. */
function parseLine(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
