// Gathers what the table knows of a file's orders: one result per row, orders by status, progress by stage, prices, the timeline.
import { UnsentRowSchema } from "../../contracts/outcomes.ts";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { notStarted, type RowResult, unsentResult } from "../../domain/results/row-result.ts";
import { concurrently, inPages } from "../../adapters/runtime/concurrently.ts";
import type { ReportLease, ReportOrders } from "../../domain/results/report.ts";
import type { Item } from "../../adapters/aws/table.ts";
import type { Obstacles } from "../../domain/results/row-wait.ts";
import { readTrouble } from "../partner/partner-troubles.ts";
import { PauseStore } from "../orders/pause-store.ts";
import { timelineOf } from "../orders/timeline.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import { WORK_NAMES } from "../intake/intake-summary.ts";
import { getObject } from "../../adapters/aws/objects.ts";
import { readLines } from "../../reading/spool/read-lines.ts";
import { type OrderResults, orderResults, resultOfSite, unreadableRows } from "./order-results.ts";
import { EndingLeases } from "./ending-leases.ts";
import { QuotedPrices } from "./quoted-prices.ts";
import type { RowResults } from "./row-results.ts";
import type { SpoolFile } from "../../reading/spool/spool-file.ts";

export interface FileOutcomes {
  readonly orders: Readonly<Record<string, number>>;
  readonly progress: Readonly<Record<string, number>>;
  readonly sent: number;
  readonly prices: ReportOrders;
  readonly leases: readonly ReportLease[];
  /** Orders that are over, and of which AT&T has said something since that a person must settle. */
  readonly breaks: number;
  /** Records that cannot be read, by name: their rows say so, and a person must see to them. */
  readonly unreadable: readonly string[];
}

/** Orders looked up at the same time, and held in memory before that. */
const LOOKUPS = 8;
const LINES_AT_ONCE = 512;
/** As JSON.stringify begins an UnsentRow. */
const ROW_NUMBER = /^\{"row":(\d+),/;

export interface OutcomeSinks {
  readonly byRow: RowResults;
  readonly timeline: SpoolFile;
}

export interface GatheredFile {
  readonly workPrefix: string;
  readonly receivedAt: string;
}

/** Of now: results tell what keeps a row when they are written. */
async function obstaclesNow({ table, clock }: BulkDeps): Promise<Obstacles> {
  return { pauses: await new PauseStore(table, clock).all(), trouble: await readTrouble(table, clock) };
}

export async function gatherOutcomes(
  deps: BulkDeps,
  { workPrefix, receivedAt }: GatheredFile,
  { byRow, timeline }: OutcomeSinks,
): Promise<FileOutcomes> {
  const orders: Record<string, number> = {};
  const progress: Record<string, number> = {};
  const prices = new QuotedPrices();
  const leases = new EndingLeases();
  let sent = 0;
  let breaks = 0;
  const unreadable: string[] = [];
  const obstacles = await obstaclesNow(deps);
  const gather = async (line: string): Promise<void> => {
    const message = OrderMessageSchema.parse(JSON.parse(line));
    const { orderId } = message;
    sent += message.siteCount;
    const records: Item[] = [];
    const found = await orderResults(deps, orderId, obstacles, records);
    const status = found?.status ?? "acknowledged";
    orders[status] = (orders[status] ?? 0) + 1;
    if (found === undefined) return;
    if (found.hasBreak) breaks += 1;
    for (const { row, result } of found.sites) byRow.set(row, result);
    if (found.unreadable.length > 0) {
      unreadable.push(...found.unreadable);
      await unreadableRows(deps, message, found, byRow);
    }
    prices.add({ orderRef: found.orderRef, status, prices: found.prices });
    leases.add(found.orderRef, found.leases);
    for (const [stage, done] of Object.entries(found.progress)) progress[stage] = (progress[stage] ?? 0) + done;
    for (const event of await timelineOf(deps.table, orderId, records, (record) => unreadable.push(record))) {
      timeline.append(`${JSON.stringify({ ...event, orderRef: found.orderRef })}\n`);
    }
  };
  for await (const lines of inPages(workLines(deps, workPrefix + WORK_NAMES.messages), LINES_AT_ONCE)) {
    await concurrently(lines, LOOKUPS, gather);
  }
  await addUnsent({ ...deps, obstacles, receivedAt }, workPrefix, byRow);
  const told = { prices: prices.orders, leases: leases.all };
  return { orders, progress, sent, breaks, ...told, unreadable: [...new Set(unreadable)].sort() };
}

/** Rows that were not sent; an unchanged one shows what became of the order that it already is. */
async function addUnsent(
  deps: BulkDeps & { readonly obstacles: Obstacles; readonly receivedAt: string },
  workPrefix: string,
  byRow: RowResults,
): Promise<void> {
  // The rows of an order come one after another: the last order looked up is the next row's too.
  let earlier: { readonly orderId: string; readonly results: OrderResults | undefined } | undefined;
  // Rows that came to the same, one after another, differ in their number only.
  let last: { readonly words: string; readonly result: RowResult } | undefined;
  for await (const line of workLines(deps, workPrefix + WORK_NAMES.rows)) {
    const number = ROW_NUMBER.exec(line);
    const words = line.slice(number?.[0].length ?? 0);
    if (number !== null && words === last?.words) {
      byRow.set(Number(number[1]), last.result);
      continue;
    }
    const row = UnsentRowSchema.parse(JSON.parse(line));
    let known: RowResult | undefined;
    if (row.orderId !== undefined) {
      const { orderId, index } = row;
      if (earlier?.orderId !== orderId)
        earlier = { orderId, results: await orderResults(deps, orderId, deps.obstacles) };
      known = (index === undefined ? undefined : resultOfSite(earlier.results, index)) ?? notStarted(deps.receivedAt);
    }
    last = { words, result: unsentResult(row, known) };
    byRow.set(row.row, last.result);
  }
}

async function* workLines(deps: BulkDeps, key: string): AsyncIterable<string> {
  const { body } = await getObject(deps.s3, { bucket: deps.workBucket, key });
  yield* readLines(body);
}
