// One night of a distributor's feed: the full export is fetched and dropped into its inbox like an upload, and intake sends only what
// has changed. An export that cannot be fetched, or that has lost too many rows, is not believed: the feed stops for a person.
import { FEEDS_PREFIX, type Export, type Feed, type FeedRecord } from "../../contracts/feed.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { S3Client } from "@aws-sdk/client-s3";
import { downloadDrop, type LocalCopy } from "../../adapters/aws/download-drop.ts";
import { newestObject } from "../../adapters/aws/newest-object.ts";
import { putFile } from "../../adapters/aws/part-upload.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Clock } from "../../domain/ports.ts";
import { countRows } from "../../reading/count-rows.ts";
import { commandOf } from "../reconcile/command-of.ts";
import { FEED_SHRUNKEN, FEED_UNREACHABLE } from "./feed-break.ts";
import { FeedStore } from "./feed-store.ts";
import { fetchUrl, type FetchUrlDeps } from "./fetch-url.ts";

export interface FeedDeps extends FetchUrlDeps {
  readonly s3: S3Client;
  readonly table: Table;
  readonly filesBucket: string;
  readonly workBucket: string;
  readonly clock: Clock;
  readonly profileOf: (distributor: string) => DistributorProfile | undefined;
}

export type FedNight = "noFeed" | "dropped" | "unchanged" | "shrunken" | "unreachable";

interface Fetched {
  readonly copy: LocalCopy;
  readonly name: string;
  readonly seenUntil: string | undefined;
}

/** A schedule may fire twice: what was seen this short a time ago is the same night's. */
const NIGHT_MILLIS = 12 * 3_600_000;

export async function fetchFeed(deps: FeedDeps, distributor: string): Promise<FedNight> {
  const profile = deps.profileOf(distributor);
  const feed = profile?.feed;
  if (feed === undefined) return "noFeed";
  const store = new FeedStore(deps.table, deps.clock);
  const record = await store.read(distributor);
  const fetched = await fetchExport(deps, { distributor, feed }, record);
  if (fetched === "unchanged") return "unchanged";
  if (typeof fetched === "string") {
    const cause = `The nightly export of ${distributor} could not be fetched: ${fetched} Nothing of it was sent.`;
    // A stop that a person has to decide stays the one that is told.
    if (record.stopped?.held === undefined) {
      const command = commandOf(`breaks ${distributor} --accept REASON`);
      await store.stop(distributor, { kind: FEED_UNREACHABLE, cause, command }, undefined);
    }
    return "unreachable";
  }
  const { name, seenUntil } = fetched;
  using copy = fetched.copy;
  const rows = await countRows({ open: () => copy.read(), profile });
  return await believe({ ...deps, store, feed }, record, {
    copy,
    seenUntil,
    made: { sha256: copy.sha256, rows, name },
  });
}

interface Offered {
  readonly copy: LocalCopy;
  readonly seenUntil: string | undefined;
  readonly made: Export;
}

async function believe(
  deps: FeedDeps & { readonly store: FeedStore; readonly feed: Feed },
  { distributor, taken }: FeedRecord,
  { copy, seenUntil, made }: Offered,
): Promise<FedNight> {
  const { s3, store, feed } = deps;
  if (taken !== undefined && taken.sha256 === made.sha256) {
    await store.take(distributor, made, seenUntil);
    return "unchanged";
  }
  const rowsMin = ((100 - feed.shrinkPercentMax) * (taken?.rows ?? 0)) / 100;
  if (taken !== undefined && made.rows < rowsMin) {
    const key = `work/feeds/${distributor}/${made.sha256}/${made.name}`;
    await putFile(s3, { bucket: deps.workBucket, key }, copy.path, "application/octet-stream");
    const cause =
      `The nightly export of ${distributor} has ${String(made.rows)} rows; the one of ${taken.at.slice(0, 10)} had ${String(taken.rows)}. ` +
      `That is more than ${String(feed.shrinkPercentMax)} % fewer, so nothing of it was sent. If it is right, accept it and it is dropped.`;
    const command = commandOf(`breaks ${distributor} --accept REASON`);
    await store.stop(distributor, { kind: FEED_SHRUNKEN, cause, command, held: { ...made, key } }, seenUntil);
    return "shrunken";
  }
  const location = { bucket: deps.filesBucket, key: feedKey(distributor, made, deps.clock.now()) };
  await putFile(s3, location, copy.path, "application/octet-stream");
  await store.take(distributor, made, seenUntil);
  return "dropped";
}

/** In its inbox, by the day on which it was taken. */
export const feedKey = (distributor: string, { name }: Export, now: Date): string =>
  `inbox/${distributor}/feed/${now.toISOString().slice(0, 10)}/${name}`;

interface Asked {
  readonly distributor: string;
  readonly feed: Feed;
}

/** A text: why there is no export, in sentences. */
async function fetchExport(deps: FeedDeps, asked: Asked, record: FeedRecord): Promise<Fetched | string> {
  const { from } = asked.feed;
  if ("prefix" in from) return await fromPrefix(deps, from.prefix, record);
  const fetched = await fetchUrl(deps, asked.distributor, from);
  return typeof fetched === "string" ? fetched : { ...fetched, seenUntil: undefined };
}

async function fromPrefix(deps: FeedDeps, prefix: string, { seenUntil, taken }: FeedRecord): Promise<Fetched | string> {
  const newest = await newestObject(deps.s3, { bucket: deps.filesBucket, prefix });
  if (newest === undefined) return `There is no file under ${prefix}.`;
  if (seenUntil !== undefined && newest.modifiedAt <= seenUntil) {
    const lately = taken !== undefined && deps.clock.now().getTime() - Date.parse(seenUntil) < NIGHT_MILLIS;
    return lately ? "unchanged" : `No file has come under ${prefix} since ${seenUntil.slice(0, 10)}.`;
  }
  const copy = await downloadDrop(deps.s3, { bucket: deps.filesBucket, key: newest.key });
  if (copy === undefined) return `The file under ${prefix} was taken away while it was read.`;
  const name = newest.key.slice(newest.key.lastIndexOf("/") + 1);
  return { copy, name: name === "" ? FEEDS_PREFIX.slice(0, -1) : name, seenUntil: newest.modifiedAt };
}
