// Builds what every partner stage needs from its environment, once an instance. The partner's calls are asked for by the
// caller, so that this file knows no HTTP.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { StageEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import type { Stage } from "../../contracts/stages.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { documentReader } from "./document-reader.ts";
import { OrderStore } from "../orders/order-store.ts";
import { PauseStore } from "../orders/pause-store.ts";
import { makePartnerCalls } from "../partner/make-partner-calls.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { Rendezvous } from "./rendezvous.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { SiteStore } from "../orders/site-store.ts";
import type { StageConsumerDeps } from "./stage-consumer.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";

export interface StageDeps extends StageConsumerDeps {
  readonly rendezvous: Rendezvous;
}

export function makeStageDeps(stage: Stage, env: z.output<typeof StageEnv>, meter: Meter): StageDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const orders = new OrderStore(table, systemClock, stage, meter);
  const tokens = new SfnTaskTokens(new SFNClient({}));
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  return {
    orders,
    table,
    pauses: new PauseStore(table, systemClock),
    clock: systemClock,
    sites: new SiteStore(table, () => orders.now(), stage),
    tokens,
    rendezvous: new Rendezvous({ table, orders, tokens }),
    calls: makePartnerCalls({ env, table, secrets, clock: systemClock, meter }),
    readDocument: documentReader(new S3Client({}), env.WORK_BUCKET),
    queue: new SqsOwnQueue(new SQSClient({}), env.STAGE_QUEUE_URL),
    backoff: { baseSeconds: env.RETRY_BASE_SECONDS, capSeconds: env.RETRY_CAP_SECONDS },
    retryAttempts: env.RETRY_ATTEMPTS,
    partnerTimeoutSeconds: env.APEX_TIMEOUT_SECONDS,
    random: systemRandom,
  };
}
