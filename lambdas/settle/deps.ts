// Builds what settle needs from its environment, once an instance.
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { SettleEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { systemRandom } from "../../adapters/runtime/clock.ts";
import { makeBulkDeps } from "../../pipeline/intake/make-bulk-deps.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import type { SettleQueueDeps } from "./settle-orders.ts";

export function makeSettleDeps(env: z.output<typeof SettleEnv>, meter: Meter): SettleQueueDeps {
  const bulk = makeBulkDeps(env, meter);
  const tokens = new SfnTaskTokens(new SFNClient({}));
  return {
    ...settleDeps(bulk, "settle", { tokens }),
    tokens,
    queue: new SqsOwnQueue(new SQSClient({}), env.STAGE_QUEUE_URL),
    backoff: { baseSeconds: env.RETRY_BASE_SECONDS, capSeconds: env.RETRY_CAP_SECONDS },
    random: systemRandom,
  };
}
