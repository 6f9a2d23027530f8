// Copies a dropped object to a local file while its hash is taken: from here on the file cannot change any more, whoever
// overwrites the object.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { getObject, type ObjectPlace } from "./objects.ts";

export interface DownloadedDrop extends AsyncDisposable {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  read(): AsyncIterable<Uint8Array>;
}

/** Undefined: the object is not there any more. */
export async function downloadDrop(s3: S3Client, place: ObjectPlace): Promise<DownloadedDrop | undefined> {
  const object = await getObject(s3, place).catch((error: unknown) => {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  });
  if (object === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "apex-bulk-drop-"));
  const path = join(folder, "original");
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await pipeline(
      object.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          hash.update(chunk);
          // What lies beyond the limit only counts towards the hash; reading will say that the file is too large.
          if (bytes <= FILE_LIMITS.fileBytesMax + chunk.length) yield chunk;
        }
      },
      createWriteStream(path),
    );
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path,
    sha256: hash.digest("hex"),
    bytes,
    metadata: object.metadata,
    read: () => createReadStream(path, { highWaterMark: 64 * 1024 }),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
