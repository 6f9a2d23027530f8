// How many orders of a file are decided side by side.
import type { OrderRow } from "./order-row.ts";

/**
 * Orders decided at a time, for their look-ups and records wait for the table side by side; fewer where they are large: what
 * is alive while others wait is copied by every collection of the young generation.
 */
const ORDERS_AT_ONCE = 32;
const ROWS_AT_ONCE = 200;

/** `size`: orders in a group; absent: as many as are worth it. */
export function* groupsOfOrders(orders: Iterable<OrderRow[]>, size = ORDERS_AT_ONCE): Iterable<OrderRow[][]> {
  let group: OrderRow[][] = [];
  let rows = 0;
  for (const order of orders) {
    group.push(order);
    rows += order.length;
    if (group.length < size && rows < ROWS_AT_ONCE) continue;
    yield group;
    group = [];
    rows = 0;
  }
  if (group.length > 0) yield group;
}
