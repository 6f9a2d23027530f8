// How an order's sites lie in the table: in groups of one item each, so that sites of a chunk, which change together, cost one
// write. Orders recorded before there were groups have an item per site, and keep them for life.
import { CHUNK_SITES } from "../../contracts/limits.ts";
import { keys, type SiteRecord, SiteGroupRecordSchema, SiteRecordSchema } from "../../contracts/records.ts";
import type { Item, Key } from "../../adapters/aws/table.ts";
import { keyOfItem, nameOfItem, orUnreadable, readPart, readRecord, UnreadableRecord } from "./unreadable-record.ts";

/** The chunks of the state machine are the groups: a chunk's message changes one item. */
const GROUP_SITES = CHUNK_SITES;

export interface SiteGroup {
  readonly key: Key;
  readonly n: number;
  readonly version: number;
  readonly sites: ReadonlyMap<number, SiteRecord>;
}

export const groupOf = (index: number): number => Math.floor(index / GROUP_SITES);

/** The groups that hold the sites `[from, to)`. */
export function groupsOver({ from, to }: { readonly from: number; readonly to: number }): number[] {
  const [first, last] = [groupOf(from), groupOf(to - 1)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Undefined: the item is no group. */
export function groupIn(item: Item): SiteGroup | undefined {
  if (!("sites" in item)) return undefined;
  const { orderId, n, version, sites } = readRecord(SiteGroupRecordSchema, item);
  const read = Object.entries(sites).map(([index, site]): [number, SiteRecord] => [
    Number(index),
    readPart(SiteRecordSchema, { ...site, orderId, index: Number(index) }, keyOfItem(item)),
  ]);
  return { key: keys.siteGroup(orderId, n), n, version, sites: new Map(read) };
}

/** The attribute `sites` of a group. What the key says already is left out: a write costs by its size. */
export function sitesAttribute(sites: ReadonlyMap<number, SiteRecord>): Item {
  return Object.fromEntries(
    [...sites].map(([index, { orderId: _orderId, index: _index, ...rest }]) => [String(index), definedIn(rest)]),
  );
}

const definedIn = (site: Item): Item =>
  Object.fromEntries(Object.entries(site).filter(([, value]) => value !== undefined));

/** New groups for the sites of an order, none of them changed yet. */
export function newGroups(sites: readonly SiteRecord[]): (Key & Item)[] {
  const byGroup = Map.groupBy(sites, ({ index }) => groupOf(index));
  return [...byGroup].map(([n, own]) => {
    const orderId = own[0]?.orderId ?? "";
    const attribute = sitesAttribute(new Map(own.map((site) => [site.index, site])));
    return { ...keys.siteGroup(orderId, n), orderId, n, version: 1, sites: attribute };
  });
}

/**
 * The sites that these items hold, by index. An order whose recording was begun by a version before groups and ended by this one
 * has some of its sites twice: the group is the one that changes.
 */
export function sitesIn(items: readonly Item[]): SiteRecord[] {
  const sites = new Map<number, SiteRecord>();
  for (const item of items) {
    const group = groupIn(item);
    if (group === undefined) {
      const site = readRecord(SiteRecordSchema, item);
      if (!sites.has(site.index)) sites.set(site.index, site);
    } else {
      for (const [index, site] of group.sites) sites.set(index, site);
    }
  }
  return [...sites.values()].sort(byIndex);
}

export interface ReadableSites {
  readonly sites: readonly SiteRecord[];
  /** Items that cannot be read, by name. */
  readonly unreadable: readonly string[];
  /** Whether the record of this site is in one of them. */
  readonly isUnreadable: (index: number) => boolean;
}

/** The sites that can be read: an item that cannot is passed over with all of its sites, and named. */
export function readableSitesIn(items: readonly Item[]): ReadableSites {
  const sites = new Map<number, SiteRecord>();
  const unreadable = new Map<string, Item>();
  for (const item of items) {
    const read = orUnreadable(() => sitesIn([item]));
    if (read instanceof UnreadableRecord) unreadable.set(nameOfItem(item), item);
    else for (const site of read) if ("sites" in item || !sites.has(site.index)) sites.set(site.index, site);
  }
  const names = new Set([...unreadable.values()].map(({ sk }) => sk));
  const isUnreadable = (index: number): boolean =>
    !sites.has(index) && (names.has(keys.siteGroup("", groupOf(index)).sk) || names.has(keys.site("", index).sk));
  return { sites: [...sites.values()].sort(byIndex), unreadable: [...unreadable.keys()], isUnreadable };
}

const byIndex = (one: SiteRecord, other: SiteRecord): number => one.index - other.index;
