// Lets the personal data of an order expire once the order has been at rest long enough (docs/adr/0030): what may hold some is given to
// DynamoDB's time to live, and the records that stay as the ledger are cut down to ids, statuses and dates. May be cut off anywhere and
// is then done again. The order's own record comes last: it says that all is done.
import {
  EXPIRY_ATTRIBUTE,
  keys,
  type OrderRecord,
  OrderRecordSchema,
  SiteRecordSchema,
  WaitKindSchema,
} from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { type Due, hasExpired, isDue, ledgerReason, ledgerSite } from "../../domain/orders/expiry.ts";
import { concurrently, inPages } from "../../adapters/runtime/concurrently.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { CallRecords } from "../partner/call-records.ts";
import { ordersOfFile } from "./orders-of-file.ts";
import { groupIn, sitesAttribute } from "./site-groups.ts";
import { isEntry } from "./timeline.ts";
import { readRecord } from "./unreadable-record.ts";

/** Single-item writes in flight at once. */
const WRITES_AT_ONCE = 16;
const PAGE = 256;

export interface ExpiryDeps {
  readonly table: Table;
  readonly due: Due;
  readonly timeIsShort: () => boolean;
}

/** `left`: orders whose time has not come. Undefined: time ran short, and the file is gone through again. */
export async function expireFile(
  deps: ExpiryDeps,
  fileId: string,
): Promise<{ readonly expired: number; readonly left: number } | undefined> {
  const counts = { expired: 0, left: 0 };
  for await (const item of ordersOfFile(deps.table, fileId)) {
    if (deps.timeIsShort()) return undefined;
    const order = readRecord(OrderRecordSchema, item);
    if (hasExpired(order)) continue;
    if (isDue(order, deps.due) && (await expireOrder(deps, order, item))) counts.expired += 1;
    else counts.left += 1;
  }
  if (counts.left === 0) {
    await deps.table.update(keys.file(fileId), {
      set: { detailsExpiredAt: deps.due.now.toISOString() },
      when: { status: { in: ["completed"] } },
    });
  }
  return counts;
}

/** False: it keeps everything, because a call of unknown outcome is a person's to settle, or it has moved meanwhile. */
async function expireOrder({ table, due }: ExpiryDeps, order: OrderRecord, item: Item): Promise<boolean> {
  const { orderId, quoteId, updatedAt, status } = order;
  for await (const { record } of new CallRecords(table).ofOrder(orderId)) {
    if (record.state === "intent" || record.state === "unknown") return false;
  }
  const expiresAt = Math.floor(due.now.getTime() / 1000);
  for (const part of detailsOf(orderId, quoteId)) {
    for await (const details of inPages(ofPrefix(table, part), PAGE)) {
      const unmarked = details.filter((detail) => detail[EXPIRY_ATTRIBUTE] === undefined);
      await concurrently(unmarked, WRITES_AT_ONCE, (detail) =>
        // Deleted meanwhile, it does not come back.
        table.update(keyOf(detail), { set: { [EXPIRY_ATTRIBUTE]: expiresAt }, when: { sk: { absent: false } } }),
      );
    }
  }
  for await (const sites of ofPrefix(table, keys.sitesOf(orderId))) await cutDownSites(table, sites);
  const kept = await table.update(keys.order(orderId), {
    set: {
      detailsExpiredAt: due.now.toISOString(),
      ...(order.reason !== undefined && { reason: ledgerReason(order.reason) }),
    },
    remove: ["creditClass", "objection", ...Object.keys(item).filter(isEntry)],
    when: { status, updatedAt },
  });
  return kept !== undefined;
}

/** Calls with AT&T's answers, the timeline, what a stage noted to go on by, and the events that decided. */
function detailsOf(orderId: string, quoteId: string | undefined): readonly Part[] {
  const { pk } = keys.order(orderId);
  return [
    ...["CALL", "EVENT#", "CHAIN#"].map((prefix) => ({ pk, prefix })),
    ...(quoteId === undefined
      ? []
      : WaitKindSchema.options.map((kind) => ({ pk: keys.wait(kind, canonicalId(quoteId)).pk, prefix: "INBOX#" }))),
  ];
}

async function cutDownSites(table: Table, item: Item): Promise<void> {
  const group = groupIn(item);
  const remove = Object.keys(item).filter(isEntry);
  if (group === undefined) {
    const { pk: _pk, sk: _sk, acknowledgement: _words, ...kept } = ledgerSite(readRecord(SiteRecordSchema, item));
    await table.update(keyOf(item), { set: { reason: kept.reason }, remove: ["acknowledgement", ...remove] });
    return;
  }
  const { key, version, sites } = group;
  const kept = new Map([...sites].map(([index, site]) => [index, ledgerSite(site)]));
  await table.update(key, { set: { sites: sitesAttribute(kept), version: version + 1 }, remove, when: { version } });
}

interface Part {
  readonly pk: string;
  readonly prefix: string;
}
const ofPrefix = (table: Table, { pk, prefix }: Part): AsyncIterable<Item> => table.query(pk, { prefix });
const keyOf = (item: Item): Key => ({ pk: String(item["pk"]), sk: String(item["sk"]) });
