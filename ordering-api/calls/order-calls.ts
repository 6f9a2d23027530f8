// Order creation and handoff: one path, told apart by the body. An order is a parent and a sub-order a site with its four
// items; handoff submits one sub-order, once.
import { takeEffect } from "../effects.ts";
import { idOf, newSerial, readId } from "../ids.ts";
import { keys, type ParentOrder, type Site, type SubOrder } from "../records.ts";
import { apiError, conflict, refuseIfAny, Refused } from "../refusal.ts";
import { isRefused } from "../rules/forced-outcomes.ts";
import { handOffFaults } from "../rules/enrichment-rules.ts";
import { approvalFault, signatureFault } from "../rules/quote-rules.ts";
import { type Call, untilSaved } from "./call-context.ts";
import { findQuote, findSites, type FoundQuote } from "./quote-record.ts";
import { findOpenSubOrder } from "./sub-order-record.ts";

/** S: the item types, word for word. */
export const ITEM_TYPES = ["AT&T Dedicated Internet (Mid Market)", "Access", "Port", "ADI Install"] as const;

export const createOrder: Call<"createOrder"> = async (request, context) => {
  const quote = await findQuote(context, request.quoteId);
  const fault = approvalFault(quote.value) ?? signatureFault(quote.value);
  if (fault !== undefined) throw fault;
  if (!request["checkT&C"]) {
    throw new Refused(422, [apiError("invalidValue", "checkT&C", "The terms and conditions must be accepted.")]);
  }
  if (isRefused("order", `${quote.value.companyName} ${quote.value.opportunityName}`)) {
    throw conflict("quoteId", "The order was refused (forced by its name).");
  }
  const sites = (await findSites(context.store, quote)).filter(
    (site) => site.avps !== "fail" && site.configuration !== undefined,
  );
  return untilSaved(async () => {
    const serial = newSerial(context.random);
    const createdAt = context.now().toISOString();
    const subOrders = sites.map((site, n) => subOrderOf(site, quote, { serial, number: n + 1, createdAt }));
    await context.store.putMany([
      ...subOrders.map((value, n) => ({ key: keys.subOrder(serial, n + 1), value })),
      { key: keys.orderOfQuote(quote.serial, serial), value: { serial } },
    ]);
    const order: ParentOrder = {
      orderId: idOf("order", serial, 0),
      quoteId: quote.value.quoteId,
      clientId: context.clientId,
      createdAt,
      subOrderCount: subOrders.length,
      contacts: request.contacts,
      tokens: [],
    };
    return takeEffect(context, {
      key: keys.order(serial),
      value: order,
      ifVersion: 0,
      proof: { kind: "order", id: order.orderId },
      about: {
        call: "createOrder",
        quoteId: order.quoteId,
        orderId: order.orderId,
        sites: subOrders.map((subOrder) => subOrder.externalId),
      },
      answer: {
        orderId: order.orderId,
        status: "Success",
        statusMessage: "Order has been created",
        subOrder: subOrders.map((subOrder, n) => answerOf(subOrder, serial, n + 1)),
      },
    });
  });
};

export const handOff: Call<"handOff"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId, request.orderId);
    const [parent, customer] = await Promise.all([
      context.store.get(keys.order(subOrder.serial)),
      context.store.get(keys.assignment(subOrder.quoteSerial, subOrder.value.siteIndex)),
    ]);
    refuseIfAny(
      handOffFaults(subOrder.value, { hasParentOrder: parent !== undefined, hasCustomer: customer !== undefined }),
    );
    if (isRefused("handoff", subOrder.value.names)) {
      throw conflict("subOrderId", "The handoff was refused (forced by a name).");
    }
    return takeEffect(context, {
      key: subOrder.key,
      value: { ...subOrder.value, handedOffAt: context.now().toISOString() },
      ifVersion: subOrder.version,
      proof: { kind: "subOrder", id: subOrder.value.subOrderId },
      about: subOrder.about("handOff"),
      answer: { status: "success", message: "order submitted and sent to serviceNow" },
    });
  });

/** The site's port is free again, because a cancelled sub-order holds none (enrichment-calls.ts). */
export const cancelSubOrder: Call<"cancelSubOrder"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId, request.orderId);
    const { orderId, subOrderId } = subOrder.value;
    return takeEffect(context, {
      key: subOrder.key,
      value: { ...subOrder.value, cancelledAt: context.now().toISOString() },
      ifVersion: subOrder.version,
      proof: { kind: "subOrder", id: subOrderId },
      about: subOrder.about("cancelSubOrder"),
      answer: { orderId, subOrderId, status: "Success", statusMessage: "Sub-order is cancelled" },
    });
  });

function subOrderOf(
  site: Site,
  quote: FoundQuote,
  numbers: { readonly serial: string; readonly number: number; readonly createdAt: string },
): SubOrder {
  const { quoteId, clientId, companyName, opportunityName } = quote.value;
  return {
    subOrderId: idOf("subOrder", numbers.serial, numbers.number),
    orderId: idOf("order", numbers.serial, 0),
    quoteId,
    clientId,
    siteId: site.siteId,
    siteIndex: readId("site", site.siteId)?.number ?? 0,
    externalId: site.externalId,
    names: [companyName, opportunityName, site.externalId, site.siteName ?? ""].join(" "),
    portSpeed: site.configuration?.portSpeed ?? "",
    createdAt: numbers.createdAt,
    billing: [],
    tokens: [],
  };
}

export function itemsOf(serial: string, number: number): { orderItemId: string; orderItemType: string }[] {
  return ITEM_TYPES.map((orderItemType, n) => ({
    orderItemId: idOf("orderItem", serial, number * ITEM_TYPES.length + n),
    orderItemType,
  }));
}

function answerOf(subOrder: SubOrder, serial: string, number: number) {
  return {
    subOrderId: subOrder.subOrderId,
    siteId: subOrder.siteId,
    subOrderItem: itemsOf(serial, number),
  };
}
