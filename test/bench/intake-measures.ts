// What a bench process of the intake measures: csv-parse or JSON.parse alone, or the whole intake with S3 on a local disk, a
// table that forgets and a queue that counts.
import { createReadStream, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, write } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { S3Client } from "@aws-sdk/client-s3";
import { parse } from "csv-parse";
import type { IntakeDeps } from "../../pipeline/intake/bulk-deps.ts";
import { readRecords } from "../../reading/read-records.ts";
import { profileOf } from "../../reading/profiles.ts";
import { takeInFile } from "../../pipeline/intake/take-in-file.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";

export const MEASURES = ["csvParse", "jsonLines", "rows", "intake"] as const;

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly result: string;
}

const writeAsync = promisify(write);
/** As the uploads cut (part-upload.ts). */
const PART_BYTES = 5 * 1024 * 1024;
const CHUNK = { highWaterMark: 65_536 };

async function measure(name: (typeof MEASURES)[number], path: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "apex-bench-s3-"));
  try {
    const began = performance.now();
    const cpu = process.cpuUsage();
    const result = await { csvParse, jsonLines, rows, intake }[name](path, folder);
    const { user, system } = process.cpuUsage(cpu);
    return {
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
      result,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function csvParse(path: string): Promise<string> {
  let cells = 0;
  for await (const record of createReadStream(path, CHUNK).pipe(parse({ delimiter: "," }))) {
    cells += (record as string[]).length;
  }
  return String(cells);
}

async function jsonLines(path: string): Promise<string> {
  let orders = 0;
  for await (const line of createInterface({ input: createReadStream(path, CHUNK) })) {
    if (JSON.parse(line) !== null) orders += 1;
  }
  return String(orders);
}

async function rows(path: string): Promise<string> {
  let count = 0;
  const sink = { header: () => undefined, blankRow: () => undefined, row: () => (count += 1) };
  await readRecords(
    () => createReadStream(path, CHUNK),
    { profile: profileOf("demo") },
    sink,
    () => undefined,
  );
  return String(count);
}

async function intake(path: string, folder: string): Promise<string> {
  keepHeapYoung();
  let messages = 0;
  const deps: IntakeDeps = {
    s3: diskS3(folder, path),
    table: new ForgetfulTable(),
    filesBucket: "files",
    workBucket: "work",
    clock: { now: () => new Date() },
    sendOrders: (sent) => {
      messages += sent.length;
      return Promise.resolve();
    },
    profileOf,
    personalDataDays: 400,
  };
  const { outcome } = await takeInFile(deps, { key: "inbox/demo/bench", attempt: "a1", timeIsShort: () => false });
  return `${outcome}, ${String(messages)} messages`;
}

interface Command {
  readonly input: {
    readonly Bucket: string;
    readonly Key: string;
    readonly Body?: Uint8Array;
    readonly PartNumber?: number;
  };
}

/** The dropped file is `original`; everything else lies in the folder. Whole objects are sent and copied beside other work, as in S3. */
function diskS3(folder: string, original: string): S3Client {
  const open = new Map<string, number>();
  const place = (bucket: string, key: string): string => {
    const path = join(folder, bucket, key);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  const send = (command: Command): unknown => {
    const { Bucket, Key, Body = new Uint8Array(), PartNumber } = command.input;
    const path = place(Bucket, Key);
    // A bundler numbers classes of one name.
    const name = command.constructor.name.replace(/\d+$/, "");
    switch (name) {
      case "GetObjectCommand": {
        const source = Key.startsWith("inbox/") ? original : path;
        const transformToWebStream = () => createReadStream(source, CHUNK);
        const transformToString = () => Promise.resolve(readFileSync(source, "utf8"));
        return { Body: { transformToWebStream, transformToString }, ETag: '"e"', Metadata: {} };
      }
      case "CopyObjectCommand":
        return copyFile(original, path).then(() => ({}));
      case "PutObjectCommand":
        return writeFile(path, Body).then(() => ({}));
      case "CreateMultipartUploadCommand":
        open.set(path, openSync(path, "w"));
        return { UploadId: path };
      case "UploadPartCommand":
        return writeAsync(open.get(path) ?? -1, Body, 0, Body.length, ((PartNumber ?? 1) - 1) * PART_BYTES).then(
          () => ({
            ETag: String(PartNumber),
          }),
        );
      case "CompleteMultipartUploadCommand":
        return {};
      default:
        throw new Error(`the bench's S3 does not know ${name}`);
    }
  };
  return { send: (command: Command) => Promise.resolve(send(command)) } as unknown as S3Client;
}

/** Knows the file's record and forgets the rest: what DynamoDB would hold is not the intake's memory. */
class ForgetfulTable implements Table {
  #file: Item | undefined;

  get(key: Key): Promise<Item | undefined> {
    return Promise.resolve(key.pk.startsWith("FILE#") && key.sk === "META" ? this.#file : undefined);
  }
  put(item: Key & Item): Promise<boolean> {
    if (item.sk === "META") this.#file = item;
    return Promise.resolve(true);
  }
  update(key: Key, { set }: { readonly set?: Item }): Promise<Item | undefined> {
    if (!key.pk.startsWith("FILE#")) return Promise.resolve({});
    this.#file = { ...this.#file, ...set };
    return Promise.resolve(this.#file);
  }
  delete(): Promise<boolean> {
    return Promise.resolve(true);
  }
  async *query(_pk: string, options?: { readonly prefix?: string }): AsyncIterable<Item> {
    await Promise.resolve();
    // The orders of the file are open: nothing is closed here.
    if (options?.prefix === "OPEN#") yield {};
  }
  async *queryIndex(): AsyncIterable<Item> {
    // Nothing is looked up by index.
  }
  getMany(): Promise<Item[]> {
    return Promise.resolve([]);
  }
  putMany(): Promise<void> {
    return Promise.resolve();
  }
}

const [wanted, file = ""] = process.argv.slice(2);
const [measured] = MEASURES.filter((name) => name === wanted);
if (measured !== undefined) process.stdout.write(JSON.stringify(await measure(measured, file)));
