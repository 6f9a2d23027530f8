// Where the record of a call lies, and how records of several sites share an item. A chunk hands off a few sites at once: their
// intents, and then their outcomes, are written together, in one write where each was one before. Each record keeps its own
// conditions: where one of them does not hold, all are written one by one, and each is told what became of its own.
import type { Hash } from "node:crypto";
import type { CallName } from "../../contracts/apex/calls.ts";
import { transactionIdOf } from "../../contracts/ids.ts";
import { keys, partsOfCallKey } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import type { Item, Key, Table, Update, When } from "../../adapters/aws/table.ts";
import { keyOfItem, UnreadableRecord } from "../orders/unreadable-record.ts";
import { CALL_CLASSES } from "./call-classes.ts";
import { GroupWrites } from "./group-writes.ts";

/**
 * Sites of one item: as many as a chunk works on at once (contracts/limits.ts), so that they come together. It is part of the keys of
 * orders that are under way: another number needs another prefix.
 */
const GROUP_SITES = 4;

/** What a record needs of the table. */
export type RecordTable = Pick<Table, "get" | "put" | "update" | "delete">;

export interface CallScope {
  readonly orderId: string;
  readonly stage: Stage;
  readonly call: CallName;
  readonly scope: number | "order";
  readonly inGroups?: boolean;
}

/**
 * The key of a call's record. Of one in a group no item has it: CallGroups finds its item and its attribute.
 */
export function recordKeyOf({ orderId, stage, call, scope, inGroups = false }: CallScope): Key {
  const key = keys.call(orderId, stage, call, scope);
  return inGroups && scope !== "order" && CALL_CLASSES[call].binds === "site"
    ? { pk: key.pk, sk: key.sk + IN_GROUP }
    : key;
}

const IN_GROUP = "@group";
export const isInGroup = ({ sk }: Key): boolean => sk.endsWith(IN_GROUP);

/** A write costs by the size of its item: in a group 132 bits of the hash tell one request from another as well. */
export const requestHash = (key: Key, hash: Hash): string =>
  isInGroup(key) ? hash.digest("base64url").slice(0, 22) : hash.digest("hex");

/** What a record's attributes are called in a group, for the same reason. */
const SHORT: Readonly<Record<string, string>> = {
  ...{ state: "st", requestHash: "hash", startedAt: "from", endedAt: "to", attempts: "n", response: "said" },
  ...{ leaseUntil: "lease", lookAfter: "after", refusedProperty: "property", responseParts: "parts" },
};
const LONG = new Map(Object.entries(SHORT).map(([long, short]) => [short, long]));
/** Kept as epoch milliseconds. */
const INSTANTS = ["startedAt", "endedAt"];
/** Said by the key. */
const SAID_BY_KEY = ["pk", "sk", "call", "transactionId"];

export class CallGroups implements RecordTable {
  readonly #table: Table;
  readonly #writes: GroupWrites;

  constructor(table: Table, sleep?: (millis: number) => Promise<unknown>) {
    this.#table = table;
    this.#writes = new GroupWrites(table, { sleep, changesMax: GROUP_SITES });
  }

  async get(key: Key): Promise<Item | undefined> {
    const { item, attribute } = attributeOf(key);
    return recordIn(await this.#table.get(item), attribute);
  }

  /** Only where there is none yet: a record is never replaced. */
  async put({ pk, sk, ...record }: Key & Item): Promise<boolean> {
    const { item, attribute } = attributeOf({ pk, sk });
    const update = { set: { [attribute]: shortened(record) }, when: { [attribute]: { absent: true } } } as const;
    return (await this.#writes.write(item, attribute, update)) !== undefined;
  }

  async update(key: Key, { set = {}, remove = [], add = {}, when = {} }: Update): Promise<Item | undefined> {
    const { item, attribute } = attributeOf(key);
    const kept = Object.entries(set).filter(([name]) => !SAID_BY_KEY.includes(name));
    const values = Object.fromEntries(kept.map(([name, value]) => [name, shortValue(name, value)]));
    const after = await this.#writes.write(item, attribute, {
      set: within(attribute, values),
      remove: remove.map((name) => pathOf(attribute, name)),
      add: within(attribute, add),
      when: within(attribute, when),
    });
    return recordIn(after, attribute);
  }

  async delete(key: Key, when: When = {}): Promise<boolean> {
    const { item, attribute } = attributeOf(key);
    const update = { remove: [attribute], when: within(attribute, when) };
    return (await this.#writes.write(item, attribute, update)) !== undefined;
  }
}

const pathOf = (attribute: string, name: string): string => `${attribute}.${SHORT[name] ?? name}`;
const within = <T>(attribute: string, all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [pathOf(attribute, name), value]));

/** The last day that JavaScript knows. */
const INSTANT_MAX = 8.64e15;
const isInstant = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= INSTANT_MAX;

/** The records of a group's item, each with the sort key that it would have in an item of its own. */
export function recordsInGroup(item: Item): { readonly sk: string; readonly record: Item }[] {
  const { stage, call } = partsOfCallKey(String(item["sk"]));
  return Object.keys(item).flatMap((attribute) => {
    const index = /^s(\d+)$/.exec(attribute)?.[1];
    const record = index === undefined ? undefined : recordIn(item, attribute);
    return record === undefined ? [] : { sk: keys.call("", stage, call, Number(index)).sk, record };
  });
}

/** The key of the item in which a call's record lies. */
export const itemKeyOf = (key: Key): Key => (isInGroup(key) ? attributeOf(key).item : key);

function attributeOf({ pk, sk }: Key): { readonly item: Key; readonly attribute: string } {
  const { stage, call, scope } = partsOfCallKey(sk.slice(0, -IN_GROUP.length));
  const index = Number(scope);
  const item = keys.callGroup(pk.replace("ORDER#", ""), stage, call, index - (index % GROUP_SITES));
  return { item, attribute: `s${String(index)}` };
}

function recordIn(item: Item | undefined, attribute: string): Item | undefined {
  const short = item?.[attribute];
  if (item === undefined || short === undefined) return undefined;
  if (typeof short !== "object" || short === null) throw new UnreadableRecord(keyOfItem(item), [attribute]);
  const record = Object.entries(short).map(([name, value]): [string, unknown] => {
    const long = LONG.get(name) ?? name;
    return [long, INSTANTS.includes(long) && isInstant(value) ? new Date(value).toISOString() : value];
  });
  const { stage, call } = partsOfCallKey(String(item["sk"]));
  const orderId = String(item["pk"]).replace("ORDER#", "");
  const transactionId = transactionIdOf(orderId, stage, call, Number(attribute.slice(1)));
  return { call, transactionId, ...Object.fromEntries(record) };
}

function shortened(record: Item): Item {
  const kept = Object.entries(record).filter(([name, value]) => !SAID_BY_KEY.includes(name) && value !== undefined);
  return Object.fromEntries(kept.map(([name, value]) => [SHORT[name] ?? name, shortValue(name, value)]));
}

const shortValue = (name: string, value: unknown): unknown =>
  INSTANTS.includes(name) && typeof value === "string" ? Date.parse(value) : value;
