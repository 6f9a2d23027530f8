// Nightly feeds that stand still until a person acts: each is a break of the night, as long as it lasts.
import { FeedRecordSchema } from "../../contracts/feed.ts";
import { keys } from "../../contracts/records.ts";
import { breakOfFeed } from "../feeds/feed-break.ts";
import { readableItems } from "../orders/readable-items.ts";
import type { UnreadableRecord } from "../orders/unreadable-record.ts";
import { unreadableBreak } from "./compare-each.ts";
import type { Finding } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

export async function compareFeeds(turn: NightlyTurn): Promise<Finding[]> {
  const { deps, book, runId } = turn;
  const findings: Finding[] = [];
  const unreadable: UnreadableRecord[] = [];
  const items = deps.table.query(keys.feeds.pk);
  for await (const record of readableItems(items, FeedRecordSchema, (_id, met) => unreadable.push(met))) {
    findings.push({ kind: "compared", class: "drops" });
    if (record.stopped === undefined) continue;
    findings.push(await book.note(breakOfFeed(record.distributor, record.stopped), runId, deps.now()));
  }
  for (const met of unreadable) findings.push(await unreadableBreak(turn, met));
  return findings;
}
