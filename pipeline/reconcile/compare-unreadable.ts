// Records that somebody has found unreadable since the last night, and that no phase of the night reads: each is looked at once more. It stays
// a break until it can be read, or is gone.
import type * as z from "zod";
import { FeedRecordSchema } from "../../contracts/feed.ts";
import { PauseRecordSchema, pauseKeys } from "../../contracts/pauses.ts";
import * as records from "../../contracts/records.ts";
import type { Item, Key } from "../../adapters/aws/table.ts";
import { OrderRefSchema, SiteRefSchema } from "../intake/earlier-orders.ts";
import { sitesIn } from "../orders/site-groups.ts";
import { keyOfItem, orUnreadable, readRecord, UnreadableRecord } from "../orders/unreadable-record.ts";
import { recordsInGroup } from "../partner/call-groups.ts";
import { readCall } from "../partner/call-records.ts";
import { unreadableBreak } from "./compare-each.ts";
import type { Finding } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";
import { RECORD_UNREADABLE } from "./unreadable-break.ts";

const by =
  (schema: z.ZodType) =>
  (item: Item): unknown =>
    readRecord(schema, item);

/** Beginnings of a partition and a sort key, and how their items are read. */
const READERS: readonly (readonly [pk: string, sk: string, read: (item: Item) => unknown])[] = [
  ["FILE#", "META", by(records.FileRecordSchema)],
  ["FILE#", "NAME#", by(records.FileNameRecordSchema)],
  ["FILE#", "OPEN#", by(records.OpenOrderRecordSchema)],
  ["ORDER#", "META", by(records.OrderRecordSchema)],
  ["ORDER#", "CALL#", (item) => readCall(keyOfItem(item), item)],
  ["ORDER#", "CALLS#", (item) => recordsInGroup(item).map(({ record }) => readCall(keyOfItem(item), record))],
  ["ORDER#", "SITE", (item) => sitesIn([item])],
  ["WAIT#", "WAIT", by(records.WaitRecordSchema)],
  ["WAIT#", "INBOX#", by(records.InboxRecordSchema)],
  ["PARTNER#", "ORDERREF#", by(OrderRefSchema)],
  ["PARTNER#", "SITEREF#", by(SiteRefSchema)],
  ["DROP#", "", by(records.DropRecordSchema)],
  [records.keys.untold.pk, "", by(records.UntoldResultsSchema)],
  [records.keys.feeds.pk, "", by(FeedRecordSchema)],
  [pauseKeys.all, "", by(PauseRecordSchema)],
];

export async function compareUnreadable(turn: NightlyTurn): Promise<Finding[]> {
  const { deps, book, runId } = turn;
  const findings: Finding[] = [];
  for (const { kind, record, seenBy } of await book.open()) {
    const reader = record && readerOf(record);
    if (kind !== RECORD_UNREADABLE || record === undefined || reader === undefined || seenBy === runId) continue;
    const item = await deps.table.get(record);
    const read = item && orUnreadable(() => reader(item));
    if (!(read instanceof UnreadableRecord)) continue;
    findings.push({ kind: "compared", class: "executions" }, await unreadableBreak(turn, read));
  }
  return findings;
}

/** Undefined: it is of no use once it is old. */
const readerOf = ({ pk, sk }: Key): ((item: Item) => unknown) | undefined =>
  READERS.find(([partition, sort]) => pk.startsWith(partition) && sk.startsWith(sort))?.[2];
