// The one table, in memory behind the wire: DynamoDB's meaning of conditions, frozen items, an index that trails the table,
// and a watch on what must never happen to a record (a timeline that shrinks, an order that comes back from its end) and on
// every change of status, for which the timeline must have its line.
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Item, Key, QueryOptions, Table, Update, When } from "../../adapters/aws/table.ts";
import { markedEntries } from "../../pipeline/orders/marked-entries.ts";
import { recordsInGroup } from "../../pipeline/partner/call-groups.ts";
import type { Chance } from "./chance.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { AWS_FAULTS, BATCH_FAULTS, type Wire, type WireCall } from "./wire.ts";

const PAGE_ITEMS = 100;
/** DynamoDB's own. */
const LEVELS_MAX = 32;
const BATCH_ITEMS = 25;
const INDEX_LAG_MILLIS_MAX = 4_000;
const TERMINAL = ["completed", "partial", "failed", "rejected", "cancelled"];

export interface TableParts {
  readonly wire: Wire;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly onViolation: (text: string) => void;
  /** An item as another version of the code would have written it. */
  readonly skew?: (item: Item) => Item;
}

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

/** A change of an order's or a site's status. */
export interface Transition {
  readonly pk: string;
  readonly siteRef: string | undefined;
  readonly to: string;
  readonly at: number;
}

/** What somebody has done to an attribute by hand; `value` undefined: it is gone. */
export interface Damage {
  readonly key: Key;
  readonly path: string;
  readonly value: unknown;
  readonly before: unknown;
  readonly at: number;
}

type Sites = Readonly<Record<string, { readonly siteRef: string; readonly status: string }>>;

/** The sites of a group by index; none in any other item. */
const sitesOf = (item: Item): Sites => (item["sites"] ?? {}) as Sites;

/** The attributes that hold lines of the timeline (pipeline/orders/timeline.ts): one each, or in a group one for each of its sites. */
export const entriesIn = (item: Item): [name: string, line: Record<string, unknown>][] =>
  Object.entries(item).flatMap(([name, value]) => {
    if (name.startsWith("told#")) {
      const [, type, millis] = /^told#(.+)@(\d+)$/.exec(name) ?? [];
      return [[name, { ...(value as Record<string, unknown>), type, at: new Date(Number(millis)).toISOString() }]];
    }
    if (!name.startsWith("line#")) return [];
    const { at, ...entry } = value as Record<string, unknown>;
    if (typeof at === "string") return [[name, { at, ...entry }]];
    return Object.entries(at as Record<string, number>).map(([index, millis]): [string, Record<string, unknown>] => {
      const siteRef = sitesOf(item)[index]?.siteRef;
      return [name, { ...entry, at: new Date(millis).toISOString(), siteRef }];
    });
  });

/** The records of calls that an item holds: one, or in a group one for each of its sites. */
export function callsIn(item: Item): { readonly sk: string; readonly record: Item }[] {
  const sk = String(item["sk"]);
  if (sk.startsWith("CALLS#")) return recordsInGroup(item);
  return sk.startsWith("CALL#") ? [{ sk, record: item }] : [];
}

export class SimulatedTable implements Table {
  readonly partitions = new Map<string, Map<string, Item>>();
  readonly transitions: Transition[] = [];
  /** Paths of the items of batches that arrived long after their sender's death. */
  readonly strayed = new Set<string>();
  readonly #underWay: { readonly pk: string; readonly fileId: unknown; readonly arrive: () => void }[] = [];
  /** Index entries by partition and by the item's path; the index hears of a write a little later. */
  readonly #index = new Map<string, Map<string, Item>>();
  readonly #damages = new Set<Damage>();
  readonly #parts: TableParts;

  constructor(parts: TableParts) {
    this.#parts = parts;
  }

  damage(what: Omit<Damage, "before">): Damage {
    const damage = { ...what, before: valueAt(this.peek(what.key), what.path) };
    this.#damages.add(damage);
    this.#replace(damage, damage.value);
    return damage;
  }

  /** What has been written over it meanwhile stays. */
  mend(damage: Damage): void {
    if (this.isDamaged(damage)) this.#replace(damage, damage.before);
    this.#damages.delete(damage);
  }

  /** Still there, and as it was damaged. */
  isDamaged({ key, path, value }: Damage): boolean {
    const item = this.peek(key);
    return item !== undefined && valueAt(item, path) === value;
  }

  #replace({ key, path }: Damage, value: unknown): void {
    const item = this.peek(key) ?? {};
    const names = path.split(".");
    const changed = frozen(value === undefined ? withoutValue(item, names) : withValue(item, names, value));
    this.partitions.get(key.pk)?.set(key.sk, changed);
    this.#reindex(key, changed);
  }

  /** An item as it would be if nobody had damaged it. */
  #undamaged(key: Key, item: Item): Item {
    let whole = item;
    for (const damage of this.#damages) {
      const isIts = damage.key.pk === key.pk && damage.key.sk === key.sk;
      if (isIts && valueAt(item, damage.path) === damage.value) {
        whole = withValue(whole, damage.path.split("."), damage.before);
      }
    }
    return whole;
  }

  get(key: Key): Promise<Item | undefined> {
    return this.#call("get", key, () => this.peek(key));
  }

  put(item: Key & Item, options: { readonly ifAbsent?: boolean } = {}): Promise<boolean> {
    return this.#call("put", item, () => {
      if (options.ifAbsent === true && this.peek(item) !== undefined) return false;
      this.#demandStorable(item);
      this.#write(item, frozen(item));
      return true;
    });
  }

  update(key: Key, update: Update): Promise<Item | undefined> {
    return this.#call("update", key, () => {
      const before = this.peek(key);
      if (update.when !== undefined && !holds(update.when, before)) return undefined;
      let after: Item = { ...before, pk: key.pk, sk: key.sk };
      for (const [name, value] of Object.entries(update.set ?? {})) {
        if (value !== undefined) after = withValue(after, name.split("."), value);
      }
      for (const [name, by] of Object.entries(update.add ?? {})) {
        after = withValue(after, name.split("."), Number(valueAt(before, name) ?? 0) + by);
      }
      for (const name of update.remove ?? []) after = withoutValue(after, name.split("."));
      this.#demandStorable({ ...after, ...key });
      const written = frozen(after);
      this.#write(key, written);
      return written;
    });
  }

  /** What a partner has answered goes into a call's record, and DynamoDB does not take everything. */
  #demandStorable(item: Key & Item): void {
    if (!/^CALLS?#/.test(item.sk)) return;
    try {
      marshall(item, { removeUndefinedValues: true });
      if (depthOf(item) > LEVELS_MAX) throw new Error("Nesting Levels have exceeded supported limits");
    } catch (error) {
      this.#parts.onViolation(`an answer that cannot be stored: ${item.pk} ${item.sk} ${String(error)}`);
      throw error;
    }
  }

  delete(key: Key, when?: When): Promise<boolean> {
    return this.#call("delete", key, () => {
      if (when !== undefined && !holds(when, this.peek(key))) return false;
      if (key.sk.startsWith("EVENT#")) this.#parts.onViolation(`timeline: ${key.pk} ${key.sk} deleted`);
      this.partitions.get(key.pk)?.delete(key.sk);
      this.#reindex(key, undefined);
      return true;
    });
  }

  async *query(pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    const found = await this.#call("query", { pk, sk: options.prefix ?? "" }, () =>
      selected(this.partitions.get(pk), (item) => String(item["sk"]), options),
    );
    yield* this.#pages(found, pk);
  }

  async *queryIndex(gsi1pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    const found = await this.#call("queryIndex", { pk: gsi1pk, sk: "" }, () =>
      selected(this.#index.get(gsi1pk), (item) => String(item["gsi1sk"]), options),
    );
    yield* this.#pages(found, gsi1pk);
  }

  async getMany(keys: readonly Key[]): Promise<Item[]> {
    const [first] = keys;
    if (first === undefined) return [];
    return this.#call("getMany", first, () => keys.map((key) => this.peek(key)).filter((item) => item !== undefined));
  }

  async putMany(items: readonly (Key & Item)[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH_ITEMS) {
      const batch = items.slice(from, from + BATCH_ITEMS);
      const [first] = batch;
      if (first === undefined) return;
      if (new Set(batch.map(({ pk, sk }) => `${pk} ${sk}`)).size < batch.length) {
        throw new Error("ValidationException: Provided list of item keys contains duplicates");
      }
      const write = (): void => {
        for (const item of batch) this.#write(item, frozen(item));
      };
      const onStrayed = (arrive: () => void): void => {
        for (const item of batch) this.strayed.add(`${item.pk} ${item.sk}`);
        this.#underWay.push({ pk: first.pk, fileId: first["fileId"], arrive });
      };
      await this.#call("putMany", first, write, onStrayed);
    }
  }

  /** Without the wire: for the world's own looking. */
  peek(key: Key): Item | undefined {
    return this.partitions.get(key.pk)?.get(key.sk);
  }

  *all(prefix: string): Iterable<readonly [pk: string, items: readonly Item[]]> {
    for (const [pk, items] of this.partitions) {
      if (pk.startsWith(prefix)) yield [pk, selected(items, (item) => String(item["sk"]), {})];
    }
  }

  async *#pages(found: readonly Item[], pk: string): AsyncIterable<Item> {
    for (const [at, item] of found.entries()) {
      if (at > 0 && at % PAGE_ITEMS === 0) await this.#call("page", { pk, sk: String(at) }, () => undefined);
      yield item;
    }
  }

  #call<T>(operation: string, key: Key, effect: () => T, onStrayed?: WireCall<T>["onStrayed"]): Promise<T> {
    // Lines of the timeline are the same whenever they come.
    const faults = operation === "putMany" && !key.sk.startsWith("EVENT#") ? BATCH_FAULTS : AWS_FAULTS;
    const name = `${operation} ${key.pk} ${shortened(key.sk)}`;
    return this.#parts.wire.call({ name, effect, faults, ...(onStrayed !== undefined && { onStrayed }) });
  }

  #write(key: Key, item: Item): void {
    const before = this.peek(key);
    this.#watch(key, before && this.#undamaged(key, before), this.#undamaged(key, item));
    // The worst moment for a batch of one file is just after another file has written there.
    for (const { pk, fileId, arrive } of this.#underWay) {
      if (pk === key.pk && fileId !== undefined && fileId !== item["fileId"]) this.#parts.time.setTimer(1, arrive);
    }
    const partition = this.partitions.get(key.pk) ?? new Map<string, Item>();
    this.partitions.set(key.pk, partition.set(key.sk, this.#parts.skew?.(item) ?? item));
    if (before?.["gsi1pk"] !== undefined || item["gsi1pk"] !== undefined) this.#reindex(key, item);
  }

  #watch(key: Key, before: Item | undefined, after: Item): void {
    const { onViolation } = this.#parts;
    if (before === undefined) return;
    for (const [name, { at, type, siteRef }] of entriesIn(before)) {
      if (after[name] !== undefined) continue;
      const tie = siteRef === undefined ? String(type) : `${String(type)}#${String(siteRef)}`;
      if (this.peek({ pk: key.pk, sk: `EVENT#${String(at)}#${tie}` }) === undefined) {
        onViolation(`timeline: ${key.pk} ${key.sk} lost ${name}`);
      }
    }
    for (const { at, type } of markedEntries(before)) {
      const stands = [...markedEntries(after), ...entriesIn(after).map(([, line]) => line)].some(
        (line) => line["at"] === at && line["type"] === type,
      );
      if (!stands && this.peek({ pk: key.pk, sk: `EVENT#${at}#${type}` }) === undefined) {
        onViolation(`timeline: ${key.pk} ${key.sk} lost the mark ${type}`);
      }
    }
    if (key.sk.startsWith("EVENT#") && before["type"] !== after["type"]) {
      onViolation(`timeline: ${key.pk} ${key.sk} was overwritten`);
    }
    const [from, to] = [String(before["status"]), String(after["status"])];
    if (key.pk.startsWith("ORDER#") && key.sk === "META" && from !== to) {
      this.transitions.push({ pk: key.pk, siteRef: undefined, to, at: this.#parts.time.now() });
    }
    this.#watchSites(key, sitesOf(before), sitesOf(after));
    if (key.pk.startsWith("ORDER#") && key.sk === "META" && from !== to && TERMINAL.includes(from)) {
      onViolation(`order: ${key.pk} went from ${from} to ${to}`);
    }
    const now = new Map(callsIn(after).map(({ sk, record }) => [sk, record["state"]]));
    for (const { sk, record } of callsIn(before)) {
      if (record["state"] === "confirmed" && now.get(sk) !== "confirmed") {
        onViolation(`call: ${key.pk} ${sk} went from confirmed to ${String(now.get(sk))}`);
      }
    }
  }

  /** The sites of a group are what changes; each has its transitions. */
  #watchSites({ pk, sk }: Key, before: Sites, after: Sites): void {
    for (const [index, { siteRef, status: to }] of Object.entries(after)) {
      const from = before[index]?.status;
      if (from === to) continue;
      this.transitions.push({ pk, siteRef, to, at: this.#parts.time.now() });
      if (from === "completed") this.#parts.onViolation(`site: ${pk} ${sk} ${siteRef} went from completed to ${to}`);
    }
    for (const index of Object.keys(before)) {
      if (after[index] === undefined) this.#parts.onViolation(`site: ${pk} ${sk} lost site ${index}`);
    }
  }

  #reindex(key: Key, item: Item | undefined): void {
    const { chance, time } = this.#parts;
    const path = `${key.pk} ${key.sk}`;
    const lag = chance.next(`index ${path}`) * INDEX_LAG_MILLIS_MAX;
    time.setTimer(lag, () => {
      for (const entries of this.#index.values()) entries.delete(path);
      // What the index shows is what the table has when the news arrives.
      const current = item === undefined ? undefined : this.peek(key);
      const pk = current?.["gsi1pk"];
      if (current === undefined || typeof pk !== "string") return;
      const entries = this.#index.get(pk) ?? new Map<string, Item>();
      this.#index.set(pk, entries.set(path, current));
    });
  }
}

const shortened = (sk: string): string => (sk.startsWith("EVENT#") ? `EVENT#${sk.slice(31)}` : sk);

function selected(
  items: ReadonlyMap<string, Item> | undefined,
  sortKey: (item: Item) => string,
  options: QueryOptions,
): readonly Item[] {
  const { prefix = "", between, limit = Number.POSITIVE_INFINITY, descending } = options;
  const found: (readonly [string, Item])[] = [];
  for (const item of items?.values() ?? []) {
    const sk = sortKey(item);
    if (!sk.startsWith(prefix) || (between !== undefined && (sk < between[0] || sk > between[1]))) continue;
    found.push([sk, item]);
  }
  found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (descending === true) found.reverse();
  return found.slice(0, limit).map(([, item]) => item);
}

function valueAt(item: Item | undefined, path: string): unknown {
  return path.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], item);
}

function withValue(item: Item, [name = "", ...rest]: readonly string[], value: unknown): Item {
  if (rest.length === 0) return { ...item, [name]: value };
  const inner = item[name];
  if (typeof inner !== "object" || inner === null) throw new Error(`ValidationException: no map at ${name}`);
  return { ...item, [name]: withValue(inner as Item, rest, value) };
}

function withoutValue(item: Item, [name = "", ...rest]: readonly string[]): Item {
  const { [name]: inner, ...others } = item;
  if (rest.length === 0) return others;
  if (typeof inner !== "object" || inner === null) return item;
  return { ...item, [name]: withoutValue(inner as Item, rest) };
}

function holds(when: When, item: Item | undefined): boolean {
  return Object.entries(when).every(([path, clause]) => {
    const value = valueAt(item, path);
    if (typeof clause !== "object") return value === clause;
    if ("absent" in clause) return (value === undefined) === clause.absent;
    if ("below" in clause) return value !== undefined && (value as number) < (clause.below as number);
    return clause.in.some((one) => one === value);
  });
}

/** A copy that nobody can change; undefined values are left out, as the marshaller does. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((one: unknown) => frozen(one))) as T;
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) if (field !== undefined) copy[name] = frozen(field);
  return Object.freeze(copy) as T;
}
