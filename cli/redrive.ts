// Puts held orders back to work, once what held them is gone.
import { CALL_CLASSES } from "../pipeline/partner/call-classes.ts";
import { statedBy } from "../pipeline/operators/decision-actions.ts";
import { openCalls, type OperatorDeps, redrive, type Redriven } from "../pipeline/operators/operator-actions.ts";
import { REASONS } from "../contracts/reasons.ts";
import type { OrderRecord } from "../contracts/records.ts";
import { type ActionAnswer, actOnOrders, type OrderAction } from "./act-on-orders.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { counted } from "./counted.ts";
import { insteadOfRedrive, orderName, stateText } from "./order-state.ts";
import { commandTo } from "./run-options.ts";

export function redriveOrders(call: CommandCall): Promise<number> {
  const { values } = call;
  const anew = values["anew"] === true;
  const action: OrderAction = {
    verb: "Redrive",
    async plan(deps, order) {
      if (order.status !== "held") return { refused: await notHeld(deps, order, values) };
      if (!(await deps.documentThere(order.document))) return { refused: expired(order, values) };
      return { lines: await redrivePlan(deps, order, { anew, values }) };
    },
    async act(deps, order) {
      const redriven = await redrive(deps, order.orderId, { anew });
      if (redriven === "redriven" || redriven === "restarted") {
        return { moved: true, outcome: redriven, message: redrivenText(order, redriven) };
      }
      if (redriven === "dataExpired") return expired(order, values);
      return await notHeld(deps, (await deps.orders.order(order.orderId)) ?? order, values);
    },
    isGoodEnd: (status) => status === "completed",
  };
  return actOnOrders(call, action);
}

async function notHeld(deps: OperatorDeps, order: OrderRecord, values: OptionValues): Promise<ActionAnswer> {
  const pauses = await deps.pauses.all();
  const state = `${orderName(order)} ${stateText(order, pauses)}.`;
  return { moved: false, outcome: "notHeld", message: `${state} ${insteadOfRedrive(order, pauses, values)}`.trim() };
}

function expired(order: OrderRecord, values: OptionValues): ActionAnswer {
  const { message, fix } = REASONS.dataExpired;
  const cancel = commandTo(["cancel", order.orderId], values);
  return { moved: false, outcome: "dataExpired", message: `${orderName(order)}: ${message} ${fix} (${cancel})` };
}

async function redrivePlan(
  deps: OperatorDeps,
  order: OrderRecord,
  { anew, values }: { readonly anew: boolean; readonly values: OptionValues },
): Promise<string[]> {
  const open = (await openCalls(deps, order.orderId)).filter(({ state }) => state === "intent" || state === "unknown");
  // A call that only overwrites is made again; of the others nobody knows whether they happened.
  const undecided = open.filter(({ call }) => CALL_CLASSES[call].class !== "repeatable");
  const { creditStatus, contractStatus } = statedBy(order);
  return [
    `${orderName(order)} ${stateText(order)}.`,
    `  It continues ${anew ? "in a new execution" : `from stage ${order.stage}`}; calls that took effect are not made again.`,
    ...(creditStatus === undefined
      ? []
      : [
          "  With this you state that its credit is approved. Where AT&T can be asked and still says Conditional, it is held again.",
        ]),
    ...(contractStatus === undefined ? [] : ["  With this you state that its signature stands."]),
    ...(undecided.length === 0
      ? []
      : [
          `  ${counted(undecided.length, "call")} of unknown outcome ${undecided.length === 1 ? "is" : "are"} open: it will be held again. First: ${commandTo(["resolve", order.orderId], values)}`,
        ]),
  ];
}

export function redrivenText(order: OrderRecord, redriven: Extract<Redriven, "redriven" | "restarted">): string {
  return redriven === "redriven"
    ? `${orderName(order)} is redriven: it continues from stage ${order.stage}.`
    : `${orderName(order)} is redriven in a new execution; calls already made are not repeated.`;
}
