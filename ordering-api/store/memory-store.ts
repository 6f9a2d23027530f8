// The store in memory: for running alone without a trace, and for tests.
import type { RecordKey } from "../records.ts";
import { RecordTexts } from "./record-texts.ts";
import type { Entry, Store, Versioned } from "./store.ts";

export class MemoryStore implements Store {
  readonly #texts = new RecordTexts();

  get<T>(key: RecordKey<T>): Promise<Versioned<T> | undefined> {
    return Promise.resolve(this.#texts.get(key));
  }

  save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean> {
    if (this.#texts.versionOf(key) !== ifVersion) return Promise.resolve(false);
    this.#texts.put(key, value);
    return Promise.resolve(true);
  }

  putMany(entries: readonly Entry[]): Promise<void> {
    for (const { key, value } of entries) this.#texts.put(key, value);
    return Promise.resolve();
  }

  range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]> {
    return Promise.resolve(this.#texts.range(from, to));
  }
}
