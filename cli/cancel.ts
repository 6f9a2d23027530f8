// Stops orders, site by site, and says what AT&T has already and cannot be stopped from here.
import { type Cancelled, cancel, type OperatorDeps } from "../pipeline/operators/operator-actions.ts";
import { signatureText } from "../pipeline/orders/stop-contract.ts";
import type { OrderRecord } from "../contracts/records.ts";
import { isFinalSite, isTerminal } from "../domain/orders/settlement.ts";
import { type ActionAnswer, actOnOrders, type OrderAction } from "./act-on-orders.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { counted } from "./counted.ts";
import { orderName, stateText } from "./order-state.ts";
import { commandTo } from "./run-options.ts";

export function cancelOrders(call: CommandCall): Promise<number> {
  const action: OrderAction = {
    verb: "Cancel",
    plan: async (deps, order) =>
      isTerminal(order.status) ? { refused: over(order) } : { lines: await cancelPlan(deps, order) },
    act: (deps, order) => cancelOrder(deps, order, call.values),
    isGoodEnd: (status) => status === "cancelled" || status === "partial",
  };
  return actOnOrders(call, action);
}

/** Answers in sentences what was stopped and what could not be. */
export async function cancelOrder(deps: OperatorDeps, order: OrderRecord, values: OptionValues): Promise<ActionAnswer> {
  const cancelled = await cancel(deps, order.orderId);
  return answerOf((await deps.orders.order(order.orderId)) ?? order, cancelled, values);
}

const over = (order: OrderRecord): ActionAnswer => ({
  ...{ moved: false, outcome: "over" },
  message: `${orderName(order)} ${stateText(order)}. It cannot be canceled any more${order.status === "completed" || order.status === "partial" ? "; settle its sites with AT&T" : ""}.`,
});

async function cancelPlan(deps: OperatorDeps, order: OrderRecord): Promise<string[]> {
  const sites = await deps.sites.sites(order.orderId);
  const open = sites.filter((site) => !isFinalSite(site)).length;
  const handedOff = sites.filter(({ status }) => status === "completed").length;
  const { partnerOrderId, contractStatus } = order;
  return [
    `${orderName(order)} ${stateText(order)}.`,
    `  ${counted(open, "site")} will be canceled${handedOff > 0 ? `; AT&T has ${counted(handedOff, "site")} already, and keeps them` : ""}.`,
    ...(contractStatus === "signed" ? ["  The contract is signed and still binds."] : []),
    ...(partnerOrderId === undefined ? [] : [`  AT&T keeps its order ${partnerOrderId} without these sites.`]),
  ];
}

function answerOf(order: OrderRecord, cancelled: Cancelled, values: OptionValues): ActionAnswer {
  if (cancelled.kind === "unknownOrder" || cancelled.kind === "over") return over(order);
  const moved = cancelled.kind !== "held";
  return { moved, outcome: cancelled.kind, message: cancelledText(order, cancelled, values) };
}

function cancelledText(
  order: OrderRecord,
  cancelled: Extract<Cancelled, { readonly sites: number }>,
  values: OptionValues,
): string {
  const { kind, sites, handedOff, open, contractSigned, signature, partnerOrderId } = cancelled;
  const signatureSaid = signatureText(signature);
  return [
    `${orderName(order)}: ${counted(sites, "site")} canceled.`,
    ...(handedOff.length > 0 ? [`AT&T has already: ${handedOff.join(", ")}.`] : []),
    ...(kind === "ending"
      ? [`Being handed off at this moment: ${open.join(", ")}; the cancellation ends by itself within minutes.`]
      : []),
    ...(kind === "held"
      ? [
          `AT&T may have: ${open.join(", ")}. Say what became of these calls, then cancel again: ${commandTo(["resolve", order.orderId], values)}`,
        ]
      : []),
    ...(contractSigned ? ["The signed contract still binds."] : []),
    ...(signatureSaid === undefined ? [] : [sentence(signatureSaid)]),
    ...(partnerOrderId !== undefined && sites > 0 ? [`AT&T keeps its order ${partnerOrderId} without them.`] : []),
  ].join(" ");
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
