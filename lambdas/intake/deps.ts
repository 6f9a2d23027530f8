// Builds what the intake needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { IntakeEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { deployedProfiles } from "../../reading/profiles.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { serviceName } from "../../adapters/runtime/lambda-edge.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { resultsTeller } from "../../adapters/aws/event-bus.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { INTAKE_BACKOFF } from "../../domain/backoff.ts";
import type { TakeInDeps } from "./take-in-drops.ts";

export function makeIntakeDeps(env: z.output<typeof IntakeEnv>, meter: Meter): TakeInDeps {
  const sqs = new SQSClient({});
  return {
    queue: new SqsOwnQueue(sqs, env.INTAKE_QUEUE_URL),
    backoff: INTAKE_BACKOFF,
    random: systemRandom,
    intake: {
      s3: new S3Client({}),
      table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
      filesBucket: env.FILES_BUCKET,
      workBucket: env.WORK_BUCKET,
      clock: systemClock,
      personalDataDays: env.PERSONAL_DATA_DAYS,
      sendOrders: orderSender(sqs, env.ORDER_QUEUE_URL),
      profileOf: deployedProfiles(env.DEMO_DISTRIBUTOR),
      meter,
      tellResults: resultsTeller(new EventBridgeClient({}), serviceName()),
    },
  };
}
