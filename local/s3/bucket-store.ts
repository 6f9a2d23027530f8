// The objects of one bucket: bodies as files with random names, so that no key ever reaches the file system, and a journal of
// what each key points to. A body is written completely before its line in the journal: a crash leaves the old object.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { isObject, numberAt, objectAt, textAt } from "../json.ts";

export interface StoredObject {
  /** Name of the file with the body. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  /** Response headers as given at the put: content-type, content-encoding, x-amz-meta-*… */
  readonly headers: Readonly<Record<string, string>>;
}

export class BucketStore {
  readonly name: string;
  readonly #bodies: string;
  readonly #journal: number;
  readonly #objects: Map<string, StoredObject>;
  #sortedKeys: readonly string[] | undefined;

  constructor(dir: string, name: string) {
    this.name = name;
    this.#bodies = join(dir, "bodies");
    mkdirSync(this.#bodies, { recursive: true });
    const journal = join(dir, "journal.ndjson");
    this.#objects = existsSync(journal) ? replay(readFileSync(journal, "utf8")) : new Map<string, StoredObject>();
    writeCompacted(journal, this.#objects);
    this.#journal = openSync(journal, "a");
    this.#removeOrphans();
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** In the order of code units, which for all but rare planes is S3's order. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort();
    return this.#sortedKeys;
  }

  /** A new file for a body; nothing points to it until put. */
  newFile(): { readonly file: string; readonly path: string } {
    const file = randomUUID();
    return { file, path: this.path(file) };
  }

  path(file: string): string {
    return join(this.#bodies, file);
  }

  put(key: string, object: StoredObject): void {
    writeSync(this.#journal, line(key, object));
    const previous = this.#objects.get(key);
    this.#objects.set(key, object);
    if (previous === undefined) this.#sortedKeys = undefined;
    else this.discard(previous.file);
  }

  delete(key: string): boolean {
    const previous = this.#objects.get(key);
    if (previous === undefined) return false;
    writeSync(this.#journal, `${JSON.stringify({ key })}\n`);
    this.#objects.delete(key);
    this.#sortedKeys = undefined;
    this.discard(previous.file);
    return true;
  }

  discard(file: string): void {
    rmSync(this.path(file), { force: true });
  }

  close(): void {
    closeSync(this.#journal);
  }

  /** Bodies of uploads that a crash cut off. */
  #removeOrphans(): void {
    const known = new Set([...this.#objects.values()].map((object) => object.file));
    for (const file of readdirSync(this.#bodies)) {
      if (!known.has(file)) this.discard(file);
    }
  }
}

function line(key: string, object: StoredObject): string {
  return `${JSON.stringify({ key, object })}\n`;
}

function replay(journal: string): Map<string, StoredObject> {
  const objects = new Map<string, StoredObject>();
  for (const text of journal.split("\n")) {
    const entry = parseLine(text);
    const key = textAt(entry, "key");
    if (key === undefined) continue;
    const object = objectAt(entry, "object");
    const [file, etag] = [textAt(object, "file"), textAt(object, "etag")];
    if (file === undefined || etag === undefined) {
      objects.delete(key);
      continue;
    }
    const headers = Object.entries(objectAt(object, "headers")).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    objects.set(key, {
      file,
      etag,
      sizeBytes: numberAt(object, "sizeBytes") ?? 0,
      modifiedAt: numberAt(object, "modifiedAt") ?? 0,
      headers: Object.fromEntries(headers),
    });
  }
  return objects;
}

/** A line that a crash cut off is not an entry. */
function parseLine(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text === "" ? "null" : text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function writeCompacted(journal: string, objects: ReadonlyMap<string, StoredObject>): void {
  const fresh = `${journal}.new`;
  writeFileSync(fresh, [...objects].map(([key, object]) => line(key, object)).join(""));
  renameSync(fresh, journal);
}
