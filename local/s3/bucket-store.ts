// The objects of one bucket: bodies as files with random names, so that no key ever reaches the file system, and a journal of
// what each key points to. A body is written completely before its line in the journal: a crash leaves the old object.
// A bucket that keeps versions deletes nothing by itself: a delete adds a marker.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { named } from "../named-error.ts";
import {
  NULL_VERSION,
  type StoredObject,
  type Version,
  newVersionId,
  putLine,
  removedLine,
  replay,
  withVersion,
} from "./stored-version.ts";

const DAY_MILLIS = 86_400_000;

export interface BucketSettings {
  readonly isVersioned: boolean;
  /** Lifecycle: versions that have not been current for so many days are forgotten; undefined: kept. */
  readonly noncurrentDays: number | undefined;
}

export class BucketStore {
  readonly name: string;
  readonly isVersioned: boolean;
  readonly #bodies: string;
  readonly #journalPath: string;
  readonly #journal: number;
  readonly #versions: Map<string, readonly Version[]>;
  #sortedKeys: readonly string[] | undefined;

  /** `now` in milliseconds since 1970: S3 applies lifecycle rules about once a day, this bucket when it is opened. */
  constructor(location: { readonly dir: string; readonly name: string }, settings: BucketSettings, now: number) {
    const { dir, name } = location;
    this.name = name;
    this.isVersioned = settings.isVersioned;
    this.#bodies = join(dir, "bodies");
    mkdirSync(this.#bodies, { recursive: true });
    const journal = join(dir, "journal.ndjson");
    this.#versions = existsSync(journal) ? replay(journal) : new Map<string, readonly Version[]>();
    this.#expire(settings.noncurrentDays, now);
    writeCompacted(journal, this.#versions);
    this.#journalPath = journal;
    this.#journal = openSync(journal, "a");
    this.#removeOrphans();
  }

  /** The current version of a key, which may be a delete marker. */
  latest(key: string): Version | undefined {
    return this.#versions.get(key)?.at(-1);
  }

  get(key: string): StoredObject | undefined {
    return this.latest(key)?.object;
  }

  version(key: string, versionId: string): Version | undefined {
    return this.#versions.get(key)?.find((one) => one.versionId === versionId);
  }

  /** Newest first. */
  versionsOf(key: string): readonly Version[] {
    return [...(this.#versions.get(key) ?? [])].reverse();
  }

  /** Keys with a current object, in the order of code units, which for all but rare planes is S3's order. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#versions.keys()].filter((key) => this.get(key) !== undefined).sort();
    return this.#sortedKeys;
  }

  /** Also keys whose current version is a delete marker. */
  allKeys(): readonly string[] {
    return [...this.#versions.keys()].sort();
  }

  /** A new file for a body; nothing points to it until put. */
  newFile(): { readonly file: string; readonly path: string } {
    const file = randomUUID();
    return { file, path: this.path(file) };
  }

  path(file: string): string {
    return join(this.#bodies, file);
  }

  put(key: string, object: StoredObject): Version {
    return this.#add(key, { versionId: this.#nextVersionId(), modifiedAt: object.modifiedAt, object });
  }

  /** Answers the delete marker; undefined where the bucket keeps none. */
  delete(key: string, now: number): Version | undefined {
    if (this.isVersioned) return this.#add(key, { versionId: newVersionId(), modifiedAt: now });
    this.deleteVersion(key, NULL_VERSION);
    return undefined;
  }

  /** Forgets one version for good; answers what it was. */
  deleteVersion(key: string, versionId: string): Version | undefined {
    const removed = this.version(key, versionId);
    if (removed === undefined) return undefined;
    this.#append(removedLine(key, versionId));
    const left = (this.#versions.get(key) ?? []).filter((one) => one !== removed);
    if (left.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, left);
    this.#sortedKeys = undefined;
    if (removed.object !== undefined) this.discard(removed.object.file);
    return removed;
  }

  discard(file: string): void {
    rmSync(this.path(file), { force: true });
  }

  close(): void {
    closeSync(this.#journal);
  }

  #nextVersionId(): string {
    return this.isVersioned ? newVersionId() : NULL_VERSION;
  }

  #add(key: string, version: Version): Version {
    this.#append(putLine(key, version));
    const hadObject = this.get(key) !== undefined;
    const replaced = this.version(key, version.versionId)?.object;
    this.#versions.set(key, withVersion(this.#versions.get(key) ?? [], version));
    if (hadObject !== (version.object !== undefined)) this.#sortedKeys = undefined;
    if (replaced !== undefined) this.discard(replaced.file);
    return version;
  }

  #expire(noncurrentDays: number | undefined, now: number): void {
    if (noncurrentDays === undefined) return;
    const oldest = now - noncurrentDays * DAY_MILLIS;
    for (const [key, versions] of this.#versions) {
      // A version stops being current when the next one comes.
      const left = versions.filter((_one, index) => (versions[index + 1]?.modifiedAt ?? now) >= oldest);
      if (left.length < versions.length) this.#versions.set(key, left);
    }
  }

  /** Whole or not at all: what a full disk has cut off would swallow the line after it. */
  #append(text: string): void {
    const { size } = fstatSync(this.#journal);
    const bytes = Buffer.from(text);
    try {
      for (let from = 0; from < bytes.length;) from += writeSync(this.#journal, bytes, from);
    } catch (error) {
      ftruncateSync(this.#journal, size);
      throw named(error, this.#journalPath);
    }
  }

  /** Bodies of uploads that a crash cut off. */
  #removeOrphans(): void {
    const known = new Set([...this.#versions.values()].flat().map(({ object }) => object?.file));
    for (const file of readdirSync(this.#bodies)) {
      if (!known.has(file)) this.discard(file);
    }
  }
}

function writeCompacted(journal: string, versions: ReadonlyMap<string, readonly Version[]>): void {
  const fresh = `${journal}.new`;
  const lines = [...versions].flatMap(([key, own]) => own.map((version) => putLine(key, version)));
  writeFileSync(fresh, lines.join(""));
  renameSync(fresh, journal);
}
