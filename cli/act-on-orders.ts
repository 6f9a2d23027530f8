// What an operator does to single orders: put a held one back to work, or stop one. Each order is answered on its own; one
// that could not be moved makes the exit status 3 and does not keep the others from it.
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { closeFileIfSettled } from "../adapters/bulk/close-file.ts";
import { systemClock } from "../adapters/clock.ts";
import { SfnExecutions } from "../adapters/executions.ts";
import { type Cancelled, cancel, type OperatorDeps, redrive } from "../adapters/operator-actions.ts";
import { SqsOrderQueue } from "../adapters/order-queue.ts";
import { OrderStore } from "../adapters/order-store.ts";
import { SiteStore } from "../adapters/site-store.ts";
import { NAMES } from "../contracts/deployment.ts";
import { bulkStore, stackOutput } from "./bulk-store.ts";
import type { CommandCall } from "./command-call.ts";
import { stackConnection } from "./stack-connection.ts";
import { EXIT } from "./usage-error.ts";

interface Answer {
  readonly orderId: string;
  readonly moved: boolean;
  readonly outcome: string;
}

/** As the timeline names who caused a change. */
const ACTOR = "operator";

export function redriveOrders(call: CommandCall): Promise<number> {
  return eachOrder(call, async (deps, orderId) => {
    const outcome = await redrive(deps, orderId);
    return { orderId, moved: outcome === "redriven" || outcome === "restarted", outcome };
  });
}

export function cancelOrders(call: CommandCall): Promise<number> {
  return eachOrder(call, async (deps, orderId) => {
    const cancelled = await cancel(deps, orderId);
    return { orderId, moved: cancelled.kind === "cancelled", outcome: cancelledText(cancelled) };
  });
}

function cancelledText(cancelled: Cancelled): string {
  if (cancelled.kind === "unknownOrder") return "unknownOrder";
  if (cancelled.kind === "over") return `over: it is ${cancelled.status}`;
  const { sites, handedOff, contractSigned } = cancelled;
  const rest = handedOff.length === 0 ? "" : `; AT&T has already: ${handedOff.join(", ")}`;
  return `cancelled ${String(sites)} sites${rest}${contractSigned ? "; the signed contract still binds" : ""}`;
}

async function eachOrder(
  { operands, values, terminal }: CommandCall,
  act: (deps: OperatorDeps, orderId: string) => Promise<Answer>,
): Promise<number> {
  const { outputs, endpoint } = await stackConnection(values);
  const store = bulkStore(outputs, endpoint);
  const orders = new OrderStore(store.table, systemClock, ACTOR);
  const deps: OperatorDeps = {
    orders,
    sites: new SiteStore(store.table, () => orders.now(), ACTOR),
    closeFile: (fileId) => closeFileIfSettled({ ...store, clock: systemClock }, fileId),
    executions: new SfnExecutions(new SFNClient({ ...endpoint }), stackOutput(outputs, NAMES.outputs.stateMachine)),
    orderQueue: new SqsOrderQueue(new SQSClient({ ...endpoint }), stackOutput(outputs, NAMES.outputs.orderQueue)),
  };
  try {
    const answers: Answer[] = [];
    for (const orderId of operands) answers.push(await act(deps, orderId));
    if (values["json"] === true) terminal.answer(`${JSON.stringify({ orders: answers })}\n`);
    else terminal.answer(answers.map(({ orderId, outcome }) => `${orderId}  ${outcome}\n`).join(""));
    return answers.every(({ moved }) => moved) ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
  } finally {
    store.close();
  }
}
