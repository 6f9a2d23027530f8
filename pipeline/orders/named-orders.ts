// The orders that a distributor's own order_ref stands for: an order_ref that several files sent has a revision for each.
import * as z from "zod";
import { orderIdOf } from "../../contracts/ids.ts";
import type { OrderStatus } from "../../contracts/outcomes.ts";
import { keys, OrderRecordSchema } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";

const NewestSchema = z.looseObject({ revision: z.int().positive() });
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
  table: Table,
  orderRef: string,
  distributors: readonly string[],
): Promise<NamedOrders[]> {
  const found: NamedOrders[] = [];
  for (const distributor of distributors) {
    const item = await table.get(keys.orderRef(distributor, orderRef));
    if (item === undefined) continue;
    const { revision } = NewestSchema.parse(item);
    const newest = await orderNamed(table, orderIdOf(distributor, orderRef, revision), revision);
    const earlier: NamedOrder[] = [];
    for (let at = revision - 1; at > Math.max(0, revision - REVISIONS_MAX); at -= 1) {
      earlier.push(await orderNamed(table, orderIdOf(distributor, orderRef, at), at));
    }
    found.push({ distributor, newest, earlier });
  }
  return found;
}

async function orderNamed(table: Table, orderId: string, revision: number): Promise<NamedOrder> {
  const item = await table.get(keys.order(orderId));
  return { orderId, revision, status: item === undefined ? undefined : OrderRecordSchema.parse(item).status };
}
