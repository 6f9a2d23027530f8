// Builds what settle needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SettleEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { serviceName } from "../../adapters/runtime/lambda-edge.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { resultsTeller } from "../../adapters/aws/event-bus.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { SettleQueueDeps } from "./settle-orders.ts";

export function makeSettleDeps(env: z.output<typeof SettleEnv>, meter: Meter): SettleQueueDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const bulk = {
    s3: new S3Client({}),
    table,
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
    meter,
    tellResults: resultsTeller(new EventBridgeClient({}), serviceName()),
  };
  const tokens = new SfnTaskTokens(new SFNClient({}));
  return {
    ...settleDeps(bulk, "settle", { tokens }),
    tokens,
    queue: new SqsOwnQueue(new SQSClient({}), env.STAGE_QUEUE_URL),
    backoff: { baseSeconds: env.RETRY_BASE_SECONDS, capSeconds: env.RETRY_CAP_SECONDS },
    random: systemRandom,
  };
}
