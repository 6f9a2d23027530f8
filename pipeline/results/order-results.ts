// What became of one order and its sites, from its records. One that cannot be read stops nothing: the rows that it is about say so,
// and its name goes to the writer of the results.
import { keys, type OrderRecord, OrderRecordSchema, type Price } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { OrderMessage, Stage } from "../../contracts/stages.ts";
import { sitesFinished } from "../../domain/orders/stage-progress.ts";
import { type Lease, leasesOf } from "../../domain/orders/leases.ts";
import { type RowResult, sentResult, unreadableResult } from "../../domain/results/row-result.ts";
import type { Obstacles } from "../../domain/results/row-wait.ts";
import type { Item } from "../../adapters/aws/table.ts";
import { readOrderDocument } from "../../adapters/aws/order-documents.ts";
import { type ReadableSites, readableSitesIn } from "../orders/site-groups.ts";
import { orUnreadable, readRecord, UnreadableRecord } from "../orders/unreadable-record.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import type { RowResults } from "./row-results.ts";

export interface OrderResults {
  readonly orderRef: string;
  readonly status: string;
  readonly hasBreak: boolean;
  readonly progress: Readonly<Record<string, number>>;
  readonly sites: readonly { readonly row: number; readonly index: number; readonly result: RowResult }[];
  readonly prices: readonly (Price | undefined)[];
  readonly leases: readonly Lease[];
  /** Records that cannot be read, by name. */
  readonly unreadable: readonly string[];
  /** Of the sites that these are about; undefined: the site is not among them. */
  readonly unreadableResult: (index: number) => RowResult | undefined;
}

/** `records` takes the order's and its sites' records as they lie in the table. Undefined: the order was not started yet. */
export async function orderResults(
  deps: BulkDeps,
  orderId: string,
  obstacles: Obstacles,
  records?: Item[],
): Promise<OrderResults | undefined> {
  const item = await deps.table.get(keys.order(orderId));
  if (item === undefined) return undefined;
  const order = orUnreadable(() => readRecord(OrderRecordSchema, item));
  const { pk, prefix } = keys.sitesOf(orderId);
  const rows: Item[] = [];
  for await (const row of deps.table.query(pk, { prefix })) rows.push(row);
  const found = readableSitesIn(rows);
  if (order instanceof UnreadableRecord) return unreadableOrder(item, order, found);
  records?.push(item, ...rows);
  return readableOrder(order, found, obstacles);
}

function readableOrder(order: OrderRecord, found: ReadableSites, obstacles: Obstacles): OrderResults {
  const progress = Object.fromEntries(
    STAGES.map((stage): [Stage, number] => [stage, sitesFinished(order, stage)]).filter(([, done]) => done > 0),
  );
  return {
    ...{ orderRef: order.orderRef, status: order.status, hasBreak: order.break !== undefined, progress },
    sites: found.sites.map((site) => ({
      ...{ row: site.row, index: site.index },
      result: sentResult(order, site, obstacles),
    })),
    leases: leasesOf(order),
    prices: found.sites.map(({ price }) => price),
    unreadable: found.unreadable,
    unreadableResult: (index) => (found.isUnreadable(index) ? unreadableResult(order) : undefined),
  };
}

/** What a site's record says means nothing without its order's: each of its rows is told as unreadable. */
function unreadableOrder(item: Item, { record }: UnreadableRecord, found: ReadableSites): OrderResults {
  const { orderRef } = item;
  return {
    ...{ orderRef: typeof orderRef === "string" ? orderRef : "", status: "held", hasBreak: false, progress: {} },
    ...{ sites: [], prices: [], leases: [], unreadable: [record, ...found.unreadable] },
    unreadableResult: () => unreadableResult(undefined),
  };
}

/** Undefined: its record is not there yet. */
export const resultOfSite = (results: OrderResults | undefined, index: number): RowResult | undefined =>
  results?.sites.find((site) => site.index === index)?.result ?? results?.unreadableResult(index);

/** Which rows they are is in the order's document: their own records would have said it. */
export async function unreadableRows(
  { s3, workBucket }: BulkDeps,
  { document: pointer }: OrderMessage,
  { unreadableResult: resultOf }: OrderResults,
  byRow: RowResults,
): Promise<void> {
  const { sites } = await readOrderDocument(s3, workBucket, pointer);
  for (const [index, { row }] of sites.entries()) {
    const result = resultOf(index);
    if (result !== undefined) byRow.set(row, result);
  }
}
