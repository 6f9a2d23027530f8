// Sites: read by range, changed together where they lie together. A change is made on the state that it was decided for, with its
// timeline entry in the same write: a worker that finds that another was faster looks again, and so a late repeat never undoes a
// later stage.
import type { Reason, SiteStatus } from "../../contracts/outcomes.ts";
import { keys, type SiteRecord, SiteRecordSchema } from "../../contracts/records.ts";
import type { Stage } from "../../contracts/stages.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import type { Item, Table, When } from "../../adapters/aws/table.ts";
import { groupIn, groupOf, groupsOver, newGroups, type SiteGroup, sitesAttribute, sitesIn } from "./site-groups.ts";
import { decision, handOver, type Learned, learning, type SiteChange } from "./site-changes.ts";
import { groupEntries, entryOf, moveEntries } from "./timeline.ts";
import { readRecord } from "./unreadable-record.ts";

/** Single-item writes in flight at once. */
const WRITES_AT_ONCE = 16;
/** Groups kept as they were last seen: what is changed was read just before, so that it need not be read once more. */
const SEEN_MAX = 64;
/** A worker that is overtaken this often has met something other than another worker. */
const TRIES_MAX = 10;

export interface DecidedSite {
  readonly site: SiteRecord;
  readonly reason: Reason;
}

export interface HandedOffSite {
  readonly site: SiteRecord;
  readonly acknowledgement: string | undefined;
  /** ISO instant of the handoff. */
  readonly at: string;
}

export class SiteStore {
  readonly #table: Table;
  readonly #now: () => string;
  readonly #actor: string;
  readonly #seen = new Map<string, SiteGroup>();

  constructor(table: Table, now: () => string, actor: string) {
    this.#table = table;
    this.#now = now;
    this.#actor = actor;
  }

  /** ISO instant. */
  now(): string {
    return this.#now();
  }

  /** The sites `[from, to)`, by index; all when no range is given. */
  async sites(orderId: string, range?: { readonly from: number; readonly to: number }): Promise<SiteRecord[]> {
    const items: Item[] = [];
    if (range === undefined) {
      const { pk, prefix } = keys.sitesOf(orderId);
      for await (const item of this.#table.query(pk, { prefix })) items.push(item);
    } else {
      for (const n of groupsOver(range)) items.push(...(await this.#itemsOf(orderId, n, range)));
    }
    for (const item of items) this.#remember(groupIn(item));
    return sitesIn(items).filter(({ index }) => range === undefined || (index >= range.from && index < range.to));
  }

  /** Sites that are there already stay as they are: they may have moved on. */
  async create(sites: readonly SiteRecord[]): Promise<void> {
    await concurrently(newGroups(sites), WRITES_AT_ONCE, (group) => this.#table.put(group, { ifAbsent: true }));
  }

  /**
   * Makes each change that still applies to its site as it is now; sites of a group in one write. The sites as they are after it, by
   * index.
   */
  async record(orderId: string, changes: readonly SiteChange[]): Promise<ReadonlyMap<number, SiteRecord>> {
    const byGroup = [...Map.groupBy(changes, ({ site }) => groupOf(site.index))];
    const after = await concurrently(byGroup, WRITES_AT_ONCE, ([n, own]) => this.#recordGroup(orderId, n, own));
    return new Map(after.flatMap((sites) => [...sites]));
  }

  /** Sets, once for each site, what a stage learned; `once` names the attribute that shows that it was set before. */
  async learn(orderId: string, learned: readonly Learned[], how: Parameters<typeof learning>[1]): Promise<void> {
    await this.record(
      orderId,
      learned.map((one) => learning(one, how)),
    );
  }

  /** AT&T has the sites. A fact: it stands whatever was decided about a site meanwhile. */
  async handedOff(orderId: string, sites: readonly HandedOffSite[]): Promise<void> {
    await this.record(
      orderId,
      sites.map(({ site, acknowledgement, at }) => handOver(site, acknowledgement, at)),
    );
  }

  /** Gives sites a status with its reason, and the timeline an entry each. */
  async decide(
    orderId: string,
    decided: readonly DecidedSite[],
    stage: Stage,
    status: SiteStatus = "failed",
  ): Promise<void> {
    const at = this.#now();
    await this.record(
      orderId,
      decided.map(({ site, reason }) => decision(site, { reason, stage, status, at })),
    );
  }

  async #itemsOf(orderId: string, n: number, { from, to }: { from: number; to: number }): Promise<Item[]> {
    const group = await this.#table.get(keys.siteGroup(orderId, n));
    if (group !== undefined) return [group];
    const single: Item[] = [];
    const between = [keys.site(orderId, from).sk, keys.site(orderId, to - 1).sk] as const;
    for await (const item of this.#table.query(keys.order(orderId).pk, { between })) single.push(item);
    return single;
  }

  async #recordGroup(
    orderId: string,
    n: number,
    changes: readonly SiteChange[],
  ): Promise<ReadonlyMap<number, SiteRecord>> {
    const name = keys.siteGroup(orderId, n);
    let group = this.#seen.get(nameOf(name));
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const isFresh = group === undefined;
      if (group === undefined) {
        const item = await this.#table.get(name);
        if (item === undefined) return await this.#recordSingly(orderId, changes);
        group = groupIn(item);
      }
      if (group === undefined) break;
      const now = group;
      const applied = changes.filter(({ site, when }) => appliesTo(now.sites.get(site.index), when));
      // What does not apply to the group as it was seen may apply to it as it is.
      if (applied.length < changes.length && !isFresh) group = undefined;
      else if (applied.length === 0) return now.sites;
      else {
        const written = await this.#write(now, applied);
        if (written !== undefined) return written.sites;
        group = undefined;
      }
    }
    throw new Error(`sites ${name.pk} ${name.sk}: changed by others again and again`);
  }

  /** Undefined: the group is not as it was. */
  async #write(group: SiteGroup, changes: readonly SiteChange[]): Promise<SiteGroup | undefined> {
    const sites = new Map(group.sites);
    for (const { site, set } of changes) sites.set(site.index, changed(sites.get(site.index) ?? site, set));
    const version = group.version + 1;
    const entries = groupEntries(changes, { version, actor: this.#actor, now: this.#now() });
    const item = await this.#table.update(group.key, {
      set: { sites: sitesAttribute(sites), version, ...entries },
      when: { version: group.version },
    });
    if (item === undefined) {
      this.#seen.delete(nameOf(group.key));
      return undefined;
    }
    const written = groupIn(item);
    this.#remember(written);
    await moveEntries(this.#table, group.key, item);
    return written;
  }

  /** Sites with items of their own: each on the state that it has. */
  async #recordSingly(orderId: string, changes: readonly SiteChange[]): Promise<ReadonlyMap<number, SiteRecord>> {
    const after = await concurrently(changes, WRITES_AT_ONCE, (change) => this.#recordSite(orderId, change));
    return new Map(after.flatMap((site) => (site === undefined ? [] : [[site.index, site]])));
  }

  async #recordSite(orderId: string, { site, set, when, happened }: SiteChange): Promise<SiteRecord | undefined> {
    const key = keys.site(orderId, site.index);
    const { siteRef } = site;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const item = await this.#table.get(key);
      if (item === undefined) return undefined;
      const now = readRecord(SiteRecordSchema, item);
      if (!when(now)) return now;
      const entry = happened && entryOf({ at: this.#now(), orderId, siteRef, actor: this.#actor, ...happened });
      const written = await this.#table.update(key, {
        set: { ...set, ...entry },
        ...(set.reason === undefined && { remove: REASONS }),
        when: sameState(now),
      });
      if (written === undefined) continue;
      await moveEntries(this.#table, key, written);
      return readRecord(SiteRecordSchema, written);
    }
    throw new Error(`site ${key.pk} ${key.sk}: changed by others again and again`);
  }

  #remember(group: SiteGroup | undefined): void {
    if (group === undefined) return;
    this.#seen.delete(nameOf(group.key));
    this.#seen.set(nameOf(group.key), group);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= SEEN_MAX) break;
      this.#seen.delete(oldest);
    }
  }
}

const REASONS = ["reason", "decidedAt"] as const;
const nameOf = ({ pk, sk }: { readonly pk: string; readonly sk: string }): string => `${pk} ${sk}`;

const appliesTo = (site: SiteRecord | undefined, when: SiteChange["when"]): boolean => site !== undefined && when(site);

/** A site that goes on leaves the reason of an earlier failure behind. */
function changed(site: SiteRecord, set: SiteChange["set"]): SiteRecord {
  if (set.reason !== undefined) return { ...site, ...set };
  const { reason: _reason, decidedAt: _decidedAt, ...rest } = site;
  return { ...rest, ...set };
}

/** All that a change is decided on. */
function sameState({ status, siteId, subOrderId, billingAccountId, handedOffAt }: SiteRecord): When {
  const absent = { absent: true } as const;
  return {
    status,
    siteId: siteId ?? absent,
    subOrderId: subOrderId ?? absent,
    billingAccountId: billingAccountId ?? absent,
    handedOffAt: handedOffAt ?? absent,
  };
}
