// The orders that a distributor's own order_ref stands for: an order_ref that several files sent has a revision for each.
import { orderIdOf } from "../../contracts/ids.ts";
import type { OrderStatus } from "../../contracts/outcomes.ts";
import type { OrderStore } from "./order-store.ts";

/** Revisions looked at; an order_ref that was corrected more often is rare. */
const REVISIONS_MAX = 20;

export interface NamedOrder {
  readonly orderId: string;
  readonly revision: number;
  /** Undefined: it is not started yet. */
  readonly status: OrderStatus | undefined;
}

export interface NamedOrders {
  readonly distributor: string;
  readonly newest: NamedOrder;
  /** The newest of them first. */
  readonly earlier: readonly NamedOrder[];
}

/** One entry for each of these distributors that has the order_ref. */
export async function ordersNamed(
  orders: OrderStore,
  orderRef: string,
  distributors: readonly string[],
): Promise<NamedOrders[]> {
  const found: NamedOrders[] = [];
  for (const distributor of distributors) {
    const revision = await orders.newestRevision(distributor, orderRef);
    if (revision === undefined) continue;
    const newest = await orderNamed(orders, orderIdOf(distributor, orderRef, revision), revision);
    const earlier: NamedOrder[] = [];
    for (let at = revision - 1; at > Math.max(0, revision - REVISIONS_MAX); at -= 1) {
      earlier.push(await orderNamed(orders, orderIdOf(distributor, orderRef, at), at));
    }
    found.push({ distributor, newest, earlier });
  }
  return found;
}

async function orderNamed(orders: OrderStore, orderId: string, revision: number): Promise<NamedOrder> {
  return { orderId, revision, status: (await orders.order(orderId))?.status };
}
