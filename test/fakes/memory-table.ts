// The table in memory, with DynamoDB's meaning of conditions and its strong consistency. `onCall` sees every operation
// before and after its effect, so that a test can let it fail on either side.
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Item, Key, QueryOptions, Table, Update, When } from "../../adapters/aws/table.ts";

export type TableOperation = "get" | "put" | "update" | "delete";
export type OnTableCall = (operation: TableOperation, key: Key, side: "before" | "after") => void;

export class MemoryTable implements Table {
  readonly items = new Map<string, Item>();
  /** Number of each operation made, conditions that failed included. */
  readonly made: Record<TableOperation, number> = { get: 0, put: 0, update: 0, delete: 0 };
  onCall: OnTableCall | undefined;

  async get(key: Key): Promise<Item | undefined> {
    return await this.#run("get", key, () => clone(this.items.get(path(key))));
  }

  async put(item: Key & Item, options: { readonly ifAbsent?: boolean } = {}): Promise<boolean> {
    return await this.#run("put", item, () => {
      if (options.ifAbsent === true && this.items.has(path(item))) return false;
      this.items.set(path(item), defined(item));
      return true;
    });
  }

  async update(key: Key, update: Update): Promise<Item | undefined> {
    return await this.#run("update", key, () => {
      const before = this.items.get(path(key));
      if (update.when !== undefined && !holds(update.when, before)) return undefined;
      const after: Item = { ...structuredClone(before ?? {}), pk: key.pk, sk: key.sk };
      for (const [name, value] of Object.entries(defined(update.set ?? {}))) setAt(after, name, value);
      for (const name of update.remove ?? []) removeAt(after, name);
      for (const [name, by] of Object.entries(update.add ?? {})) {
        setAt(after, name, Number(valueAt(before, name) ?? 0) + by);
      }
      this.items.set(path(key), after);
      return clone(after);
    });
  }

  async delete(key: Key, when?: When): Promise<boolean> {
    return await this.#run("delete", key, () => {
      if (when !== undefined && !holds(when, this.items.get(path(key)))) return false;
      this.items.delete(path(key));
      return true;
    });
  }

  async *query(pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    await Promise.resolve();
    yield* this.#select("pk", "sk", pk, options);
  }

  async *queryIndex(gsi1pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    await Promise.resolve();
    yield* this.#select("gsi1pk", "gsi1sk", gsi1pk, options);
  }

  async getMany(keys: readonly Key[]): Promise<Item[]> {
    if (new Set(keys.map(path)).size < keys.length) {
      throw new Error("ValidationException: Provided list of item keys contains duplicates");
    }
    const found = await Promise.all(keys.map((key) => this.get(key)));
    return found.filter((item) => item !== undefined);
  }

  async putMany(items: readonly (Key & Item)[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH_ITEMS) {
      const batch = items.slice(from, from + BATCH_ITEMS);
      // DynamoDB's own words for it.
      if (new Set(batch.map(path)).size < batch.length) {
        throw new Error("ValidationException: Provided list of item keys contains duplicates");
      }
      for (const item of batch) await this.put(item);
    }
  }

  async #run<T>(operation: TableOperation, key: Key, effect: () => T): Promise<T> {
    await Promise.resolve();
    this.made[operation] += 1;
    this.onCall?.(operation, { pk: key.pk, sk: key.sk }, "before");
    const result = effect();
    this.onCall?.(operation, { pk: key.pk, sk: key.sk }, "after");
    return await Promise.resolve(result);
  }

  *#select(pkName: string, skName: string, value: string, options: QueryOptions): Iterable<Item> {
    const { prefix = "", between, limit = Number.POSITIVE_INFINITY, descending } = options;
    const found = [...this.items.values()]
      .filter((item) => item[pkName] === value && String(item[skName]).startsWith(prefix))
      .filter((item) => {
        const sk = String(item[skName]);
        return between === undefined || (sk >= between[0] && sk <= between[1]);
      })
      .sort((a, b) => (String(a[skName]) < String(b[skName]) ? -1 : 1));
    if (descending === true) found.reverse();
    for (const item of found.slice(0, limit)) yield structuredClone(item);
  }
}

/** BatchWriteItem takes 25 items (DynamoDB API reference). */
const BATCH_ITEMS = 25;
const path = (key: Key): string => `${key.pk}\u0000${key.sk}`;
const clone = (item: Item | undefined): Item | undefined => item && structuredClone(item);

/** `progress.enrich`: the entry `enrich` of the map `progress`. */
function valueAt(item: Item | undefined, attribute: string): unknown {
  return attribute
    .split(".")
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], item);
}

function setAt(item: Item, attribute: string, value: unknown): void {
  const parts = attribute.split(".");
  const last = parts.pop() ?? attribute;
  const map = parts.length === 0 ? item : valueAt(item, parts.join("."));
  // DynamoDB's own words for it.
  if (typeof map !== "object" || map === null) {
    throw new Error("The document path provided in the update expression is invalid for update");
  }
  (map as Item)[last] = value;
}

function removeAt(item: Item, attribute: string): void {
  const parts = attribute.split(".");
  const last = parts.pop() ?? attribute;
  const map = parts.length === 0 ? item : valueAt(item, parts.join("."));
  if (typeof map === "object" && map !== null) Reflect.deleteProperty(map, last);
}

/** As the SDK marshalls: undefined values are left out, and what DynamoDB has no type for is refused. */
function defined(item: Item): Item {
  marshall(item, { removeUndefinedValues: true });
  return structuredClone(Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)));
}

function holds(when: When, item: Item | undefined): boolean {
  return Object.entries(when).every(([attribute, clause]) => {
    const value = valueAt(item, attribute);
    if (typeof clause !== "object") return value === clause;
    if ("absent" in clause) return (value === undefined) === clause.absent;
    if ("below" in clause) return typeof value === typeof clause.below && (value as number) < (clause.below as number);
    return clause.in.some((one) => one === value);
  });
}
