// What planning came to in numbers: rows and orders by outcome, and every cell of the file accounted for.
import * as z from "zod";
import type { Issue } from "../../contracts/outcomes.ts";
import type { CellTotals } from "../../contracts/receipt.ts";
import type { OrderRow } from "../../domain/orders/assemble-order.ts";
import { issueOf } from "../../domain/rows/finding.ts";
import type { UnsentRow } from "../../domain/orders/plan-order.ts";
import { reasonOf } from "../../domain/rows/unread-rows.ts";
import type { BulkReading } from "../../reading/read-bulk-file.ts";

const count = z.int().nonnegative();

export const PlanCountsSchema = z.strictObject({
  failed: count,
  unchanged: count,
  ordersSent: count,
  ordersUnchanged: count,
  rejectedCells: count,
});
export type PlanCounts = z.infer<typeof PlanCountsSchema>;

export const NO_COUNTS: PlanCounts = { failed: 0, unchanged: 0, ordersSent: 0, ordersUnchanged: 0, rejectedCells: 0 };

export interface PlanTotals extends Omit<PlanCounts, "rejectedCells"> {
  readonly cells: CellTotals;
  readonly otherRows: Omit<UnsentRow, "row"> | null;
}

export class PlanCounter {
  readonly #counts: { -readonly [name in keyof PlanCounts]: PlanCounts[name] };
  readonly #cells: BulkReading["cells"];

  constructor({ cells }: BulkReading, before: PlanCounts) {
    this.#cells = cells;
    this.#counts = { ...before };
  }

  get counts(): PlanCounts {
    return { ...this.#counts };
  }

  order(rows: readonly OrderRow[], unsent: readonly UnsentRow[], sent: boolean): void {
    const failed = new Set<number>();
    for (const { row, outcome } of unsent) if (outcome === "failed") failed.add(row);
    this.#counts.failed += failed.size;
    this.#counts.unchanged += unsent.length - failed.size;
    if (failed.size > 0) {
      for (const { row, known } of rows) if (failed.has(row)) this.#counts.rejectedCells += known;
    }
    if (sent) this.#counts.ordersSent += 1;
    else if (failed.size === 0) this.#counts.ordersUnchanged += 1;
  }

  totals(): PlanTotals {
    const { rejectedCells: rejected, ...counts } = this.#counts;
    const { read, carriedThrough } = this.#cells;
    const cells = { read, accepted: read - carriedThrough - rejected, rejected, carriedThrough };
    return { ...counts, cells, otherRows: null };
  }
}

/** The file's own fault: no row of it was looked at. */
export function nothingTaken({ cells, rowsTotal }: BulkReading, fault: Issue): PlanTotals {
  const { read, carriedThrough } = cells;
  const { code, column, message, fix } = issueOf(
    { code: "file.allHeldBack", detail: reasonOf(fault) },
    { row: null, pointer: null },
  );
  return {
    ...{ failed: rowsTotal, unchanged: 0, ordersSent: 0, ordersUnchanged: 0 },
    cells: { read, accepted: 0, rejected: read - carriedThrough, carriedThrough },
    otherRows: { outcome: "failed", status: "rejected.unassessed", code, column, message, fix },
  };
}
