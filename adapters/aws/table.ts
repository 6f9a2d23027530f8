// The one DynamoDB table, as the few operations that this system makes: one-item conditional writes and consistent
// queries (docs/design.md, "Data": no transactions). A failed condition is an answer, not an error.
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Record<string, unknown>;

/**
 * Attribute names with a dot are document paths (`progress.enrich`); to set an entry, its map must exist.
 * All clauses must hold. `attribute: value` is equality; the other forms say what they mean.
 */
export type When = Record<
  string,
  Scalar | { readonly absent: boolean } | { readonly in: readonly Scalar[] } | { readonly below: Scalar }
>;
type Scalar = string | number | boolean;
export interface Update {
  readonly set?: Item;
  readonly remove?: readonly string[];
  /** Numbers added atomically; an absent attribute counts as 0. */
  readonly add?: Record<string, number>;
  /** Without `when` the item may be absent and is then made. */
  readonly when?: When;
}

export interface QueryOptions {
  readonly prefix?: string;
  /** Inclusive bounds of the sort key; not together with `prefix`. */
  readonly between?: readonly [string, string];
  readonly limit?: number;
  readonly descending?: boolean;
}

export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** False: `ifAbsent` was asked and the item is there. */
  put(item: Key & Item, options?: { readonly ifAbsent?: boolean }): Promise<boolean>;
  /** The item after the update, or undefined where `when` did not hold. */
  update(key: Key, update: Update): Promise<Item | undefined>;
  /** False: `when` did not hold. */
  delete(key: Key, when?: When): Promise<boolean>;
  /** Strongly consistent, page by page. */
  query(pk: string, options?: QueryOptions): AsyncIterable<Item>;
  /** The index by file and status: eventually consistent. */
  queryIndex(gsi1pk: string, options?: QueryOptions): AsyncIterable<Item>;
  /** Strongly consistent, 100 a request; those that are there, in any order. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  /** Unconditional puts, 25 a request; unprocessed ones are sent again. */
  putMany(items: readonly (Key & Item)[]): Promise<void>;
}
