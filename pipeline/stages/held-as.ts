// How a stage ends when it finds its order held by others: with the reason that the order has.
import type { OrderRecord } from "../../contracts/records.ts";
import { reasonOf, type StageResult } from "../../domain/orders/stage-result.ts";
import type { OrderStore } from "../orders/order-store.ts";

export async function heldAs(orders: OrderStore, { orderId }: OrderRecord): Promise<StageResult> {
  const order = await orders.order(orderId);
  return { kind: "held", reason: order?.reason ?? reasonOf("executionFailed") };
}
