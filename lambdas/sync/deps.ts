// Builds what the sync needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SyncEnv } from "../../contracts/environments.ts";
import { closeFileIfSettled } from "../../adapters/bulk/close-file.ts";
import { systemClock } from "../../adapters/clock.ts";
import { SfnExecutions } from "../../adapters/executions.ts";
import { SqsOrderQueue } from "../../adapters/order-queue.ts";
import { OrderStore } from "../../adapters/order-store.ts";
import { makePartnerCalls } from "../../adapters/partner-calls/make-partner-calls.ts";
import { Rendezvous } from "../../adapters/rendezvous.ts";
import { SecretsManagerSecrets } from "../../adapters/secrets.ts";
import { SiteStore } from "../../adapters/site-store.ts";
import { DynamoTable } from "../../adapters/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/task-tokens.ts";
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
