// Reading a quote and its sites for a caller: another Solution Provider's quote is as good as none.
import { type Quote, groupStart, keys, type Site } from "../records.ts";
import { notFound } from "../refusal.ts";
import type { Store, Versioned } from "../store/store.ts";
import { type CallContext, idParts } from "./call-context.ts";

export interface FoundQuote extends Versioned<Quote> {
  readonly serial: string;
}

export async function findQuote(
  context: CallContext,
  quoteId: string,
  owner: { readonly path?: string; readonly spId?: string } = {},
): Promise<FoundQuote> {
  const path = owner.path ?? "quoteId";
  const { serial, number } = idParts("quote", quoteId, path);
  const found = number === 0 ? await context.store.get(keys.quote(serial)) : undefined;
  if (found?.value.clientId !== context.clientId) throw notFound(path, "quote");
  if (owner.spId !== undefined && found.value.spId !== owner.spId) throw notFound(path, "quote");
  return { ...found, serial };
}

export interface FoundGroup {
  readonly name: string;
  readonly version: number;
  readonly from: number;
  readonly sites: Site[];
}

/** No group is larger, so the group of a site begins at most so many sites before it. */
export const GROUP_SITES_MAX = 50;

/** The groups that hold sites `first` to `last` (inclusive), or all. */
export async function findGroups(
  store: Store,
  quote: FoundQuote,
  first = 0,
  last = Number.POSITIVE_INFINITY,
): Promise<readonly FoundGroup[]> {
  const low = Math.max(0, first - GROUP_SITES_MAX + 1);
  const from = keys.siteGroup(quote.serial, String(low).padStart(5, "0"));
  const to = Number.isFinite(last) ? keys.siteGroup(quote.serial, `${String(last).padStart(5, "0")}$`).sk : "SITES#~";
  const listed = new Set(quote.value.groups);
  const rows = await store.range(from, to);
  return rows
    .map(({ sk, version, value }) => ({ name: sk.slice("SITES#".length), version, ...value }))
    .filter((group) => listed.has(group.name) && groupStart(group.name) + group.sites.length > first);
}

export async function findSites(store: Store, quote: FoundQuote): Promise<readonly Site[]> {
  return (await findGroups(store, quote)).flatMap((group) => group.sites);
}
