// Copies a dropped object, in the version that was dropped, to a local file while its hash is taken: from here on the file
// cannot change any more, even where the object is overwritten or deleted. Files are written and read synchronously: they lie in
// the page cache, and a stream costs more than the disk.
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { openTemporary, temporaryPath } from "../runtime/temporary-path.ts";
import { getObject, isThere, type ObjectLocation, unlessMissing } from "./objects.ts";

export interface DownloadedDrop extends LocalCopy {
  /** What the object was when it was read. */
  readonly source: ObjectLocation & { readonly etag: string | undefined };
  readonly metadata: Readonly<Record<string, string>>;
  /** The key has been deleted since; this version is still there. */
  readonly isDeleted: boolean;
}

const CHUNK_BYTES = 64 * 1024;

/** Undefined: the object is not there any more. */
export async function downloadDrop(s3: S3Client, location: ObjectLocation): Promise<DownloadedDrop | undefined> {
  // A version outlives the deletion of its key.
  const isDeleted = location.versionId !== undefined && !(await isThere(s3, location));
  const object = await unlessMissing(s3, location, () => getObject(s3, location));
  if (object === undefined) return undefined;
  const local = await localCopy(object.body);
  return {
    ...local,
    source: { ...location, etag: object.etag },
    metadata: object.metadata,
    isDeleted,
  };
}

/** A file of its own on the local disk, gone when it is disposed of. */
export interface LocalCopy extends Disposable {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

export async function localCopy(body: AsyncIterable<Uint8Array>): Promise<LocalCopy> {
  const path = temporaryPath("original");
  const remove = (): void => {
    rmSync(path, { force: true });
  };
  try {
    return { path, ...(await writeDown(body, path)), read: () => fileChunks(path), [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function writeDown(body: AsyncIterable<Uint8Array>, path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const file = openTemporary(path);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      hash.update(chunk);
      // What lies beyond the limit only counts toward the hash; reading will say that the file is too large.
      if (bytes <= FILE_LIMITS.fileBytesMax + chunk.length) writeAll(file, chunk);
      giveBack(chunk);
    }
  } finally {
    closeSync(file);
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** V8 counts such memory late: some 64 MB of chunks would lie about before it looks. */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  // A part of a buffer may have neighbors that somebody still needs.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
}

async function* fileChunks(path: string): AsyncIterable<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return;
      yield await Promise.resolve(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}
