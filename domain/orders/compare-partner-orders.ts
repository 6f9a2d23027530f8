// An order of ours beside the orders that AT&T has of its quote: what one side has and the other has not.
import type { ResponseOf } from "../../contracts/apex/calls.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { isFinalSite } from "./settlement.ts";
import { shownWord } from "./shown-word.ts";

export type PartnerOrders = ResponseOf<"getOrders">["orders"];
type PartnerOrder = PartnerOrders[number];

export interface PartnerDifference {
  readonly kind:
    | "orderedTwice"
    | "orderNotThere"
    | "orderNotHere"
    | "canceledThere"
    | "otherIds"
    | "handoffNotThere"
    | "handoffNotHere";
  /** A sentence. */
  readonly cause: string;
}

/** A: the words of states; ours, and whatever begins alike. */
const isCanceled = (status: string): boolean => /^cancel/i.test(status.trim());
const isSubmitted = (status: string): boolean => /^(submitted|handed|complete)/i.test(status.trim());
const same = (a: string | undefined, b: string): boolean => a !== undefined && canonicalId(a) === canonicalId(b);
const NAMED_MAX = 5;

export function comparePartnerOrders(
  order: Pick<OrderRecord, "partnerOrderId" | "status">,
  sites: readonly SiteRecord[],
  found: PartnerOrders,
): PartnerDifference[] {
  const { partnerOrderId } = order;
  const others = found.filter(({ orderId, status }) => !same(partnerOrderId, orderId) && !isCanceled(status));
  const ids = (orders: PartnerOrders): string => named(orders.map(({ orderId }) => shownWord(orderId)));
  if (partnerOrderId === undefined) {
    if (others.length === 0) return [];
    return [
      { kind: "orderNotHere", cause: `AT&T has an order of this quote that is not in our records: ${ids(others)}.` },
    ];
  }
  const ours = found.find(({ orderId }) => same(partnerOrderId, orderId));
  const twice: PartnerDifference[] =
    others.length === 0
      ? []
      : [{ kind: "orderedTwice", cause: `AT&T has another order of the same quote: ${ids(others)}.` }];
  if (ours === undefined) {
    return [...twice, { kind: "orderNotThere", cause: `AT&T does not know its order ${shownWord(partnerOrderId)}.` }];
  }
  return [...twice, ...siteDifferences(sites, ours)];
}

function siteDifferences(sites: readonly SiteRecord[], ours: PartnerOrder): PartnerDifference[] {
  const canceled: string[] = [];
  const unknown: string[] = [];
  const notThere: string[] = [];
  const notHere: string[] = [];
  for (const site of sites) {
    const { subOrderId, siteRef, siteId } = site;
    const byId = ours.subOrders.find((one) => subOrderId !== undefined && same(subOrderId, one.subOrderId));
    const bySite = ours.subOrders.find(
      (one) => siteId !== undefined && one.siteId !== undefined && same(siteId, one.siteId),
    );
    if (subOrderId !== undefined && (byId === undefined || (bySite !== undefined && bySite !== byId))) {
      unknown.push(siteRef);
      continue;
    }
    const there = byId ?? bySite;
    if (there === undefined) continue;
    const isHandedOff = site.handedOffAt !== undefined || site.status === "completed";
    if (isCanceled(there.status)) {
      if (isHandedOff || !isFinalSite(site)) canceled.push(siteRef);
    } else if (isHandedOff && !isSubmitted(there.status)) notThere.push(siteRef);
    else if (!isHandedOff && isSubmitted(there.status)) notHere.push(siteRef);
  }
  return [
    ...difference("canceledThere", canceled, "AT&T has canceled"),
    ...difference("otherIds", unknown, "AT&T's order has another sub-order, or none, for"),
    ...difference("handoffNotThere", notThere, "AT&T knows no handoff of"),
    ...difference("handoffNotHere", notHere, "AT&T has taken over, and we have no handoff of"),
  ];
}

function difference(
  kind: PartnerDifference["kind"],
  siteRefs: readonly string[],
  says: string,
): readonly PartnerDifference[] {
  if (siteRefs.length === 0) return [];
  return [{ kind, cause: `${says} ${siteRefs.length === 1 ? "site" : "sites"} ${named(siteRefs)}.` }];
}

function named(words: readonly string[]): string {
  const rest = words.length - NAMED_MAX;
  return `${words.slice(0, NAMED_MAX).join(", ")}${rest > 0 ? ` and ${String(rest)} more` : ""}`;
}
