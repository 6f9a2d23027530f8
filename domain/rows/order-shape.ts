// Where the sites of a JSON order stand. A list named sites is what is documented; one site without its list and a flat row are
// read all the same, for they can mean one thing only, and that is recorded. Site columns beside a list of sites are an error
// where a site lacks them.
import { type Column, headerKey } from "../../contracts/bulk-file.ts";
import type { ColumnsByKey } from "./columns-by-key.ts";
import type { Finding } from "./finding.ts";
import { WrittenNumber } from "./written-numbers.ts";

/** In whatever case they are written (headerKey). */
export const ORDERS_KEY = "orders";
const SITES_KEY = "sites";
/** Keys named in one finding. */
const NAMED_KEYS_MAX = 5;

/** What becomes of the value of a key. `elsewhere`: it is no value of this object's own row. */
export type Target = Column | "carried" | "elsewhere";

export interface OrderKeys {
  /** Of the keys, in their order. */
  readonly targets: readonly Target[];
  /** Keys that should hold the list of sites: one, or it is an error. */
  readonly sites: readonly string[];
  /** Keys that belong in a site. */
  readonly ofSites: readonly string[];
}

export function orderKeys(keys: readonly string[], byKey: ColumnsByKey): OrderKeys {
  const sites = keys.filter((key) => headerKey(key) === SITES_KEY);
  const ofSites = keys.filter((key) => (byKey.of(key)?.group ?? "order") !== "order");
  const elsewhere = new Set([...sites, ...ofSites]);
  const targets = keys.map((key): Target => (elsewhere.has(key) ? "elsewhere" : (byKey.of(key) ?? "carried")));
  return { targets, sites, ofSites };
}

export interface SitesOfOrder {
  /** Empty: the order has none. */
  readonly sites: readonly unknown[];
  /** list: as documented. sole: one site in its place. flat: the order is its own site. */
  readonly form: "list" | "sole" | "flat";
  readonly findings: readonly Finding[];
  /** Keys of a site that stand in the order, and that some site lacks: whether they are meant for it nobody has said. */
  readonly misplaced: readonly string[];
}

export function sitesOf(
  order: Readonly<Record<string, unknown>>,
  { sites: [key, another], ofSites }: OrderKeys,
  byKey: ColumnsByKey,
): SitesOfOrder {
  const none = (finding: Finding): SitesOfOrder => ({ sites: [], form: "list", findings: [finding], misplaced: [] });
  if (another !== undefined) return none({ code: "json.duplicateKey", column: "sites", detail: another });
  const value = key === undefined ? undefined : order[key];
  if (value === undefined || value === null) {
    if (ofSites.length === 0) return none({ code: "order.noSites", column: "sites" });
    return { sites: [order], form: "flat", findings: [{ code: "json.flatOrder" }], misplaced: [] };
  }
  const hasColumn = (site: Readonly<Record<string, unknown>>): boolean =>
    Object.keys(site).some((name) => byKey.of(name) !== undefined);
  const isSole = isRecord(value) && hasColumn(value);
  const sites: readonly unknown[] | undefined = isSole ? [value] : Array.isArray(value) ? value : undefined;
  if (sites === undefined) return none({ code: "json.sitesNotList", column: "sites" });
  if (sites.length === 0) return none({ code: "order.noSites", column: "sites" });
  const misplaced = ofSites.filter(
    (name) => !isBlank(order[name]) && !sites.every((site) => isRecord(site) && hasOwn(site, name, byKey)),
  );
  const findings: Finding[] = isSole ? [{ code: "json.oneSite", column: "sites" }] : [];
  if (misplaced.length > 0) findings.push({ code: "json.siteKeys", column: "sites", detail: namesOf(misplaced) });
  return { sites, form: isSole ? "sole" : "list", findings, misplaced };
}

/** Whether the site says itself what the order's key would say of it. */
function hasOwn(site: Readonly<Record<string, unknown>>, key: string, byKey: ColumnsByKey): boolean {
  const column = byKey.of(key);
  return Object.keys(site).some((name) => byKey.of(name) === column && !isBlank(site[name]));
}

function namesOf(keys: readonly string[]): string {
  const named = keys.slice(0, NAMED_KEYS_MAX).join(", ");
  const rest = keys.length - NAMED_KEYS_MAX;
  return rest > 0 ? `${named} and ${String(rest)} more` : named;
}

export const isBlank = (value: unknown): boolean => value === "" || value === null || value === undefined;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);
}
