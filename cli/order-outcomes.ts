// The outcome of every order of a file, from its results.csv: what the table at the end of a run shows. Reads row by row
// and keeps one entry an order.
import { createReadStream } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse";
import { ROW_OUTCOMES, type RowOutcome } from "../contracts/outcomes.ts";
import type { ReasonCode } from "../contracts/reasons.ts";
import type { IssueCode } from "../contracts/issues/issues.ts";

export interface OrderOutcome {
  readonly orderRef: string;
  rows: number;
  readonly counts: Record<RowOutcome, number>;
  /** Of the first row that did not go through for a reason of its own. */
  stage: string;
  code: string;
  message: string;
}

/** A table of more is read by nobody, and reading 1,000,000 rows again would take half a minute. */
const ROWS_MAX = 50_000;

interface FinishedFile {
  readonly results: string | null;
  readonly rows: { readonly total: number };
}

/** The table of a finished file; none where there are no results, or too many. */
export async function ordersToShow({ results, rows }: FinishedFile): Promise<OrderOutcome[]> {
  return results === null || rows.total > ROWS_MAX ? [] : orderOutcomes(path.join(results, "results.csv"));
}

/** Codes of rows that another row, or the file, keeps from going. */
const HELD_BACK: ReadonlySet<string> = new Set([
  "order.siblingHeldBack" satisfies IssueCode,
  "file.allHeldBack" satisfies IssueCode,
  "file.policyStop" satisfies IssueCode,
  "siblingFailed" satisfies ReasonCode,
]);

/** Of a row that an earlier file has handed off. */
export const UNCHANGED_CODE = "site.unchanged";

type Row = Readonly<Record<string, string>>;

export async function orderOutcomes(resultsCsv: string): Promise<OrderOutcome[]> {
  const orders = new Map<string, OrderOutcome>();
  let orderRefColumn: string | undefined;
  for await (const row of resultRows(resultsCsv)) {
    orderRefColumn ??=
      Object.keys(row).find((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "") === "orderref") ?? "";
    const orderRef = row[orderRefColumn] ?? "";
    const order = orders.get(orderRef) ?? newOrder(orderRef);
    orders.set(orderRef, order);
    add(order, row);
  }
  return [...orders.values()];
}

export async function* resultRows(resultsCsv: string): AsyncIterable<Row> {
  const rows = createReadStream(resultsCsv).pipe(
    parse({ columns: true, bom: true, relax_column_count: true, relax_quotes: true }),
  );
  for await (const record of rows) yield asRow(record);
}

function asRow(record: unknown): Row {
  if (typeof record !== "object" || record === null) return {};
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
}

function newOrder(orderRef: string): OrderOutcome {
  const counts = { handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 };
  return { orderRef, rows: 0, counts, stage: "", code: "", message: "" };
}

function add(order: OrderOutcome, row: Row): void {
  const outcome = ROW_OUTCOMES.find((known) => known === row["_outcome"]) ?? "waiting";
  order.rows += 1;
  order.counts[outcome] += 1;
  if (outcome === "handedOff" || (outcome === "unchanged" && row["_code"] === UNCHANGED_CODE)) return;
  // A row that is only held back by another one does not say what is wrong.
  if (order.code !== "" && !HELD_BACK.has(order.code)) return;
  order.stage = row["_stage"] ?? "";
  order.code = row["_code"] ?? "";
  order.message = row["_message"] ?? "";
}
