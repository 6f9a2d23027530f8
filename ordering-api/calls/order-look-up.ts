// The orders of a quote as they stand. Ours: AT&T documents no look-up of orders.
import type { ResponseOf } from "../../contracts/apex/calls.ts";
import { keys, type SubOrder } from "../records.ts";
import type { Call, CallContext } from "./call-context.ts";
import { findQuote } from "./quote-record.ts";

type Order = ResponseOf<"getOrders">["orders"][number];

export const getOrders: Call<"getOrders"> = async (request, context) => {
  const { serial, value } = await findQuote(context, request["quoteId"] ?? "");
  const listed = await context.store.range(keys.orderOfQuote(serial, ""), "ORDER#~");
  const orders: Order[] = [];
  for (const { value: named } of listed) {
    const order = await orderOf(context, named.serial);
    if (order !== undefined) orders.push(order);
  }
  return { quoteId: value.quoteId, orders };
};

/** Undefined: its creation died before it took effect. */
async function orderOf({ store }: CallContext, serial: string): Promise<Order | undefined> {
  const parent = await store.get(keys.order(serial));
  if (parent === undefined) return undefined;
  const found = await store.range(keys.subOrder(serial, 0), "SUB#~");
  const subOrders = found.map(({ value }) => ({
    subOrderId: value.subOrderId,
    siteId: value.siteId,
    status: statusOf(value),
  }));
  const [first, ...others] = new Set(subOrders.map(({ status }) => status));
  // Parent and sub-orders agree, or it is under way.
  const status = first !== undefined && others.length === 0 ? first : "Created";
  return { orderId: parent.value.orderId, status, subOrders };
}

function statusOf({ cancelledAt, handedOffAt }: SubOrder): "Cancelled" | "Submitted" | "Created" {
  if (cancelledAt !== undefined) return "Cancelled";
  return handedOffAt === undefined ? "Created" : "Submitted";
}
