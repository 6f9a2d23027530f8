// The end of an order in the table: final statuses, its `OPEN#` marker gone, its file closed when it was the last. Every step
// may repeat; the settle stage, the event of a dead execution, the sync and operators all come here.
import type { OpenOrderRecord, OrderRecord } from "../../contracts/records.ts";
import { executionNameOf } from "../../contracts/ids.ts";
import { wasPutBack } from "../../domain/orders/repair.ts";
import { wasPausedAt } from "../../domain/orders/pause.ts";
import { isTerminal, reasonForDeadExecution, settlementOf } from "../../domain/orders/settlement.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import type { Meeting } from "../stages/later-news.ts";
import type { Rendezvous } from "../stages/rendezvous.ts";
import type { PauseStore } from "./pause-store.ts";
import { signatureText, stopContract } from "./stop-contract.ts";
import { type StopDeps, stopSites } from "./stop-sites.ts";
import type { ReopenDeps } from "./reopen-orders.ts";

export interface SettleDeps extends StopDeps, ReopenDeps {
  /** Closes the file when no order of it moves any more (pipeline/results/close-file.ts). */
  readonly closeFile: (fileId: string) => Promise<unknown>;
  readonly rendezvous: Pick<Rendezvous, "match">;
  readonly pauses: Pick<PauseStore, "all">;
}

/** All stages are over, or a business decision ended them. True: its file is at rest now, and its results are there. */
export async function settleOrder(deps: SettleDeps, order: OrderRecord): Promise<boolean> {
  if (order.status === "pendingCancellation") return finishCancellation(deps, order);
  const { orderId } = order;
  const settlement = settlementOf(order, await deps.sites.sites(orderId));
  for (const status of ["failed", "rejected.validated"] as const) {
    const changed = settlement.sites.filter((change) => change.status === status);
    await deps.sites.decide(
      orderId,
      changed.map(({ site, reason }) => ({ site, reason: reason ?? reasonOf("executionFailed") })),
      order.stage,
      status,
    );
  }
  const type = `order${settlement.status.slice(0, 1).toUpperCase()}${settlement.status.slice(1)}`;
  await deps.orders.advance(orderId, {
    type,
    once: true,
    to: settlement.status,
    from: ["acknowledged", "inProgress", "pending"],
    // An order that failed keeps the stage in which it did.
    ...(settlement.status === "completed" && { set: { stage: "settle", "progress.settle": order.siteCount } }),
    stage: "settle",
  });
  return await closeOrder(deps, order);
}

/** News that an execution ended outside its stages. `stoppedAt`: when, as an ISO instant. */
export interface ExecutionEnd {
  readonly name: string;
  readonly status: string;
  readonly stoppedAt: string;
}

/** The order of an execution name: the name of its nth execution is the order id with `-r{n}`. */
export const orderIdOfExecution = (name: string): string => name.replace(/-r\d+$/, "");

/**
 * False: stale news, of an earlier execution or from before the order was put back to work; or a paused order's, whose task ran out of
 * time. That order waits on: the sync has it started anew.
 */
export async function settleDeadExecution(deps: SettleDeps, end: ExecutionEnd): Promise<boolean> {
  const order = await deps.orders.order(orderIdOfExecution(end.name));
  if (order === undefined) return false;
  if (executionNameOf(order.orderId, order.executions) !== end.name) return false;
  if (order.resumedAt !== undefined && order.resumedAt > end.stoppedAt) return false;
  if (order.status === "pendingCancellation") {
    await finishCancellation(deps, order);
    return true;
  }
  if (!isTerminal(order.status) && order.status !== "held") {
    if (await ranOutPaused(deps, order, end)) return false;
    // An ordinary hold or stop is in the order's record before its execution ends; this end nobody had announced.
    deps.orders.meter.add("ExecutionsDied", 1, { status: end.status });
    const code = reasonForDeadExecution(order, end.status);
    await deps.orders.hold(order.orderId, order.stage, reasonOf(code));
    if ((await hasCome(deps, order, code)) === "putBack") return true;
  }
  await closeOrder(deps, order);
  return true;
}

/** A task has a day, and a pause may be longer. What waits for a decision is not held back by it, and has a time of its own. */
async function ranOutPaused(
  { pauses }: Pick<SettleDeps, "pauses">,
  order: OrderRecord,
  { status, stoppedAt }: ExecutionEnd,
): Promise<boolean> {
  if (order.status === "pending" || status === "ABORTED") return false;
  return wasPausedAt(await pauses.all(), order, stoppedAt);
}

/** The decision may have come between the end of the wait and the hold, when nobody was there to take it. */
async function hasCome(deps: SettleDeps, { quoteId }: OrderRecord, code: ReasonCode): Promise<Meeting> {
  const kind = code === "creditTimedOut" ? "credit" : code === "contractTimedOut" ? "esign" : undefined;
  return kind === undefined || quoteId === undefined ? "waiting" : await deps.rendezvous.match(kind, quoteId);
}

/**
 * The end of a cancellation, in which sites that AT&T has stay handed off. While a handoff is under way the order waits for
 * it (the sync comes again); one whose outcome nobody knows holds the order for a person.
 */
export async function finishCancellation(deps: SettleDeps, order: OrderRecord): Promise<boolean> {
  const { orderId, stage, siteCount } = order;
  // Its sites are still being recorded: start-order records the rest, or the sync has it do so, and comes here again.
  if ((await deps.sites.sites(orderId)).length < siteCount) return false;
  const cancelled = reasonOf("cancelled", signatureText(await stopContract(deps, order)));
  // A signature that came while the order was held, and that nobody has acted on, binds the customer: it is told as a break.
  if (order.quoteId !== undefined) await deps.rendezvous.match("esign", order.quoteId);
  const stopped = await stopSites(deps, order, cancelled);
  if (stopped.underWay > 0) return false;
  if (stopped.unknown > 0) {
    const reason = reasonOf("outcomeUnknown");
    const step = { type: "orderHeld", to: "held", from: ["pendingCancellation"], stage, reason: reason.code } as const;
    await deps.orders.advance(orderId, { ...step, set: { reason } });
  } else {
    const to = stopped.completed > 0 ? "partial" : "cancelled";
    const step = { type: "orderCancelled", to, from: ["pendingCancellation"], reason: cancelled.code } as const;
    await deps.orders.advance(orderId, { ...step, set: { reason: cancelled } });
  }
  return await closeOrder(deps, order);
}

/** Takes the marker of an order that moves no more, and closes its file when no marker is left. True: the file is at rest. */
export async function closeOrder(
  deps: SettleDeps,
  { orderId, fileId }: Pick<OrderRecord, "orderId" | "fileId">,
): Promise<boolean> {
  if (!(await unmarkAtRest(deps, { orderId, fileId }))) return false;
  return (await deps.closeFile(fileId)) === true;
}

/** Takes the marker of an order that moves no more; `known`: the marker as it was just read. False: the order moves, or nobody has begun it. */
export async function unmarkAtRest(
  { openOrders, orders }: Pick<SettleDeps, "openOrders" | "orders">,
  { orderId, fileId }: Pick<OrderRecord, "orderId" | "fileId">,
  known?: OpenOrderRecord,
): Promise<boolean> {
  const marker = known ?? (await openOrders.marker(fileId, orderId));
  // The order is read after its marker: a redrive in between writes a new marker, which the condition then spares.
  const order = await orders.order(orderId);
  if (order === undefined || !(isTerminal(order.status) || order.status === "held")) return false;
  // Somebody is putting it back to work; where that was cut off, the sync goes on with it.
  if (order.status === "held" && marker !== undefined && wasPutBack(order, marker.markedAt)) return false;
  if (marker !== undefined) await openOrders.unmark(fileId, orderId, marker.markedAt);
  return true;
}
