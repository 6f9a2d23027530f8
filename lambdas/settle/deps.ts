// Builds what settle needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SettleEnv } from "../../contracts/environments.ts";
import { closeFileIfSettled } from "../../pipeline/results/close-file.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { SiteStore } from "../../pipeline/orders/site-store.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { SettleQueueDeps } from "./settle-orders.ts";

export function makeSettleDeps(env: z.output<typeof SettleEnv>): SettleQueueDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const orders = new OrderStore(table, systemClock, "settle");
  const bulk = {
    s3: new S3Client({}),
    table,
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
  };
  return {
    orders,
    sites: new SiteStore(table, () => orders.now(), "settle"),
    closeFile: (fileId) => closeFileIfSettled(bulk, fileId),
    tokens: new SfnTaskTokens(new SFNClient({})),
    queue: new SqsOwnQueue(new SQSClient({}), env.STAGE_QUEUE_URL),
    backoff: { baseSeconds: env.RETRY_BASE_SECONDS, capSeconds: env.RETRY_CAP_SECONDS },
    random: systemRandom,
  };
}
