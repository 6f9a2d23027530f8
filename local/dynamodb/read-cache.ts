// What dynalite has just written is read again within moments, and most conditional writes first look for an item that is not
// there. Both are answered here without a way to LevelDB's threads and back, which on a busy machine costs more than
// everything else a request does. Only completed writes are kept, as text, up to a bound.
import type { Done, LevelDatabase } from "dynalite/db/index.js";

const CHARACTERS_MAX = 32 * 1024 * 1024;
/** Indexes are read by ranges only, which go to LevelDB. */
const INDEX_PREFIX = "index-";

type Change = { readonly type: "put"; readonly key: string; readonly value: unknown } | Removal;
interface Removal {
  readonly type: "del";
  readonly key: string;
}

export class ReadCache {
  readonly #db: LevelDatabase;
  /** Every key there is; undefined until they have been read, and then nothing is known to be absent. */
  #keys: Set<string> | undefined;
  readonly #recent = new Map<string, string>();
  #characters = 0;

  constructor(db: LevelDatabase) {
    this.#db = db;
    this.#interpose();
  }

  /** Before the first request; a table that is not there yet does not change meanwhile. */
  async readKeys(): Promise<void> {
    const keys = new Set<string>();
    for await (const key of this.#db.keys()) keys.add(key);
    this.#keys = keys;
  }

  #interpose(): void {
    const db = this.#db;
    const [get, put, del, batch] = [db.get.bind(db), db.put.bind(db), db.del.bind(db), db.batch.bind(db)];
    db.get = (key, done) => {
      const text = this.#recent.get(key);
      if (text !== undefined) queueMicrotask(() => done(null, JSON.parse(text)));
      else if (this.#keys?.has(key) === false) queueMicrotask(() => done(null, undefined));
      else get(key, done);
    };
    db.put = (key, value, done) => put(key, value, this.#after([{ type: "put", key, value }], done));
    db.del = (key, done) => del(key, this.#after([{ type: "del", key }], done));
    db.batch = (changes, done) => batch(changes, this.#after(changes, done));
  }

  #after(changes: readonly Change[], done: Done): Done {
    // A change under way: neither the old nor the new item may be taken from here.
    for (const { key } of changes) {
      this.#forget(key);
      this.#keys?.add(key);
    }
    return (error, answer) => {
      if (error === null || error === undefined) for (const change of changes) this.#note(change);
      done(error, answer);
    };
  }

  #note(change: Change): void {
    if (change.type === "del") {
      this.#keys?.delete(change.key);
      return;
    }
    if (change.key.startsWith(INDEX_PREFIX)) return;
    const text = JSON.stringify(change.value);
    this.#forget(change.key);
    this.#recent.set(change.key, text);
    this.#characters += text.length;
    for (const key of this.#recent.keys()) {
      if (this.#characters <= CHARACTERS_MAX) break;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#characters -= this.#recent.get(key)?.length ?? 0;
    this.#recent.delete(key);
  }
}
