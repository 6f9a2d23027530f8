// What an operator does to single orders: put a held one back to work, or stop one. Each order is answered on its own; one
// that could not be moved makes the exit status 3 and does not keep the others from it.
import { type Cancelled, cancel, type OperatorDeps, redrive } from "../adapters/operator-actions.ts";
import type { CommandCall } from "./command-call.ts";
import { withOperatorSession } from "./operator-session.ts";
import { EXIT } from "./usage-error.ts";

interface Answer {
  readonly orderId: string;
  readonly moved: boolean;
  readonly outcome: string;
}

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
  const answers = await withOperatorSession(values, async ({ deps }) => {
    const all: Answer[] = [];
    for (const orderId of operands) all.push(await act(deps, orderId));
    return all;
  });
  if (values["json"] === true) terminal.answer(`${JSON.stringify({ orders: answers })}\n`);
  else terminal.answer(answers.map(({ orderId, outcome }) => `${orderId}  ${outcome}\n`).join(""));
  return answers.every(({ moved }) => moved) ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}
