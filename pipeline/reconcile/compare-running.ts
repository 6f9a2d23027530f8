// Every execution that runs beside its order: one that nobody knows, or whose order is over or held, still moves and should not.
import { isTerminal } from "../../domain/orders/settlement.ts";
import { executionNameOf } from "../../contracts/ids.ts";
import { orderIdOfExecution } from "../orders/settle-order.ts";
import type { Finding } from "./night.ts";
import { isSettled, type NightlyTurn } from "./reconcile-deps.ts";

const CLASS = "executions";

export async function compareRunning(turn: NightlyTurn, name: string): Promise<Finding[]> {
  const { deps, book, runId } = turn;
  const orderId = orderIdOfExecution(name);
  const order = await deps.orders.order(orderId);
  const line: Finding = { kind: "line", side: "running", text: name };
  const compared: Finding = { kind: "compared", class: CLASS };
  if (order !== undefined && !isSettled(turn, order.updatedAt)) return [line];
  const isCurrent = order !== undefined && executionNameOf(orderId, order.executions) === name;
  const isAtRest = order !== undefined && (isTerminal(order.status) || order.status === "held");
  if (isCurrent && !isAtRest) return [line, compared];
  const cause =
    order === undefined
      ? "An execution runs for an order that is not in the table."
      : isCurrent
        ? `An execution runs although its order is ${order.status}.`
        : "An earlier execution of the order still runs beside the current one.";
  const named = order === undefined ? {} : { orderId, fileId: order.fileId };
  const command = `aws stepfunctions stop-execution --execution-arn ${deps.executions.arnOf(name)}`;
  const found = { class: CLASS, kind: "executionRuns", subject: name, ...named, cause, command } as const;
  return [line, compared, await book.note(found, runId, deps.now())];
}
