// The column of a JSON key, in whatever case and with whatever hyphens it is written, the distributor's aliases included.
import { COLUMN_LIST, type Column, headerKey } from "../../contracts/bulk-file.ts";

/** Keys remembered as they are written: the same few stand in every order. */
const KEYS_MAX = 1000;

export class ColumnsByKey {
  /** By header key. */
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #byKey = new Map<string, Column | undefined>();

  constructor(indexes: ReadonlyMap<string, number>) {
    this.#indexes = indexes;
  }

  /** Undefined: none of the schema's. */
  of(key: string): Column | undefined {
    const known = this.#byKey.get(key);
    if (known !== undefined || this.#byKey.has(key)) return known;
    const index = this.#indexes.get(headerKey(key));
    const column = index === undefined ? undefined : COLUMN_LIST[index];
    if (this.#byKey.size < KEYS_MAX) this.#byKey.set(key, column);
    return column;
  }
}
