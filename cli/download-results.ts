// Copies the results of a batch from the files bucket to a folder. Each file is written beside its place and renamed, so
// that a reader never sees half of one.
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { named } from "../local/named-error.ts";
import type { BulkStore } from "./bulk-store.ts";
import { Breakdown } from "./usage-error.ts";

const FAILED_ROWS = "failed.csv";
/** The files of one download are written within less. */
const EDITED_AFTER_MILLIS = 1000;

/** Answers the folder: `<out>/{file}-{id}`, as the results are named in the bucket. */
export async function downloadResults(store: BulkStore, resultsPrefix: string, out: string): Promise<string> {
  const folder = path.join(out, path.posix.basename(resultsPrefix));
  await mkdir(folder, { recursive: true });
  const pages = paginateListObjectsV2({ client: store.s3 }, { Bucket: store.filesBucket, Prefix: resultsPrefix });
  for await (const page of pages) {
    for (const { Key: key } of page.Contents ?? []) {
      if (key !== undefined) await downloadObject(store, key, path.join(folder, path.posix.basename(key)));
    }
  }
  return folder;
}

/** Rows that somebody has begun to correct are kept beside the new file. */
async function keepEdited(target: string, fresh: string): Promise<void> {
  if (path.basename(target) !== FAILED_ROWS || !(await isEdited(target))) return;
  if ((await readFile(target)).equals(await readFile(fresh))) return;
  let kept = path.join(path.dirname(target), "failed-edited.csv");
  for (let n = 2; existsSync(kept); n += 1) kept = path.join(path.dirname(target), `failed-edited-${String(n)}.csv`);
  await rename(target, kept);
}

/** It was written later than the results that came with it. */
async function isEdited(target: string): Promise<boolean> {
  const beside = path.join(path.dirname(target), "results.csv");
  if (!existsSync(target) || !existsSync(beside)) return false;
  return (await stat(target)).mtimeMs > (await stat(beside)).mtimeMs + EDITED_AFTER_MILLIS;
}

async function downloadObject(store: BulkStore, key: string, target: string): Promise<void> {
  const { Body: body } = await store.s3.send(new GetObjectCommand({ Bucket: store.filesBucket, Key: key }));
  if (!(body instanceof Readable)) throw new Breakdown(`s3://${store.filesBucket}/${key} came without a body`);
  const unfinished = `${target}.unfinished`;
  try {
    await pipeline(body, createWriteStream(unfinished));
    await keepEdited(target, unfinished);
    await rename(unfinished, target);
  } catch (error) {
    throw named(error, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}
