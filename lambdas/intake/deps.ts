// Builds what the intake needs from its environment, once an instance.
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { IntakeEnv } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { deployedProfiles } from "../../reading/profiles.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { systemRandom } from "../../adapters/runtime/clock.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { makeBulkDeps } from "../../pipeline/intake/make-bulk-deps.ts";
import { INTAKE_BACKOFF } from "../../domain/backoff.ts";
import type { TakeInDeps } from "./take-in-drops.ts";

export function makeIntakeDeps(env: z.output<typeof IntakeEnv>, meter: Meter): TakeInDeps {
  const sqs = new SQSClient({});
  return {
    queue: new SqsOwnQueue(sqs, env.INTAKE_QUEUE_URL),
    backoff: INTAKE_BACKOFF,
    random: systemRandom,
    intake: {
      ...makeBulkDeps(env, meter),
      personalDataDays: env.PERSONAL_DATA_DAYS,
      sendOrders: orderSender(sqs, env.ORDER_QUEUE_URL),
      profileOf: deployedProfiles(env.DEMO_DISTRIBUTOR),
    },
  };
}
