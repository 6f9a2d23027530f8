// Where the orders of one batch are, from its records alone: what `status` prints and what the board shows (docs/bulk-file.md §6).
import type { Correction } from "../../contracts/correction.ts";
import type { FileRecord, OrderRecord } from "../../contracts/records.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { type StageProgress, stageProgress } from "../../domain/orders/stage-progress.ts";

export interface BatchStatus {
  readonly batchId: string;
  readonly file: string;
  /** Absent: it corrects none. */
  readonly correctionOf?: Correction;
  readonly status: FileRecord["status"];
  readonly rows: number | null;
  /** By status, and `total`. */
  readonly orders: Record<string, number>;
  /** Sites by stage. */
  readonly stages: Record<string, Omit<StageProgress, "stage">>;
  /** Orders that need a person. */
  readonly attention: readonly ListedOrder[];
  /** Orders that are neither over nor held. */
  readonly open: readonly ListedOrder[];
}

export interface ListedOrder {
  readonly orderId: string;
  readonly orderRef: string;
  readonly stage: string;
  readonly status: string;
  /** Why; "" where there is no reason. */
  readonly code: string;
}

export function batchStatus(record: FileRecord, orders: readonly OrderRecord[]): BatchStatus {
  const counts: Record<string, number> = { total: orders.length };
  for (const order of orders) counts[order.status] = (counts[order.status] ?? 0) + 1;
  return {
    batchId: record.fileId,
    file: record.name,
    ...(record.correctionOf !== undefined && { correctionOf: record.correctionOf }),
    status: record.status,
    rows: record.rowsTotal ?? null,
    orders: counts,
    stages: Object.fromEntries(stageProgress(orders).map(({ stage, ...progress }) => [stage, progress])),
    attention: orders.filter((order) => order.status === "held" || order.break !== undefined).map(listedOrder),
    open: orders.filter(({ status }) => status !== "held" && !isTerminal(status)).map(listedOrder),
  };
}

/** What AT&T said after the end of an order comes first: it asks for a person. */
function listedOrder({ orderId, orderRef, stage, status, reason, break: broken }: OrderRecord): ListedOrder {
  return { orderId, orderRef, stage, status, code: (broken ?? reason)?.code ?? "" };
}
