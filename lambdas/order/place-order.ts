// The order stage: creates the parent order of a signed contract and learns each site's sub-order. An answer that does not
// say beyond doubt which sub-order is whose holds the order.
import { invariant } from "../../contracts/errors.ts";
import type { OrderStore } from "../../pipeline/orders/order-store.ts";
import type { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { RunStage } from "../../pipeline/stages/stage-consumer.ts";
import { orderRequest, subOrdersOf } from "../../domain/orders/partner-order.ts";
import { isFinalSite } from "../../domain/orders/settlement.ts";
import { endedBy, reasonOf } from "../../domain/orders/stage-result.ts";

interface OrderDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
}

export function makePlaceOrder({ orders, sites }: OrderDeps): RunStage {
  return async ({ order, document, perform }) => {
    const { orderId, quoteId } = order;
    invariant(quoteId, "order.quoteMissing");
    const answer = await perform("createOrder", orderRequest(quoteId, await document()), "order");
    if (answer.kind !== "confirmed") return endedBy(answer);
    const partnerOrderId = answer.response.orderId;
    await orders.created(orderId, partnerOrderId);
    const going = (await sites.sites(orderId)).filter((site) => !isFinalSite(site));
    const subOrders = subOrdersOf(answer.response, going);
    if (subOrders === undefined) return { kind: "held", reason: reasonOf("indeterminateAnswer") };
    await sites.learn(
      orderId,
      going.map((site) => ({ site, set: { subOrderId: subOrders.get(site.index), stage: "order" } })),
      { once: "subOrderId" },
    );
    return { kind: "done", done: going.length };
  };
}
