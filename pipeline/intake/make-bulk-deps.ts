// Puts the buckets, the table and the teller of results together for a function that reads files or closes them. One per function
// instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import type { SettleEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { resultsTeller } from "../../adapters/aws/event-bus.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { serviceName } from "../../adapters/runtime/lambda-edge.ts";
import type { BulkDeps } from "./bulk-deps.ts";

type BulkEnv = Pick<z.output<typeof SettleEnv>, "TABLE_NAME" | "FILES_BUCKET" | "WORK_BUCKET">;

/** Its functions answer as the service that POWERTOOLS_SERVICE_NAME names. */
export function makeBulkDeps(env: BulkEnv, meter: Meter) {
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
    meter,
    tellResults: resultsTeller(new EventBridgeClient({}), serviceName()),
  } satisfies BulkDeps;
}
