// The DynamoDB table for a reader that must not change it: what reads passes through, what writes is a broken invariant.
import { invariant } from "../../contracts/errors.ts";
import type { Item, Key, QueryOptions, Table } from "./table.ts";

export class ReadOnlyTable implements Table {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  get(key: Key): Promise<Item | undefined> {
    return this.#table.get(key);
  }

  query(pk: string, options?: QueryOptions): AsyncIterable<Item> {
    return this.#table.query(pk, options);
  }

  queryIndex(gsi1pk: string, options?: QueryOptions): AsyncIterable<Item> {
    return this.#table.queryIndex(gsi1pk, options);
  }

  getMany(keys: readonly Key[]): Promise<Item[]> {
    return this.#table.getMany(keys);
  }

  put(): Promise<never> {
    return written();
  }

  update(): Promise<never> {
    return written();
  }

  delete(): Promise<never> {
    return written();
  }

  putMany(): Promise<never> {
    return written();
  }
}

// Async: a caller that expects a promise gets its rejection.
async function written(): Promise<never> {
  await Promise.resolve();
  invariant(false, "readOnlyTable.write");
}
