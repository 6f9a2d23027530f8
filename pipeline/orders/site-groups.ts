// How an order's sites lie in the table: in groups of one item each, so that sites of a chunk, which change together, cost one
// write. Orders recorded before there were groups have an item per site, and keep them for life.
import { CHUNK_SITES } from "../../contracts/limits.ts";
import { keys, type SiteRecord, SiteGroupRecordSchema, SiteRecordSchema } from "../../contracts/records.ts";
import type { Item, Key } from "../../adapters/aws/table.ts";

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
  const { orderId, n, version, sites } = SiteGroupRecordSchema.parse(item);
  const read = Object.entries(sites).map(([index, site]): [number, SiteRecord] => [
    Number(index),
    SiteRecordSchema.parse({ ...site, orderId, index: Number(index) }),
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
      const site = SiteRecordSchema.parse(item);
      if (!sites.has(site.index)) sites.set(site.index, site);
    } else {
      for (const [index, site] of group.sites) sites.set(index, site);
    }
  }
  return [...sites.values()].sort((one, other) => one.index - other.index);
}
