// Builds what start-order needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import type * as z from "zod";
import type { StartOrderEnv } from "../../contracts/environments.ts";
import { systemClock } from "../../adapters/clock.ts";
import { documentReader } from "../../adapters/document-reader.ts";
import { SfnExecutions } from "../../adapters/executions.ts";
import { OrderStore } from "../../adapters/order-store.ts";
import { SiteStore } from "../../adapters/site-store.ts";
import type { StartDeps } from "../../adapters/start-order.ts";
import { DynamoTable } from "../../adapters/dynamo-table.ts";

export function makeStartDeps(env: z.output<typeof StartOrderEnv>): StartDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  const orders = new OrderStore(table, systemClock, "start-order");
  return {
    orders,
    sites: new SiteStore(table, () => orders.now(), "start-order"),
    executions: new SfnExecutions(new SFNClient({}), env.ORDER_STATE_MACHINE_ARN),
    readDocument: documentReader(new S3Client({}), env.WORK_BUCKET),
  };
}
