// Builds what the callback function needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { CallbackEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { FileStore } from "../../pipeline/orders/file-store.ts";
import { OpenOrders } from "../../pipeline/orders/open-orders.ts";
import { aftermathOf } from "../../pipeline/orders/reopen-orders.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { CallbackDeps } from "./take-callback.ts";

export function makeCallbackDeps(env: z.output<typeof CallbackEnv>, meter: Meter): CallbackDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const orders = new OrderStore(table, systemClock, "callback", meter);
  const sendOrders = orderSender(new SQSClient({}), env.ORDER_QUEUE_URL);
  const reopening = { openOrders: new OpenOrders(table), files: new FileStore(table), clock: systemClock };
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  return {
    rendezvous: new Rendezvous({
      table,
      orders,
      tokens: new SfnTaskTokens(new SFNClient({})),
      aftermath: aftermathOf({ ...reopening, sendOrders }),
    }),
    webhookSecret: () => secrets.read(env.WEBHOOK_SECRET),
    forgetSecret: () => {
      secrets.forget(env.WEBHOOK_SECRET);
    },
    clock: systemClock,
  };
}
