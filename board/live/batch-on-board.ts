// One batch as the board shows it: the words and counts of `status`, why orders and rows stopped, and how many orders are at each stage.
// Pure.
import { isIssueCode, ISSUES } from "../../contracts/issues/issues.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import { REASONS } from "../../contracts/reasons.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { batchStatus } from "../../pipeline/operators/batch-status.ts";
import type { BatchOnBoard, Cause, OrderOnBoard, StateCount } from "../wire.ts";
import type { BatchRead } from "./read-batches.ts";

export function batchOnBoard(batch: BatchRead): BatchOnBoard {
  const { file, orders, receipt } = batch;
  const { attention: _, open: __, ...status } = batchStatus(file, orders);
  return {
    ...status,
    distributor: file.distributor,
    policy: file.policy,
    sites: orders.reduce((sum, { siteCount }) => sum + siteCount, 0),
    receivedAt: file.receivedAt,
    completedAt: file.completedAt ?? null,
    outcomes: receipt !== undefined && file.status !== "processing" ? receipt.rows : null,
    causes: [...orderCauses(orders), ...rowCauses(batch)],
    states: countsByStage(orders),
  };
}

/** Why orders ended or are held, the most frequent first. */
function orderCauses(orders: readonly OrderRecord[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const order of orders) {
    const reason = causeOf(order);
    if (reason === undefined || (order.status !== "held" && !isTerminal(order.status))) continue;
    const { code, message, fix } = reason;
    const known = causes.get(code);
    causes.set(code, { code, message, fix: fix ?? fixOf(code), count: (known?.count ?? 0) + 1, unit: "order" });
  }
  return byCount([...causes.values()]);
}

const causeOf = ({ break: broken, reason }: OrderRecord) => broken ?? reason;
const fixOf = (code: string): string => Object.entries(REASONS).find(([known]) => known === code)?.[1].fix ?? "";

/** What was found in the file, from its receipt: errors only. */
function rowCauses({ receipt }: BatchRead): Cause[] {
  if (receipt === undefined) return [];
  const firsts = new Map<string, Issue>();
  for (const issue of receipt.issues) if (!firsts.has(issue.code)) firsts.set(issue.code, issue);
  const causes = Object.entries(receipt.issuesByCode).flatMap(([code, count]): Cause[] => {
    if (!isIssueCode(code) || ISSUES[code].severity !== "error") return [];
    const first = firsts.get(code);
    return [{ code, message: first?.message ?? code, fix: first?.fix ?? "", count, unit: "row" }];
  });
  return byCount(causes);
}

const byCount = (causes: readonly Cause[]): Cause[] => [...causes].sort((one, other) => other.count - one.count);

function countsByStage(orders: readonly OrderRecord[]): Record<string, StateCount> {
  const counts: Record<string, StateCount> = {};
  for (const { stage, status } of orders) {
    if (isTerminal(status)) continue;
    const kind = status === "held" ? "held" : status === "pending" ? "waiting" : "moving";
    const known = counts[stage] ?? { moving: 0, waiting: 0, held: 0 };
    counts[stage] = { ...known, [kind]: known[kind] + 1 };
  }
  return counts;
}

/** Those that need somebody first: held, then stopped, then waiting, then the rest. */
export function ordersOnBoard({ orders }: BatchRead, max: number): readonly OrderOnBoard[] {
  return orders
    .map((order) => ({ order, urgency: urgencyOf(order) }))
    .sort((one, other) => one.urgency - other.urgency)
    .slice(0, max)
    .map(({ order }) => {
      const { orderId, orderRef, siteCount: sites, stage, status } = order;
      const { code = "", message = "" } = causeOf(order) ?? {};
      return { ...{ orderId, orderRef, sites, stage, status }, code, message };
    });
}

function urgencyOf({ status, break: broken }: OrderRecord): number {
  if (status === "held" || broken !== undefined) return 0;
  if (status === "completed") return 4;
  return isTerminal(status) ? 1 : status === "pending" ? 2 : 3;
}
