// Builds what the intake needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { IntakeEnv } from "../../contracts/environments.ts";
import { profileOf } from "../../adapters/bulk/profiles.ts";
import { orderSender } from "../../adapters/bulk/send-orders.ts";
import type { IntakeDeps } from "../../adapters/bulk/take-in-file.ts";
import { systemClock } from "../../adapters/clock.ts";
import { DynamoTable } from "../../adapters/table.ts";

export function makeIntakeDeps(env: z.output<typeof IntakeEnv>): IntakeDeps {
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
    sendOrders: orderSender(new SQSClient({}), env.ORDER_QUEUE_URL),
    profileOf,
  };
}
