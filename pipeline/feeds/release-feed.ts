// A person's word that a feed's shrunken export is right: it is dropped like any other, and the feed goes on from it.
import type { S3Client } from "@aws-sdk/client-s3";
import type { Table } from "../../adapters/aws/table.ts";
import { copyObject, etagOf } from "../../adapters/aws/objects.ts";
import type { Clock } from "../../domain/ports.ts";
import { FeedStore } from "./feed-store.ts";
import { feedKey } from "./fetch-feed.ts";

export interface ReleaseDeps {
  readonly s3: S3Client;
  readonly table: Table;
  readonly filesBucket: string;
  readonly workBucket: string;
  readonly clock: Clock;
}

/** False: nothing is held any more, or the held export has expired. */
export async function releaseFeed(deps: ReleaseDeps, distributor: string): Promise<boolean> {
  const store = new FeedStore(deps.table, deps.clock);
  const held = (await store.read(distributor)).stopped?.held;
  if (held === undefined) return false;
  const from = { bucket: deps.workBucket, key: held.key };
  const etag = await etagOf(deps.s3, from);
  const to = { bucket: deps.filesBucket, key: feedKey(distributor, held, deps.clock.now()) };
  if (etag === undefined || !(await copyObject(deps.s3, { ...from, etag }, to))) return false;
  await store.take(distributor, held, undefined);
  return true;
}
