// Builds what the feed function needs from its environment, once an instance.
import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type * as z from "zod";
import type { FeedEnv } from "../../contracts/environments.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { openExport } from "../../adapters/runtime/open-export.ts";
import type { FeedDeps } from "../../pipeline/feeds/fetch-feed.ts";
import { deployedProfiles } from "../../reading/profiles.ts";

export function makeFeedDeps(env: z.output<typeof FeedEnv>): FeedDeps {
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
    profileOf: deployedProfiles(env.DEMO_DISTRIBUTOR),
    openExport,
    secrets: new SecretsManagerSecrets(new SecretsManagerClient({})),
    distributorSecrets: env.FEED_SECRETS,
    sleep: (millis) => setTimeout(millis),
  };
}
