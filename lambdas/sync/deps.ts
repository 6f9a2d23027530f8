// Builds what the sync needs from its environment, once an instance.
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SyncEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { serviceName } from "../../adapters/runtime/lambda-edge.ts";
import { SfnExecutions } from "../../adapters/aws/executions.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { makeBulkDeps } from "../../pipeline/intake/make-bulk-deps.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { makePartnerCalls } from "../../pipeline/partner/make-partner-calls.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import { dropSender } from "../../adapters/aws/drop-sender.ts";
import { KmsSigner } from "../../adapters/aws/signer.ts";
import type { WholeSyncDeps } from "./sync.ts";

export function makeSyncDeps(env: z.output<typeof SyncEnv>, meter: Meter): WholeSyncDeps {
  const states = new SFNClient({});
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  const bulk = makeBulkDeps(env, meter);
  const sqs = new SQSClient({});
  const sendOrders = orderSender(sqs, env.ORDER_QUEUE_URL);
  const settling = settleDeps(bulk, "sync", { tokens: new SfnTaskTokens(states), sendOrders });
  return {
    ...bulk,
    ...settling,
    executions: new SfnExecutions(states, env.ORDER_STATE_MACHINE_ARN),
    sendOrders,
    calls: makePartnerCalls({ env, table: bulk.table, secrets, clock: bulk.clock, meter }),
    creditLookup: env.APEX_CREDIT_LOOKUP === "on",
    contractLookup: env.APEX_CONTRACT_LOOKUP === "on",
    orderLookup: env.APEX_ORDER_LOOKUP === "on",
    transactionLookup: env.APEX_TRANSACTION_LOOKUP === "on",
    sendDrop: dropSender(sqs, env.INTAKE_QUEUE_URL),
    signer: new KmsSigner(new KMSClient({}), env.CERTIFICATE_KEY),
    service: serviceName(),
    personalDataDays: env.PERSONAL_DATA_DAYS,
    sleep: (millis) => setTimeout(millis),
    newOwner: randomUUID,
    now: () => settling.orders.now(),
  };
}
