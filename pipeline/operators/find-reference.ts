// What a person means by a name or an id: an order, one of its sites, or a file. Ids of ours, references, and AT&T's ids of
// quotes, orders and sub-orders are found by their keys; any other id of AT&T's by a search through the newest files, which ends
// after a while and then says how far it came (docs/adr/0020).
import { type FileRecord, type OrderRecord, partsOfCallKey, type SiteRecord } from "../../contracts/records.ts";
import { canonicalId, isSalesforceId } from "../../contracts/salesforce-id.ts";
import type { FileStore } from "../orders/file-store.ts";
import { type NamedOrders, ordersNamed } from "../orders/named-orders.ts";
import type { OrderLookup } from "../orders/order-lookup.ts";
import type { OrderStore } from "../orders/order-store.ts";
import type { SiteStore } from "../orders/site-store.ts";
import type { CallRecords } from "../partner/call-records.ts";

export interface FindDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
  readonly files: FileStore;
  readonly lookup: OrderLookup;
  readonly callRecords: CallRecords;
  /** Whose references a name may be. */
  readonly distributors: readonly string[];
  /** False: the search has taken long enough. */
  readonly mayGoOn: () => boolean;
}

export type Found =
  | { readonly kind: "order"; readonly order: OrderRecord; readonly named?: NamedOrders }
  | { readonly kind: "site"; readonly order: OrderRecord; readonly site: SiteRecord; readonly named?: NamedOrders }
  /** `others`: older files of the same name. */
  | { readonly kind: "batch"; readonly file: FileRecord; readonly others?: readonly FileRecord[] }
  /** Recorded by its file, and not started yet. */
  | { readonly kind: "notStarted"; readonly named: NamedOrders }
  /** Orders of several distributors. */
  | { readonly kind: "several"; readonly orders: readonly NamedOrders[] }
  | { readonly kind: "none"; readonly searched: Search };

/** How far a search through the files came. */
export interface Search {
  readonly orders: number;
  /** When the oldest file that was looked at had come; null: none was looked at. */
  readonly backTo: string | null;
  /** All there is was looked at. */
  readonly isComplete: boolean;
}

/** Parent orders that lie between a sub-order and its own: orders that other consumers made at the same moment. */
const NEAR_ORDERS = 25;
/** A record of another version is nobody's. */
const skip = (): void => undefined;
/** `x-transaction-id`, which AT&T may name. */
const TRANSACTION = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The name of an order's nth execution is the order's id with `-r{n}`. */
const EXECUTION_NUMBER = /-r\d+$/;
/** AT&T's `x-trace-id` is the order's id behind its batch's. */
const BATCH_OF_TRACE = /^f-[0-9a-f]+\.(?=o-)/;

export async function findReference(deps: FindDeps, ref: string): Promise<Found> {
  const known = (await byOwnId(deps, ref)) ?? (await byReference(deps, ref));
  if (known !== undefined) return known;
  if (isSalesforceId(ref)) return await byPartnerId(deps, canonicalId(ref));
  if (TRANSACTION.test(ref)) return await search(deps, (order) => havingTransaction(deps, order, ref.toLowerCase()));
  return await byFileName(deps, ref);
}

async function byOwnId({ orders, files }: FindDeps, ref: string): Promise<Found | undefined> {
  const file = await files.file(ref);
  if (file !== undefined) return { kind: "batch", file };
  const order = await orders.order(ref.replace(BATCH_OF_TRACE, "").replace(EXECUTION_NUMBER, ""));
  return order === undefined ? undefined : { kind: "order", order };
}

/** An order_ref, or order_ref/site_ref; both may hold a slash themselves. */
async function byReference(deps: FindDeps, ref: string): Promise<Found | undefined> {
  const whole = await named(deps, ref);
  if (whole !== undefined) return whole;
  for (let at = ref.lastIndexOf("/"); at > 0; at = ref.lastIndexOf("/", at - 1)) {
    const found = await named(deps, ref.slice(0, at));
    if (found === undefined) continue;
    if (found.kind !== "order") return found;
    const site = await siteNamed(deps, found, ref.slice(at + 1));
    if (site !== undefined) return site;
  }
  return undefined;
}

async function named({ orders, distributors }: FindDeps, orderRef: string): Promise<Found | undefined> {
  const [found, ...others] = await ordersNamed(orders, orderRef, distributors);
  if (found === undefined) return undefined;
  if (others.length > 0) return { kind: "several", orders: [found, ...others] };
  const order = await orders.order(found.newest.orderId);
  return order === undefined ? { kind: "notStarted", named: found } : { kind: "order", order, named: found };
}

/** In the newest order that has the site: a correction sends only the sites that changed. */
async function siteNamed(
  { orders, sites }: FindDeps,
  { order, named: all }: Extract<Found, { kind: "order" }>,
  siteRef: string,
): Promise<Found | undefined> {
  for (const orderId of [order.orderId, ...(all?.earlier ?? []).map((earlier) => earlier.orderId)]) {
    const site = (await sites.sites(orderId)).find((one) => one.siteRef === siteRef);
    const own = site === undefined ? undefined : await orders.order(orderId);
    if (site !== undefined && own !== undefined) {
      return { kind: "site", order: own, site, ...(all !== undefined && { named: all }) };
    }
  }
  return undefined;
}

async function byPartnerId(deps: FindDeps, id: string): Promise<Found> {
  const { orders, lookup } = deps;
  const near = [await lookup.ofQuote(id), ...(await lookup.nearPartnerOrder(id, NEAR_ORDERS))];
  for (const orderId of near) {
    const order = orderId === undefined ? undefined : await orders.order(orderId);
    const found = order && (await havingId(deps, order, id));
    if (found !== undefined) return found;
  }
  return await search(deps, (order) => havingId(deps, order, id));
}

/** Through the orders of all files, the newest file of each kind first. */
async function search(
  { files, lookup, mayGoOn }: FindDeps,
  look: (order: OrderRecord) => Promise<Found | undefined>,
): Promise<Found> {
  let orders = 0;
  let backTo: string | null = null;
  for await (const file of files.all(skip)) {
    for await (const order of lookup.ofFile(file.fileId)) {
      if (!mayGoOn()) return { kind: "none", searched: { orders, backTo, isComplete: false } };
      orders += 1;
      const found = await look(order);
      if (found !== undefined) return found;
    }
    backTo = file.receivedAt;
  }
  return { kind: "none", searched: { orders, backTo, isComplete: true } };
}

const ORDER_IDS = ["opportunityId", "quoteId", "creditCheckId", "contractEnvelopeId", "partnerOrderId"] as const;
const SITE_IDS = ["siteId", "subOrderId", "billingAccountId", "accountId"] as const;

async function havingId({ sites }: FindDeps, order: OrderRecord, id: string): Promise<Found | undefined> {
  const isIt = (other: string | undefined): boolean => other !== undefined && canonicalId(other) === id;
  if (ORDER_IDS.some((name) => isIt(order[name]))) return { kind: "order", order };
  // Before its quote an order has no id of AT&T's, and neither have its sites.
  if (order.quoteId === undefined) return undefined;
  const site = (await sites.sites(order.orderId)).find((one) => SITE_IDS.some((name) => isIt(one[name])));
  return site === undefined ? undefined : { kind: "site", order, site };
}

async function havingTransaction(
  { sites, callRecords }: FindDeps,
  order: OrderRecord,
  transactionId: string,
): Promise<Found | undefined> {
  for await (const { sk, record } of callRecords.ofOrder(order.orderId)) {
    if (record.transactionId !== transactionId) continue;
    const index = Number(partsOfCallKey(sk).scope);
    const [site] = Number.isNaN(index) ? [] : await sites.sites(order.orderId, { from: index, to: index + 1 });
    return site === undefined ? { kind: "order", order } : { kind: "site", order, site };
  }
  return undefined;
}

/** The newest file of that name; files of one name are told apart by their batch. */
async function byFileName({ files, mayGoOn }: FindDeps, name: string): Promise<Found> {
  const found: FileRecord[] = [];
  let backTo: string | null = null;
  let isComplete = true;
  for await (const file of files.all(skip)) {
    isComplete = mayGoOn();
    if (!isComplete) break;
    if (file.name === name) found.push(file);
    backTo = file.receivedAt;
  }
  const [file, ...others] = found.sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
  if (file === undefined) return { kind: "none", searched: { orders: 0, backTo, isComplete } };
  return { kind: "batch", file, ...(others.length > 0 && { others }) };
}
