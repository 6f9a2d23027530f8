// Records in memory as the stores of one process hold them: text and version by partition and sort key. Text, so that nobody
// shares an object with a store.
import type { RecordKey } from "../records.ts";
import type { Versioned } from "./store.ts";

export interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly text: string;
  readonly version: number;
}

export class RecordTexts {
  readonly #partitions = new Map<string, Map<string, Row>>();

  get<T>(key: RecordKey<T>): Versioned<T> | undefined {
    const row = this.#partitions.get(key.pk)?.get(key.sk);
    return row && { value: key.schema.parse(JSON.parse(row.text)), version: row.version };
  }

  /** 0 for what is not there. */
  versionOf(key: RecordKey<unknown>): number {
    return this.#partitions.get(key.pk)?.get(key.sk)?.version ?? 0;
  }

  range<T>(from: RecordKey<T>, to: string): readonly (Versioned<T> & { readonly sk: string })[] {
    const found = [...(this.#partitions.get(from.pk)?.values() ?? [])].filter(({ sk }) => sk >= from.sk && sk <= to);
    found.sort((a, b) => (a.sk < b.sk ? -1 : 1));
    return found.map(({ sk, text, version }) => ({ sk, version, value: from.schema.parse(JSON.parse(text)) }));
  }

  /** Over whatever is there. */
  put(key: RecordKey<unknown>, value: unknown): Row {
    const { pk, sk } = key;
    const row = { pk, sk, text: JSON.stringify(value), version: this.versionOf(key) + 1 };
    this.load(row);
    return row;
  }

  load(row: Row): void {
    const partition = this.#partitions.get(row.pk) ?? new Map<string, Row>();
    this.#partitions.set(row.pk, partition);
    partition.set(row.sk, row);
  }
}
