// What planning came to in numbers: rows and orders by outcome, and every cell of the file accounted for.
import type { Issue, UnsentRow } from "../../contracts/outcomes.ts";
import type { CellTotals } from "../../contracts/receipt.ts";
import { NO_POSITION } from "../rows/finding.ts";
import { wordsOf } from "../rows/row-words.ts";
import type { OrderRow } from "./order-row.ts";

/** What the reading has counted. */
export interface ReadTotals {
  readonly rowsTotal: number;
  readonly cells: Pick<CellTotals, "read" | "carriedThrough">;
}

export interface PlanCounts {
  readonly failed: number;
  readonly unchanged: number;
  readonly ordersSent: number;
  readonly ordersUnchanged: number;
  readonly rejectedCells: number;
}

export const NO_COUNTS: PlanCounts = { failed: 0, unchanged: 0, ordersSent: 0, ordersUnchanged: 0, rejectedCells: 0 };

export interface PlanTotals extends Omit<PlanCounts, "rejectedCells"> {
  readonly cells: CellTotals;
  readonly otherRows: Omit<UnsentRow, "row"> | null;
}

export class PlanCounter {
  readonly #counts: { -readonly [name in keyof PlanCounts]: PlanCounts[name] };
  readonly #cells: ReadTotals["cells"];

  constructor({ cells }: ReadTotals, before: PlanCounts) {
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
export function nothingTaken({ cells, rowsTotal }: ReadTotals, fault: Issue): PlanTotals {
  const { read, carriedThrough } = cells;
  const words = wordsOf([{ code: "file.allHeldBack", detail: withinSentence(fault) }], NO_POSITION);
  return {
    ...{ failed: rowsTotal, unchanged: 0, ordersSent: 0, ordersUnchanged: 0 },
    cells: { read, accepted: 0, rejected: read - carriedThrough, carriedThrough },
    otherRows: { outcome: "failed", status: "rejected.unassessed", ...words },
  };
}

/** Why rows were not looked at. */
function withinSentence({ row, message }: Issue): string {
  return (row === null ? "" : `line ${String(row)}: `) + message.replace(/\.$/, "");
}
