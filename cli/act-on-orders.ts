// What an operator does to single orders: put a held one back to work, or stop one. It is shown first and asked; each order is answered
// on its own, in a sentence, and one that could not be moved makes the exit status 3 and does not keep the others from it.
import type { OrderRecord } from "../contracts/records.ts";
import type { OperatorDeps } from "../pipeline/operators/operator-actions.ts";
import type { CommandCall } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { type FollowedOrder, followOrders } from "./follow-orders.ts";
import { withOperatorSession } from "./operator-session.ts";
import { orderOperand, type OrderOperand } from "./order-operand.ts";
import { ownerOption } from "./run-options.ts";
import { EXIT } from "./usage-error.ts";

export interface ActionAnswer {
  readonly moved: boolean;
  /** A word, for programs. */
  readonly outcome: string;
  /** Sentences. */
  readonly message: string;
}

export interface OrderAction {
  /** Imperative: `Redrive`. */
  readonly verb: string;
  /** What it would do, a line each; or why it cannot be done, in what state the order is, and what can be done. */
  plan(
    deps: OperatorDeps,
    order: OrderRecord,
  ): Promise<{ readonly lines: readonly string[] } | { readonly refused: ActionAnswer }>;
  act(deps: OperatorDeps, order: OrderRecord): Promise<ActionAnswer>;
  /** Whether the order came to what the action is for. */
  isGoodEnd(status: string): boolean;
}

interface Answered extends OrderOperand, ActionAnswer {
  readonly end?: FollowedOrder["end"];
}

export async function actOnOrders(call: CommandCall, action: OrderAction): Promise<number> {
  const { operands, values, terminal, interrupted } = call;
  const distributor = ownerOption(values);
  return withOperatorSession(values, async ({ deps }) => {
    const named = new Map<string, OrderOperand>();
    for (const name of operands) {
      const operand = await orderOperand(name, { orders: deps.orders, distributor, terminal });
      named.set(operand.orderId, operand);
    }
    const { answers, lines, ready } = await planned(deps, action, [...named.values()]);
    if (ready.length > 0) {
      const goesOn = await confirmed(call, lines, `${action.verb} ${counted(ready.length, "order")}?`);
      for (const { operand, order } of ready) {
        const answer = goesOn ? await action.act(deps, order) : DECLINED;
        answers.push({ ...operand, ...answer });
      }
    }
    const followed = values["wait"] === true ? await followMoved(call, deps, answers) : [];
    const all = answers.map((answer) => withEnd(answer, followed));
    tell(call, all, followed);
    if (interrupted.aborted) return EXIT.interrupted;
    const isGood = all.every(({ moved, end }) => moved && (end === undefined || action.isGoodEnd(end.status)));
    return isGood ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
  });
}

const DECLINED: ActionAnswer = { moved: false, outcome: "declined", message: "" };

interface Ready {
  readonly operand: OrderOperand;
  readonly order: OrderRecord;
}

async function planned(deps: OperatorDeps, action: OrderAction, operands: readonly OrderOperand[]) {
  const answers: Answered[] = [];
  const lines: string[] = [];
  const ready: Ready[] = [];
  for (const operand of operands) {
    const order = await deps.orders.order(operand.orderId);
    const plan = order === undefined ? { refused: unknownOrder(operand) } : await action.plan(deps, order);
    if ("refused" in plan) answers.push({ ...operand, ...plan.refused });
    else if (order !== undefined) {
      lines.push(...plan.lines);
      ready.push({ operand, order });
    }
  }
  return { answers, lines, ready };
}

function unknownOrder({ orderId, orderRef }: OrderOperand): ActionAnswer {
  const message =
    orderRef === null
      ? `There is no order ${orderId}. \`status\` lists the open ones; \`show\` finds one by any id or reference.`
      : `${orderRef} (${orderId}) has not been started yet; try again in a minute.`;
  return { moved: false, outcome: "unknownOrder", message };
}

function followMoved(call: CommandCall, deps: OperatorDeps, answers: readonly Answered[]): Promise<FollowedOrder[]> {
  const moved = answers.filter((answer) => answer.moved).map(({ orderId }) => orderId);
  return moved.length === 0 ? Promise.resolve([]) : followOrders(call, deps, moved);
}

function withEnd(answer: Answered, followed: readonly FollowedOrder[]): Answered {
  const found = followed.find(({ order }) => order.orderId === answer.orderId);
  return found === undefined ? answer : { ...answer, end: found.end };
}

function tell({ values, terminal }: CommandCall, answers: readonly Answered[], followed: readonly FollowedOrder[]) {
  if (values["json"] === true) terminal.json({ orders: answers });
  else
    terminal.answer(
      ...answers.flatMap(({ message }) => (message === "" ? [] : [message])),
      ...followed.map(({ text }) => text),
    );
}
