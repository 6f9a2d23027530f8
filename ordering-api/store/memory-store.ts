// The store in memory: for running alone and for tests. Values are kept as text, so that nobody shares an object with it.
import type { RecordKey } from "../records.ts";
import type { Entry, Store, Versioned } from "./store.ts";

export class MemoryStore implements Store {
  readonly #partitions = new Map<string, Map<string, { text: string; version: number }>>();

  get<T>(key: RecordKey<T>): Promise<Versioned<T> | undefined> {
    const kept = this.#partitions.get(key.pk)?.get(key.sk);
    return Promise.resolve(kept && { value: key.schema.parse(JSON.parse(kept.text)), version: kept.version });
  }

  save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean> {
    const version = this.#partitions.get(key.pk)?.get(key.sk)?.version ?? 0;
    if (version !== ifVersion) return Promise.resolve(false);
    this.#put(key.pk, key.sk, value);
    return Promise.resolve(true);
  }

  putMany(entries: readonly Entry[]): Promise<void> {
    for (const { key, value } of entries) this.#put(key.pk, key.sk, value);
    return Promise.resolve();
  }

  range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]> {
    const found = [...(this.#partitions.get(from.pk) ?? [])].filter(([sk]) => sk >= from.sk && sk <= to);
    found.sort(([a], [b]) => (a < b ? -1 : 1));
    return Promise.resolve(
      found.map(([sk, { text, version }]) => ({ sk, version, value: from.schema.parse(JSON.parse(text)) })),
    );
  }

  #put(pk: string, sk: string, value: unknown): void {
    const partition = this.#partitions.get(pk) ?? new Map<string, { text: string; version: number }>();
    this.#partitions.set(pk, partition);
    partition.set(sk, { text: JSON.stringify(value), version: (partition.get(sk)?.version ?? 0) + 1 });
  }
}
