// What `show` says of an order, a site or a file: where it is, why, what it waits for, what to do now, its ids, price and
// timeline (docs/bulk-file.md §6). Reads only.
import { traceIdOf } from "../../contracts/ids.ts";
import type { Reason } from "../../contracts/outcomes.ts";
import { REASONS } from "../../contracts/reasons.ts";
import type { PartnerTrouble } from "../../contracts/partner-trouble.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { EventRecord, FileRecord, OrderRecord, Price, SiteRecord } from "../../contracts/records.ts";
import { type Lease, type LeaseDays, leasesOf } from "../../domain/orders/leases.ts";
import { type NextStep, nextOfFile, nextOfOrder } from "../../domain/orders/next-steps.ts";
import { pauseOf, pauseSentence, resumeWords } from "../../domain/orders/pause.ts";
import { sumOfPrices } from "../../domain/orders/price.ts";
import { type Wait, waitOf } from "../../domain/orders/wait.ts";
import { PAUSED_CODE } from "../../domain/results/row-wait.ts";
import type { NamedOrders } from "../orders/named-orders.ts";
import type { PauseStore } from "../orders/pause-store.ts";
import type { FindDeps } from "./find-reference.ts";
import type { OpenCall } from "./operator-actions.ts";

export interface ShownEvent {
  readonly at: string;
  readonly what: string;
  readonly actor: string;
  readonly detail: string;
}

export interface Shown {
  readonly kind: "order" | "site" | "batch";
  readonly status: string;
  /** Null: of a file. */
  readonly stage: string | null;
  readonly waitingFor: Wait | null;
  readonly reason: { readonly code: string; readonly message: string; readonly fix: string | null } | null;
  /** By name; what is not known yet is absent. */
  readonly ids: Readonly<Record<string, string>>;
  /** Integer cents. */
  readonly price: Price | null;
  /** What it has only for a time, the first to end first. */
  readonly leases: readonly Lease[];
  readonly next: readonly NextStep[];
  readonly timeline: readonly ShownEvent[];
  /** Sites, or the orders of a file, by status. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface DescribeDeps extends FindDeps {
  readonly leaseDays: LeaseDays;
  readonly pauses: Pick<PauseStore, "all">;
  readonly trouble: () => Promise<PartnerTrouble | undefined>;
  readonly openCalls: (orderId: string) => Promise<readonly OpenCall[]>;
}

/** Prices are read site by site: of a larger file they are in its report. */
const PRICED_SITES_MAX = 20_000;

export async function describeOrder(deps: DescribeDeps, order: OrderRecord, site?: SiteRecord): Promise<Shown> {
  const { orderId } = order;
  const timeline = await deps.lookup.timeline(orderId);
  const own =
    site === undefined ? timeline : timeline.filter(({ siteRef }) => (siteRef ?? site.siteRef) === site.siteRef);
  const sites = await deps.sites.sites(orderId);
  const open = order.status === "held" ? await deps.openCalls(orderId) : [];
  const pauses = await deps.pauses.all();
  const pause = pauseOf(pauses, order);
  const price = site === undefined ? sumOfPrices(sites.map((one) => one.price)) : site.price;
  return {
    kind: site === undefined ? "order" : "site",
    status: site?.status ?? order.status,
    stage: site?.stage ?? order.stage,
    waitingFor: waitOf(order, pauses, await deps.trouble()) ?? null,
    reason: pause === undefined ? shownReason(site?.reason ?? order.reason) : pausedReason(pause),
    ids: { ...idsOf(order), ...(site !== undefined && siteIdsOf(site)) },
    price: price ?? null,
    leases: leasesOf(order, deps.leaseDays),
    next: pause === undefined ? nextOfOrder(order, open.length) : [resumeStep(pause)],
    timeline: own.map(shownEvent),
    counts: countsOf(sites),
  };
}

/** Recorded by its file, and waiting to be started. */
export function describeUnstarted({ newest }: NamedOrders): Shown {
  const nothing = {
    stage: "quote",
    waitingFor: null,
    reason: null,
    price: null,
    leases: [],
    next: [],
    timeline: [],
    counts: {},
  };
  return { kind: "order", status: "acknowledged", ids: { orderId: newest.orderId }, ...nothing };
}

export async function describeFile(deps: DescribeDeps, file: FileRecord): Promise<Shown> {
  const orders: OrderRecord[] = [];
  for await (const order of deps.lookup.ofFile(file.fileId)) orders.push(order);
  const pauses = await deps.pauses.all();
  const pause = orders.map((order) => pauseOf(pauses, order)).find((found) => found !== undefined);
  return {
    kind: "batch",
    status: file.status,
    stage: null,
    waitingFor: longestWait(orders, pauses, await deps.trouble()),
    reason: pause === undefined ? null : pausedReason(pause),
    ids: defined({
      ...{ batchId: file.fileId, corrects: file.correctionOf?.batchId },
      ...{ sha256: file.contentHash, key: file.key },
    }),
    price: await priceOfOrders(deps, orders),
    leases: [],
    next: [...(pause === undefined ? [] : [resumeStep(pause)]), ...nextOfFile(file, orders)],
    timeline: fileEvents(file),
    counts: countsOf(orders),
  };
}

/** What holds a file up the longest. */
function longestWait(
  orders: readonly OrderRecord[],
  pauses: readonly PauseRecord[],
  trouble: PartnerTrouble | undefined,
): Wait | null {
  const waits = orders.flatMap((order) => waitOf(order, pauses, trouble) ?? []);
  return waits.sort((one, other) => (one.since < other.since ? -1 : 1))[0] ?? null;
}

async function priceOfOrders({ sites }: DescribeDeps, orders: readonly OrderRecord[]): Promise<Price | null> {
  const quoted = orders.filter(({ quoteId }) => quoteId !== undefined);
  if (quoted.reduce((sum, { siteCount }) => sum + siteCount, 0) > PRICED_SITES_MAX) return null;
  const prices: (Price | undefined)[] = [];
  for (const { orderId } of quoted) prices.push(...(await sites.sites(orderId)).map(({ price }) => price));
  return sumOfPrices(prices) ?? null;
}

function countsOf(records: readonly { readonly status: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of records) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function shownReason(reason: Reason | undefined): Shown["reason"] {
  if (reason === undefined) return null;
  const { code, message, fix } = reason;
  const known = Object.entries(REASONS).find(([name]) => name === code)?.[1].fix;
  return { code, message, fix: fix ?? known ?? null };
}

const pausedReason = (pause: PauseRecord): Shown["reason"] => ({
  ...{ code: PAUSED_CODE, message: pauseSentence(pause), fix: "Resume it when the cause of the pause is gone." },
});

const resumeStep = (pause: PauseRecord): NextStep => ({
  ...{ words: resumeWords(pause), why: "end the pause; it goes on from where it is" },
});

function idsOf(order: OrderRecord): Record<string, string> {
  const { orderId, fileId: batchId, opportunityId, quoteId, creditCheckId, contractEnvelopeId, partnerOrderId } = order;
  const traceId = traceIdOf(batchId, orderId);
  return defined({
    orderId,
    batchId,
    traceId,
    opportunityId,
    quoteId,
    creditCheckId,
    contractEnvelopeId,
    partnerOrderId,
  });
}

const siteIdsOf = ({ siteRef, siteId, configId, subOrderId, billingAccountId, accountId }: SiteRecord) =>
  defined({ siteRef, siteId, configId, subOrderId, billingAccountId, accountId });

function defined(ids: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])));
}

function shownEvent({ at, type, actor, siteRef, stage, from, to, reason, note }: EventRecord): ShownEvent {
  const moved = to === undefined ? undefined : from === undefined ? `to ${to}` : `from ${from} to ${to}`;
  const parts = [siteRef, stage, moved, reason, note].filter((part) => part !== undefined);
  return { at, what: type, actor, detail: parts.join("; ") };
}

function fileEvents({
  name,
  receivedAt,
  sentAt,
  completedAt,
  rowsTotal,
  ordersTotal,
  status,
}: FileRecord): ShownEvent[] {
  const size = rowsTotal === undefined ? "" : `${String(rowsTotal)} rows, ${String(ordersTotal ?? 0)} orders`;
  return [
    { at: receivedAt, what: "fileReceived", actor: "intake", detail: name },
    ...(sentAt === undefined ? [] : [{ at: sentAt, what: "ordersSent", actor: "intake", detail: size }]),
    ...(completedAt === undefined ? [] : [{ at: completedAt, what: "fileClosed", actor: "settle", detail: status }]),
  ];
}
