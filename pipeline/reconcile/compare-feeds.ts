// Nightly feeds that stand still until a person acts: each is a break of the night, as long as it lasts.
import { FeedRecordSchema } from "../../contracts/feed.ts";
import { keys } from "../../contracts/records.ts";
import { breakOfFeed } from "../feeds/feed-break.ts";
import type { Finding } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

export async function compareFeeds({ deps, book, runId }: NightlyTurn): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const item of deps.table.query(keys.feeds.pk)) {
    const record = FeedRecordSchema.parse(item);
    findings.push({ kind: "compared", class: "drops" });
    if (record.stopped === undefined) continue;
    findings.push(await book.note(breakOfFeed(record.distributor, record.stopped), runId, deps.now()));
  }
  return findings;
}
