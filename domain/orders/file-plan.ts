// What a file would do to the world as it is, order by order: made of the very decisions that the intake acts on. The same
// decisions, on the same earlier orders, are the same plan.
import type { UnsentRow } from "../../contracts/outcomes.ts";
import type { Price } from "../../contracts/records.ts";
import type { EarlierSite } from "./plan-order.ts";
import type { DecidedOrder, EarlierOrder } from "./plan-orders.ts";
import { sumOfPrices } from "./price.ts";

/**
 * create: an order_ref that no earlier file has sent. add: more sites of one that is known. change: sites that ended are sent
 * again, corrected. unchanged: an earlier file sent all of it. refused: nothing of it would be sent.
 */
export const PLAN_ACTIONS = ["create", "add", "change", "unchanged", "refused"] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

export interface OrderInPlan {
  /** "": of all rows that have no order_ref. */
  readonly orderRef: string;
  readonly action: PlanAction;
  readonly sites: { readonly create: number; readonly unchanged: number; readonly refused: number };
  /** What AT&T has quoted for an order that is unchanged: AT&T prices nothing before there is a quote. */
  readonly price: Price | null;
}

export interface GroundedOrder {
  readonly order: OrderInPlan;
  /** The decisions, and what they rest on. Nothing else of the world changes them. */
  readonly ground: string;
}

export interface FilePlanTotals {
  readonly orders: Readonly<Record<PlanAction | "total", number>>;
  readonly sites: {
    readonly total: number;
    readonly create: number;
    readonly unchanged: number;
    readonly refused: number;
  };
}

/** What tells that somebody else has sent something of the order since. */
interface SeenOrder extends EarlierOrder {
  readonly seen: { readonly revision: number; readonly fileId: string } | undefined;
}

/** `isKnown`: the file itself was taken in before, and nothing of it is sent again. */
export function plannedOrder(decided: DecidedOrder<SeenOrder>, isKnown: boolean): GroundedOrder {
  const { order, earlier, sent, unsent } = decided;
  const refused = unsent.filter(({ outcome }) => outcome === "failed");
  const unchanged = unsent.filter(({ outcome }) => outcome === "unchanged");
  const create = isKnown ? 0 : sent.length;
  const sites = { create, unchanged: unchanged.length + sent.length - create, refused: refused.length };
  const earlierSites = earlier?.sites ?? new Map<string, EarlierSite>();
  const again = sent.some(({ siteRef }) => earlierSites.has(siteRef));
  const action = actionOf(sites, { isKnownRef: earlierSites.size > 0, again });
  const price = action === "unchanged" ? priceOfUnchanged([...earlierSites.values()], unchanged) : undefined;
  const ground = [
    ...[order.orderRef, action, sites, earlier?.seen?.revision ?? 0, earlier?.seen?.fileId ?? null],
    sent.map(({ row, siteRef, hash }) => [row, siteRef, hash]),
    unsent.map(({ row, outcome, orderId = null, index = null }) => [row, outcome, orderId, index]),
  ];
  return { order: { orderRef: order.orderRef, action, sites, price: price ?? null }, ground: JSON.stringify(ground) };
}

function actionOf(
  { create, refused }: OrderInPlan["sites"],
  { isKnownRef, again }: { readonly isKnownRef: boolean; readonly again: boolean },
): PlanAction {
  if (create > 0) return again ? "change" : isKnownRef ? "add" : "create";
  return refused > 0 ? "refused" : "unchanged";
}

/** Undefined where any of them has no price. */
function priceOfUnchanged(earlier: readonly EarlierSite[], unchanged: readonly UnsentRow[]): Price | undefined {
  const priced = new Map(earlier.map(({ orderId, index, price }) => [`${orderId} ${String(index)}`, price]));
  const prices = unchanged.map(({ orderId, index }) => priced.get(`${String(orderId)} ${String(index)}`));
  return prices.includes(undefined) ? undefined : sumOfPrices(prices);
}

/** Rows without an order_ref come one by one: they are shown as one. */
export function joinNameless(orders: readonly OrderInPlan[]): OrderInPlan[] {
  const nameless = orders.filter(({ orderRef }) => orderRef === "");
  const sites = sumOfSites(nameless);
  const joined: OrderInPlan = { orderRef: "", action: "refused", sites, price: null };
  return [...orders.filter(({ orderRef }) => orderRef !== ""), ...(nameless.length > 0 ? [joined] : [])];
}

/** `rowsTotal`: of the file; rows that were not looked at belong to no order, and are refused. */
export function totalsOf(orders: readonly OrderInPlan[], rowsTotal: number): FilePlanTotals {
  const named = orders.filter(({ orderRef }) => orderRef !== "");
  const count = (action: PlanAction): number => named.filter((order) => order.action === action).length;
  const sites = sumOfSites(orders);
  return {
    orders: {
      total: named.length,
      ...{ create: count("create"), add: count("add"), change: count("change") },
      ...{ unchanged: count("unchanged"), refused: count("refused") },
    },
    sites: { total: rowsTotal, ...sites, refused: rowsTotal - sites.create - sites.unchanged },
  };
}

const sumOfSites = (orders: readonly OrderInPlan[]): OrderInPlan["sites"] => ({
  create: orders.reduce((sum, { sites }) => sum + sites.create, 0),
  unchanged: orders.reduce((sum, { sites }) => sum + sites.unchanged, 0),
  refused: orders.reduce((sum, { sites }) => sum + sites.refused, 0),
});
