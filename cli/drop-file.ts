// Drops a file into the inbox, as a distributor's upload would. The batch is known before the drop: its id is made of the
// distributor and the bytes.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { fileIdOf } from "../contracts/ids.ts";
import type { Policy } from "../contracts/outcomes.ts";
import { sheetMetadata } from "../domain/drop-metadata.ts";
import type { BulkStore } from "./bulk-store.ts";
import { UsageError } from "./usage-error.ts";

export interface FileToDrop {
  /** As the caller wrote it. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly contentHash: string;
  readonly fileId: string;
}

/** Reads the whole file once, for its hash. */
export async function fileToDrop(file: string, distributor: string, sheet?: string): Promise<FileToDrop> {
  await demandReadable(file);
  const { bytes, sha256: contentHash } = await measureFile(file);
  return { path: file, bytes, contentHash, fileId: fileIdOf(distributor, contentHash, sheet) };
}

/** Length, and SHA-256 in hexadecimal. */
export async function measureFile(file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** A file that is not there or cannot be read is a usage error (exit 2). */
export async function demandReadable(file: string): Promise<void> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new UsageError(`${file} is not a file`);
    await (await open(file, "r")).close();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(unreadable(file, error));
  }
}

const WHY = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "a part of its path is not a folder"],
  ["EACCES", "you have no permission to read it"],
  ["EPERM", "you have no permission to read it"],
]);

/** What the system says, in plain words where they are known. */
export function unreadable(file: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return `${file} cannot be read: ${WHY.get(code) ?? (error instanceof Error ? error.message : String(error))}`;
}

/**
 * Each batch has a folder of its own in the inbox, so that two files of one name never overwrite each other. Answers the
 * name of this drop: intake notes it in the file's record once it has answered, which tells a file that was dropped
 * again from what is left of its first drop.
 */
export async function dropFile(
  store: BulkStore,
  file: FileToDrop,
  { distributor, policy, sheet }: { distributor: string; policy: Policy | undefined; sheet?: string | undefined },
): Promise<string> {
  const drop = randomUUID();
  await store.s3.send(
    new PutObjectCommand({
      Bucket: store.filesBucket,
      Key: `inbox/${distributor}/${file.fileId}/${path.basename(file.path)}`,
      Body: createReadStream(file.path),
      ContentLength: file.bytes,
      Metadata: {
        drop,
        ...(policy !== undefined && { policy }),
        ...(sheet !== undefined && { sheet: sheetMetadata(sheet) }),
      },
    }),
  );
  return drop;
}
