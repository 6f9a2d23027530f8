// Goes through the orders of a file that was read and decides each: the same way for the intake, which then sends, and for
// `validate`, which cannot. Under policy `file` everything is decided once before anything may be claimed.
import { hash } from "node:crypto";
import type { Issue, Policy } from "../../contracts/outcomes.ts";
import type { CellTotals } from "../../contracts/receipt.ts";
import {
  type AssembledOrder,
  type OrderRow,
  type RowFinding,
  assembleOrder,
} from "../../domain/bulk/assemble-order.ts";
import { type Finding, ISSUES, issueOf } from "../../domain/bulk/issue-codes.ts";
import { type EarlierSite, type OrderPlan, type UnsentRow, errorOf, planOrder } from "../../domain/bulk/plan-order.ts";
import type { BulkReading } from "./read-bulk-file.ts";

/** What earlier files did to an order. */
export interface EarlierOrders {
  /** Undefined: another file with this order_ref is being taken in at this moment. */
  sitesOf(orderRef: string): Promise<ReadonlyMap<string, EarlierSite> | undefined>;
}

export interface PlannedOrder {
  readonly order: AssembledOrder;
  readonly plan: OrderPlan;
}

export interface PlanSink {
  readonly issue: (issue: Issue) => void;
  readonly unsent: (row: UnsentRow) => void;
  /** False: the order was claimed by another file in the meantime, and its rows are not sent. */
  readonly send: (planned: PlannedOrder) => Promise<boolean>;
}

export interface PlanTotals {
  readonly failed: number;
  readonly unchanged: number;
  readonly ordersSent: number;
  readonly ordersUnchanged: number;
  readonly cells: CellTotals;
  readonly otherRows: Omit<UnsentRow, "row"> | null;
}

const fingerprint = (text: string): string => hash("sha256", text, "base64url");

export async function planOrders(
  reading: BulkReading,
  policy: Policy,
  earlier: EarlierOrders,
  sink: PlanSink,
): Promise<PlanTotals> {
  if (reading.fault !== null) return nothingTaken(reading, "file.allHeldBack", reading.rowsTotal);
  if (policy === "file" && (await anyError(reading, earlier))) return stopFile(reading, earlier, sink);
  const counter = new Counter(reading);
  for (const rows of reading.orders()) {
    const planned = await planRows(rows, reading, policy, earlier);
    report(planned, reading, sink.issue);
    const sent = planned.plan.send.length > 0 ? await sink.send(planned) : false;
    const unsent = sent || planned.plan.send.length === 0 ? planned.plan.unsent : busyRows(rows, reading, sink.issue);
    unsent.forEach(sink.unsent);
    counter.order(rows, unsent, sent);
  }
  return counter.totals(null);
}

async function planRows(
  rows: OrderRow[],
  reading: BulkReading,
  policy: Policy,
  earlier: EarlierOrders,
): Promise<PlannedOrder> {
  const order = assembleOrder(rows, reading.dateOrders);
  const known = order.sites.length === 0 ? new Map<string, EarlierSite>() : await earlier.sitesOf(order.orderRef);
  if (known === undefined) {
    const finding: Finding = { code: "order.busy", column: "order_ref" };
    const busy = { ...order, head: undefined, sites: [], orderFindings: [{ row: rows[0]?.row ?? 0, finding }] };
    return { order: busy, plan: planOrder(rows, busy, { policy, earlier: new Map(), fingerprint }) };
  }
  return { order, plan: planOrder(rows, order, { policy, earlier: known, fingerprint }) };
}

function report({ order, plan }: PlannedOrder, reading: BulkReading, issue: (issue: Issue) => void): void {
  const show = ({ row, finding, silent }: RowFinding): void => {
    if (silent !== true) issue(issueOf(finding, reading.placeOf(row)));
  };
  order.orderFindings.forEach(show);
  order.findings.forEach(show);
  plan.findings.forEach(show);
}

function busyRows(rows: readonly OrderRow[], reading: BulkReading, issue: (issue: Issue) => void): UnsentRow[] {
  const finding: Finding = { code: "order.busy", column: "order_ref" };
  issue(issueOf(finding, reading.placeOf(rows[0]?.row ?? 0)));
  return rows.map(({ row, error }) => {
    const { code, column, message, fix } = error ?? errorOf(finding, row);
    return { row, outcome: "failed", status: "rejected", code, column, message, fix };
  });
}

async function anyError(reading: BulkReading, earlier: EarlierOrders): Promise<boolean> {
  for (const rows of reading.orders()) {
    if ((await planRows(rows, reading, "file", earlier)).plan.hasError) return true;
  }
  return false;
}

/** Policy `file`: rows with errors say which; all others are held back because of them. */
async function stopFile(reading: BulkReading, earlier: EarlierOrders, sink: PlanSink): Promise<PlanTotals> {
  const counter = new Counter(reading);
  const { message, fix } = ISSUES["file.policyStop"];
  for (const rows of reading.orders()) {
    const planned = await planRows(rows, reading, "site", earlier);
    report(planned, reading, sink.issue);
    const held = planned.plan.send.map(({ row }): UnsentRow => ({
      ...{ row, outcome: "failed", status: "rejected.validated" },
      ...{ code: "file.policyStop", column: null, message, fix },
    }));
    const unsent = [...planned.plan.unsent, ...held];
    unsent.forEach(sink.unsent);
    counter.order(rows, unsent, false);
  }
  return counter.totals(null);
}

function nothingTaken(reading: BulkReading, code: "file.allHeldBack", rows: number): PlanTotals {
  const { read, carriedThrough } = reading.cells;
  const { message, fix } = ISSUES[code];
  return {
    failed: rows,
    unchanged: 0,
    ordersSent: 0,
    ordersUnchanged: 0,
    cells: { read, accepted: 0, rejected: read - carriedThrough, carriedThrough },
    otherRows: { outcome: "failed", status: "rejected.unassessed", code, column: null, message, fix },
  };
}

class Counter {
  #failed = 0;
  #unchanged = 0;
  #ordersSent = 0;
  #ordersUnchanged = 0;
  #rejectedCells = 0;
  readonly #reading: BulkReading;

  constructor(reading: BulkReading) {
    this.#reading = reading;
  }

  order(rows: readonly OrderRow[], unsent: readonly UnsentRow[], sent: boolean): void {
    const failed = new Set(unsent.filter(({ outcome }) => outcome === "failed").map(({ row }) => row));
    this.#failed += failed.size;
    this.#unchanged += unsent.length - failed.size;
    for (const { row, known } of rows) if (failed.has(row)) this.#rejectedCells += known;
    if (sent) this.#ordersSent += 1;
    else if (failed.size === 0) this.#ordersUnchanged += 1;
  }

  totals(otherRows: PlanTotals["otherRows"]): PlanTotals {
    const { read, carriedThrough } = this.#reading.cells;
    const rejected = this.#rejectedCells;
    return {
      failed: this.#failed,
      unchanged: this.#unchanged,
      ordersSent: this.#ordersSent,
      ordersUnchanged: this.#ordersUnchanged,
      cells: { read, accepted: read - carriedThrough - rejected, rejected, carriedThrough },
      otherRows,
    };
  }
}
