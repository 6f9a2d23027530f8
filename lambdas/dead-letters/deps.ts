// Builds what the dead-letter consumer needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import type * as z from "zod";
import type { DeadLetterEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { DeadLetterDeps } from "./answer-dead-letters.ts";

export function makeDeadLetterDeps(env: z.output<typeof DeadLetterEnv>, meter: Meter): DeadLetterDeps {
  const table = new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME);
  return {
    orders: new OrderStore(table, systemClock, "dead-letters", meter),
    tokens: new SfnTaskTokens(new SFNClient({})),
  };
}
