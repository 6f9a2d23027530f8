// What an operator does to single orders: put a held one back to work, or stop one. Each order is answered on its own; one
// that could not be moved makes the exit status 3 and does not keep the others from it.
import { type Cancelled, cancel, type OperatorDeps, redrive } from "../pipeline/operators/operator-actions.ts";
import { signatureText } from "../pipeline/orders/stop-contract.ts";
import type { CommandCall } from "./command-call.ts";
import { withOperatorSession } from "./operator-session.ts";
import { orderOperand, type OrderOperand } from "./order-operand.ts";
import { ownerOption } from "./run-options.ts";
import { EXIT } from "./usage-error.ts";

interface Answer {
  readonly moved: boolean;
  readonly outcome: string;
}

export function redriveOrders(call: CommandCall): Promise<number> {
  return eachOrder(call, async (deps, orderId) => {
    const outcome = await redrive(deps, orderId, { anew: call.values["anew"] === true });
    return { moved: outcome === "redriven" || outcome === "restarted", outcome };
  });
}

export function cancelOrders(call: CommandCall): Promise<number> {
  return eachOrder(call, async (deps, orderId) => {
    const cancelled = await cancel(deps, orderId);
    return {
      moved: cancelled.kind === "cancelled" || cancelled.kind === "ending",
      outcome: cancelledText(cancelled),
    };
  });
}

export function cancelledText(cancelled: Cancelled): string {
  if (cancelled.kind === "unknownOrder") return "unknownOrder";
  if (cancelled.kind === "over") return `over: it is ${cancelled.status}`;
  const { kind, sites, handedOff, open, contractSigned, signature, partnerOrderId } = cancelled;
  const parts = [`cancelled ${String(sites)} ${sites === 1 ? "site" : "sites"}`];
  if (handedOff.length > 0) parts.push(`AT&T has already: ${handedOff.join(", ")}`);
  if (kind === "ending") parts.push(`being handed off at this moment: ${open.join(", ")}; \`status\` tells soon`);
  if (kind === "held") parts.push(`AT&T may have: ${open.join(", ")}; \`resolve\` these, then cancel again`);
  if (contractSigned) parts.push("the signed contract still binds");
  const signatureSaid = signatureText(signature);
  if (signatureSaid !== undefined) parts.push(signatureSaid);
  if (partnerOrderId !== undefined && sites > 0) parts.push(`AT&T keeps its order ${partnerOrderId} without them`);
  return parts.join("; ");
}

async function eachOrder(
  { operands, values, terminal }: CommandCall,
  act: (deps: OperatorDeps, orderId: string) => Promise<Answer>,
): Promise<number> {
  const distributor = ownerOption(values);
  const answers = await withOperatorSession(values, async ({ deps }) => {
    const context = { orders: deps.orders, distributor, terminal };
    const orders: OrderOperand[] = [];
    for (const name of operands) orders.push(await orderOperand(name, context));
    const all: (OrderOperand & Answer)[] = [];
    for (const order of orders) all.push({ ...order, ...(await act(deps, order.orderId)) });
    return all;
  });
  if (values["json"] === true) terminal.json({ orders: answers });
  else terminal.answer(...answers.map(({ orderId, outcome }) => `${orderId}  ${outcome}`));
  return answers.every(({ moved }) => moved) ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}
