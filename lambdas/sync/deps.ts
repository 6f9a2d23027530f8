// Builds what the sync needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SyncEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { SfnExecutions } from "../../adapters/aws/executions.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { makePartnerCalls } from "../../pipeline/partner/make-partner-calls.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { SyncDeps } from "./sync-files.ts";

export function makeSyncDeps(env: z.output<typeof SyncEnv>, meter: Meter): SyncDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const states = new SFNClient({});
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  const bulk = {
    s3: new S3Client({}),
    table,
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
    meter,
  };
  const sendOrders = orderSender(new SQSClient({}), env.ORDER_QUEUE_URL);
  const settling = settleDeps(bulk, "sync", { tokens: new SfnTaskTokens(states), sendOrders });
  return {
    ...settling,
    executions: new SfnExecutions(states, env.ORDER_STATE_MACHINE_ARN),
    sendOrders,
    calls: makePartnerCalls({ env, table, secrets, clock: systemClock, meter }),
    creditLookup: env.APEX_CREDIT_LOOKUP === "on",
    contractLookup: env.APEX_CONTRACT_LOOKUP === "on",
    now: () => settling.orders.now(),
  };
}
