// Builds what start-order needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import type * as z from "zod";
import type { StartOrderEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { documentReader } from "../../pipeline/stages/document-reader.ts";
import { SfnExecutions } from "../../adapters/aws/executions.ts";
import { FileStore } from "../../pipeline/orders/file-store.ts";
import { OpenOrders } from "../../pipeline/orders/open-orders.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { StartDeps } from "../../pipeline/orders/start-order.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";

export function makeStartDeps(env: z.output<typeof StartOrderEnv>, meter: Meter): StartDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const orders = new OrderStore(table, systemClock, "start-order", meter);
  return {
    orders,
    openOrders: new OpenOrders(table),
    files: new FileStore(table),
    clock: systemClock,
    sites: new SiteStore(table, () => orders.now(), "start-order"),
    executions: new SfnExecutions(new SFNClient({}), env.ORDER_STATE_MACHINE_ARN),
    callsInGroups: env.CALLS_IN_GROUPS === "on",
    readDocument: documentReader(new S3Client({}), env.WORK_BUCKET),
  };
}
