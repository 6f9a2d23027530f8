// One order beside its marker, its execution, its wait and AT&T. What has one meaning only is healed here; the rest is a break.
import { executionNameOf } from "../../contracts/ids.ts";
import type { OpenOrderRecord, OrderRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { wasPutBack } from "../../domain/orders/repair.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { orderMessage, reopenOrders } from "../orders/reopen-orders.ts";
import { closeOrder, finishCancellation, settleDeadExecution } from "../orders/settle-order.ts";
import { comparePartnerOrder } from "./compare-partner-order.ts";
import { compareUnknownCalls } from "./compare-unknown-calls.ts";
import { compareWait } from "./compare-wait.ts";
import type { Finding } from "./night.ts";
import { isSettled, type NightlyTurn } from "./reconcile-deps.ts";

export async function compareOrder(turn: NightlyTurn, message: OrderMessage): Promise<Finding[]> {
  const { deps } = turn;
  const { orderId, fileId } = message;
  const marker = await deps.openOrders.marker(fileId, orderId);
  const order = await deps.orders.order(orderId);
  const findings: Finding[] = [{ kind: "line", side: "orders", text: orderLine(orderId, order) }];
  if (order === undefined || order.executions === 0) {
    return [...findings, ...(await compareUnstarted(turn, message, marker))];
  }
  if (!isSettled(turn, order.updatedAt)) return findings;
  const execution = await compareExecution(turn, order, marker);
  findings.push(...execution);
  // What was healed moves now: the rest is for the next night.
  if (execution.some(({ kind }) => kind === "healed")) return findings;
  findings.push(...(await compareWait(turn, order)));
  findings.push(...(await comparePartnerOrder(turn, order)));
  findings.push(...(await compareUnknownCalls(turn, order)));
  return findings;
}

function orderLine(orderId: string, order: OrderRecord | undefined): string {
  if (order === undefined) return `${orderId} none`;
  const { status, stage, quoteId = "-", partnerOrderId = "-", creditStatus = "-", contractStatus = "-" } = order;
  return [orderId, status, stage, quoteId, creditStatus, contractStatus, partnerOrderId].join(" ");
}

const compared: Finding = { kind: "compared", class: "executions" };
const healed = (repair: string): Finding => ({ kind: "healed", class: "executions", repair });

/** Recorded in its file and never begun: with its marker the sync starts it, so only the marker may be missing. */
async function compareUnstarted(
  { deps }: NightlyTurn,
  message: OrderMessage,
  marker: OpenOrderRecord | undefined,
): Promise<Finding[]> {
  if (marker !== undefined) return [compared];
  await reopenOrders(deps, message.fileId, [message]);
  await deps.sendOrders([message]);
  return [compared, healed("orderSentAgain")];
}

/** A held order with a later marker is being put back to work: the sync goes on with it, where its file is open. */
async function compareFileOfPutBack({ deps }: NightlyTurn, { fileId }: OrderRecord): Promise<Finding[]> {
  const file = await deps.files.file(fileId);
  if (file === undefined || file.status === "processing") return [compared];
  await deps.files.reopen(fileId);
  return [compared, healed("fileOpened")];
}

async function compareExecution(
  turn: NightlyTurn,
  order: OrderRecord,
  marker: OpenOrderRecord | undefined,
): Promise<Finding[]> {
  const { deps } = turn;
  const { orderId } = order;
  const isAtRest = isTerminal(order.status) || order.status === "held";
  if (isAtRest) {
    if (marker === undefined) return [compared];
    if (order.status === "held" && wasPutBack(order, marker.markedAt)) return await compareFileOfPutBack(turn, order);
    await closeOrder(deps, order);
    return [compared, healed("orderClosed")];
  }
  const findings: Finding[] = [compared];
  if (marker === undefined) {
    // Where they cannot be read the order is passed over (lambdas/sync/sync-unreadable.ts): its file is not opened for it each night.
    await deps.sites.sites(orderId);
    await reopenOrders(deps, order.fileId, [orderMessage(order)]);
    findings.push(healed("markerPut"));
  }
  const name = executionNameOf(orderId, order.executions);
  const found = await deps.executions.describe(deps.executions.arnOf(name));
  findings.push({ kind: "line", side: "executions", text: `${name} ${found?.status ?? "none"}` });
  if (found?.status === "RUNNING" || found?.status === "PENDING_REDRIVE") return findings;
  if (order.status === "pendingCancellation") await finishCancellation(deps, order);
  else if (found === undefined) await deps.sendOrders([orderMessage(order)]);
  else {
    const stoppedAt = new Date(found.stoppedAt ?? deps.clock.now().getTime()).toISOString();
    const isCurrent = await settleDeadExecution(deps, { name, status: found.status, stoppedAt });
    if (!isCurrent) await deps.sendOrders([orderMessage(order)]);
  }
  return [...findings, healed("executionSettled")];
}
