// Builds what the sync needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SyncEnv } from "../../contracts/environments.ts";
import { closeFileIfSettled } from "../../pipeline/results/close-file.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { SfnExecutions } from "../../adapters/aws/executions.ts";
import { SqsOrderQueue } from "../../adapters/aws/order-queue.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { makePartnerCalls } from "../../pipeline/partner/make-partner-calls.ts";
import { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { SiteStore } from "../../pipeline/orders/site-store.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { SyncDeps } from "./sync-files.ts";

export function makeSyncDeps(env: z.output<typeof SyncEnv>): SyncDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const states = new SFNClient({});
  const orders = new OrderStore(table, systemClock, "sync");
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  const bulk = {
    s3: new S3Client({}),
    table,
    filesBucket: env.FILES_BUCKET,
    workBucket: env.WORK_BUCKET,
    clock: systemClock,
  };
  return {
    orders,
    sites: new SiteStore(table, () => orders.now(), "sync"),
    closeFile: (fileId) => closeFileIfSettled(bulk, fileId),
    executions: new SfnExecutions(states, env.ORDER_STATE_MACHINE_ARN),
    orderQueue: new SqsOrderQueue(new SQSClient({}), env.ORDER_QUEUE_URL),
    rendezvous: new Rendezvous(table, orders, new SfnTaskTokens(states)),
    calls: makePartnerCalls({ env, table, secrets, clock: systemClock }),
    creditLookup: env.APEX_CREDIT_LOOKUP === "on",
    contractLookup: env.APEX_CONTRACT_LOOKUP === "on",
    now: () => orders.now(),
  };
}
