// Stops the sites of a cancelled order, one by one: a site whose handoff nobody has begun is cancelled and can no longer be
// handed off; one that AT&T has is completed, also where its stage died before it wrote that down. The same for the parent
// order: what it made at AT&T is known to its sites, or it is not made any more, so that a row dropped again makes no second one.
import { APEX_CALLS } from "../../contracts/apex/calls.ts";
import type { Reason } from "../../contracts/outcomes.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import type { Clock } from "../../domain/ports.ts";
import { subOrdersOf } from "../../domain/orders/partner-order.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import type { OrderStore } from "./order-store.ts";
import { type Barred, barCall } from "../partner/bar-call.ts";
import type { CallRecords } from "../partner/call-records.ts";
import type { SiteStore } from "./site-store.ts";

export interface StopDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
  readonly callRecords: CallRecords;
  readonly clock: Clock;
}

export interface Stopped {
  readonly completed: number;
  /** Something of them may be on its way to AT&T at this moment. */
  readonly underWay: number;
  /** Nobody knows whether AT&T has them. */
  readonly unknown: number;
}

const CALLS_AT_ONCE = 16;

/** `cancelled`: why, for the sites that are. */
export async function stopSites(deps: StopDeps, order: OrderRecord, cancelled: Reason): Promise<Stopped> {
  const made = await stopOrder(deps, order);
  const sites = await deps.sites.sites(order.orderId);
  const ends = await concurrently(
    sites.filter((site) => !isFinalSite(site)),
    CALLS_AT_ONCE,
    async (site) => ({ site, end: site.subOrderId === undefined ? made : await barHandoff(deps, order, site) }),
  );
  const of = (kind: Barred["kind"]): SiteRecord[] => ends.flatMap(({ site, end }) => (end.kind === kind ? [site] : []));
  const [barred, unknown] = [of("barred"), of("unknown")];
  const because = (reason: Reason) => (site: SiteRecord) => ({ site, reason });
  await deps.sites.decide(order.orderId, barred.map(because(cancelled)), order.stage, "cancelled");
  await deps.sites.decide(order.orderId, unknown.map(because(reasonOf("outcomeUnknown"))), order.stage, "held");
  const handedOff = ends.flatMap(({ site, end }) =>
    end.kind === "happened" ? [{ site, acknowledgement: acknowledgementOf(end.answer), at: end.at }] : [],
  );
  await deps.sites.handedOff(order.orderId, handedOff);
  const before = sites.filter((site) => site.status === "completed").length;
  return {
    completed: before + of("happened").length,
    underWay: of("underWay").length,
    unknown: unknown.length,
  };
}

/** What holds for every site that has no sub-order after this. */
async function stopOrder({ orders, sites, callRecords, clock }: StopDeps, { orderId }: OrderRecord): Promise<Barred> {
  const open = (await sites.sites(orderId)).filter((site) => !isFinalSite(site));
  if (open.every((site) => site.subOrderId !== undefined)) return { kind: "barred" };
  const barredCall = { orderId, stage: "order", call: "createOrder", scope: "order" } as const;
  const end = await barCall(callRecords, barredCall, clock.now());
  if (end.kind !== "happened") return end;
  const answer = APEX_CALLS.createOrder.response.parse(end.answer);
  const { orderId: partnerOrderId } = answer;
  await orders.created(orderId, partnerOrderId);
  const subOrders = subOrdersOf(answer, open);
  await sites.learn(
    orderId,
    // In doubt the parent order: AT&T has the site, and that is what must be known of it.
    open.map((site) => ({ site, set: { subOrderId: subOrders?.get(site.index) ?? partnerOrderId, stage: "order" } })),
    { once: "subOrderId" },
  );
  return { kind: "barred" };
}

async function barHandoff(
  { callRecords, clock }: StopDeps,
  order: OrderRecord,
  { index }: SiteRecord,
): Promise<Barred> {
  const { orderId, callsInGroups: inGroups = false } = order;
  const barredCall = { orderId, stage: "handoff", call: "handOff", scope: index, inGroups } as const;
  return await barCall(callRecords, barredCall, clock.now());
}

function acknowledgementOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("message" in answer)) return undefined;
  return typeof answer.message === "string" ? answer.message : undefined;
}
