// Stops the sites of a cancelled order, one by one: a site whose handoff nobody has begun is cancelled and can no longer be
// handed off; one that AT&T has is completed, also where its stage died before it wrote that down.
import type { OrderRecord, SiteRecord } from "../contracts/records.ts";
import { handoffRequest } from "../domain/partner-order.ts";
import { isFinalSite } from "../domain/settlement.ts";
import { reasonOf } from "../domain/stage-result.ts";
import { concurrently } from "./concurrently.ts";
import type { OrderStore } from "./order-store.ts";
import { type Barred, barCall } from "./partner-calls/bar-call.ts";
import type { SiteStore } from "./site-store.ts";

export interface StopDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
}

export interface Stopped {
  readonly completed: number;
  /** Their handoffs may be on their way at this moment. */
  readonly underWay: number;
  /** Nobody knows whether AT&T has them. */
  readonly unknown: number;
}

const CALLS_AT_ONCE = 16;

export async function stopSites(deps: StopDeps, order: OrderRecord): Promise<Stopped> {
  const sites = await deps.sites.sites(order.orderId);
  const ends = await concurrently(
    sites.filter((site) => !isFinalSite(site)),
    CALLS_AT_ONCE,
    async (site) => ({ site, end: await barHandoff(deps, order, site) }),
  );
  const of = (kind: Barred["kind"]): SiteRecord[] => ends.flatMap(({ site, end }) => (end.kind === kind ? [site] : []));
  const [barred, unknown] = [of("barred"), of("unknown")];
  const because = (code: "cancelled" | "outcomeUnknown") => (site: SiteRecord) => ({ site, reason: reasonOf(code) });
  await deps.sites.decide(barred.map(because("cancelled")), order.stage, "cancelled");
  await deps.sites.decide(unknown.map(because("outcomeUnknown")), "handoff", "held");
  for (const { site, end } of ends) {
    if (end.kind === "happened") await deps.sites.handedOff(site, acknowledgementOf(end.answer), end.at);
  }
  const before = sites.filter((site) => site.status === "completed").length;
  return {
    completed: before + of("happened").length,
    underWay: of("underWay").length,
    unknown: unknown.length,
  };
}

async function barHandoff({ orders }: StopDeps, order: OrderRecord, site: SiteRecord): Promise<Barred> {
  const request = handoffRequest(order, site);
  if (request === undefined) return { kind: "barred" };
  const place = { orderId: order.orderId, stage: "handoff", call: "handOff", scope: site.index } as const;
  return await barCall(orders.table, place, request, orders.clock.now());
}

function acknowledgementOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("message" in answer)) return undefined;
  return typeof answer.message === "string" ? answer.message : undefined;
}
