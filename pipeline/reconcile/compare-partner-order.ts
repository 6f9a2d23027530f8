// A confirmed order and its handoffs beside AT&T's own orders of the quote, where AT&T can be asked for them.
import { comparePartnerOrders, type PartnerDifference } from "../../domain/orders/compare-partner-orders.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import type { Finding } from "./night.ts";
import { commandOf } from "./command-of.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

const CLASS = "partnerOrders";

export async function comparePartnerOrder(turn: NightlyTurn, order: OrderRecord): Promise<Finding[]> {
  const { deps } = turn;
  const { quoteId, orderId, fileId, spId, distributor } = order;
  if (quoteId === undefined || !mayBeOrdered(order)) return [];
  const sites = await deps.sites.sites(orderId);
  const lines = sites.map((site): Finding => ({ kind: "line", side: "sites", text: siteLine(order, site) }));
  if (!deps.orderLookup) return [...lines, { kind: "notAskable", class: CLASS }];
  const calls = turn.newCalls();
  const context = { orderId, fileId, spId, distributor, stage: "order", scope: "order" } as const;
  const answer = await calls.perform("getOrders", { quoteId }, context);
  if (answer.kind !== "confirmed") return [...lines, { kind: "failed", class: CLASS }];
  const { orders } = answer.response;
  const there = orders.flatMap((one) => [
    `${orderId} ${one.orderId} ${one.status}`,
    ...one.subOrders.map(({ subOrderId, status }) => `${orderId} ${subOrderId} ${status}`),
  ]);
  const partner = there.map((text): Finding => ({ kind: "line", side: "partner", text }));
  // As it is after the answer: what was recorded meanwhile is no difference.
  const now = (await deps.orders.order(orderId)) ?? order;
  const differences = now.updatedAt === order.updatedAt ? comparePartnerOrders(now, sites, orders) : [];
  const found: Finding[] = [];
  for (const one of differences) found.push(await noted(turn, order, one));
  return [...lines, ...partner, { kind: "compared", class: CLASS }, ...found];
}

/** Before a contract is out there is no order at AT&T. */
const mayBeOrdered = ({ stage, partnerOrderId, contractEnvelopeId }: OrderRecord): boolean =>
  partnerOrderId !== undefined ||
  (contractEnvelopeId !== undefined && STAGES.indexOf(stage) >= STAGES.indexOf("contract"));

const siteLine = (order: OrderRecord, { siteRef, status, subOrderId = "-" }: SiteRecord): string =>
  [order.orderId, siteRef, status, subOrderId].join(" ");

function noted({ book, runId, deps }: NightlyTurn, order: OrderRecord, one: PartnerDifference): Promise<Finding> {
  const { orderId, fileId } = order;
  const found = {
    class: CLASS,
    subject: orderId,
    orderId,
    fileId,
    ...one,
    command: commandFor(one.kind, order),
  } as const;
  return book.note(found, runId, deps.now());
}

function commandFor(kind: PartnerDifference["kind"], { orderId, status }: OrderRecord): string {
  if (kind === "canceledThere" && !isTerminal(status)) return commandOf(`cancel ${orderId}`);
  if (kind === "orderNotHere" && status === "held") return commandOf(`resolve ${orderId}`);
  if (kind === "handoffNotHere" && status === "held") return commandOf(`resolve ${orderId}`);
  return commandOf(`show ${orderId}`);
}
