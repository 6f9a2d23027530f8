// Links to the result files of a batch, good for a while, for anyone who has them.
import type { S3Client } from "@aws-sdk/client-s3";
import type { ResultLink } from "../../contracts/front-door.ts";
import { listObjects } from "../../adapters/aws/objects.ts";
import { presignGet } from "../../adapters/aws/presigned-links.ts";
import type { Clock } from "../../domain/ports.ts";

export interface LinkDeps {
  readonly s3: S3Client;
  readonly filesBucket: string;
  readonly clock: Clock;
}

/** People look at these first; the others follow by name. */
const FIRST = ["report.html", "failed.csv", "failed.xlsx", "results.csv", "results.xlsx", "receipt.json"];

const rankOf = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

export async function resultLinks(deps: LinkDeps, resultsPrefix: string, seconds: number): Promise<ResultLink[]> {
  const expiresAt = new Date(deps.clock.now().getTime() + seconds * 1000).toISOString();
  const found = await listObjects(deps.s3, { bucket: deps.filesBucket, prefix: resultsPrefix });
  const named = found.map(({ key, bytes }) => ({ name: key.slice(resultsPrefix.length), key, bytes }));
  named.sort((one, other) => rankOf(one.name) - rankOf(other.name) || (one.name < other.name ? -1 : 1));
  return Promise.all(
    named.map(async ({ name, key, bytes }) => ({
      ...{ name, bytes, expiresAt },
      url: await presignGet(deps.s3, { bucket: deps.filesBucket, key }, name, seconds),
    })),
  );
}
