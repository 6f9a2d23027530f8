// Where the Ordering API keeps its records: one-item writes, guarded by a version, and queries by partition. No
// transactions: every effect is decided by the write of one record.
import type { RecordKey } from "../records.ts";

export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

export interface Entry<T = unknown> {
  readonly key: RecordKey<T>;
  readonly value: T;
}

export interface Store {
  get<T>(key: RecordKey<T>): Promise<Versioned<T> | undefined>;
  /** Writes where the record still has this version (0: is not there); false where it has not. */
  save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean>;
  /** Unconditional. */
  putMany(entries: readonly Entry[]): Promise<void>;
  /** All records of the partition whose sort key lies between two texts (inclusive), in the order of their keys. */
  range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]>;
}
