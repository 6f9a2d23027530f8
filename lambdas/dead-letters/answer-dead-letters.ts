// A stage's message that failed too often: its order is held and its execution is told, so that nothing waits for it. One
// that cannot be read stays in the log; news of an ended execution is left to the sync, which finds the order by itself.
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { STAGE_DEAD_LETTERED } from "../../contracts/errors.ts";
import { systemRandom } from "../../adapters/runtime/clock.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import type { OrderStore } from "../../pipeline/orders/order-store.ts";
import { ACK, consumeBatch } from "../../adapters/runtime/queue-batch.ts";
import { readStageMessage } from "../../pipeline/stages/stage-message.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";

export interface DeadLetterDeps {
  readonly orders: OrderStore;
  readonly tokens: TaskTokens;
}

const BACKOFF = { backoff: { baseSeconds: 1, capSeconds: 60 }, random: systemRandom };

export function makeAnswerDeadLetters({ orders, tokens }: DeadLetterDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(BACKOFF, event, invocation, async ({ body, messageId }) => {
      const message = readStageMessage(body);
      if ("poison" in message) {
        invocation.meter.add("MessagesUnreadable", 1);
        invocation.log.error("deadLetterUnreadable", { messageId });
        return ACK;
      }
      const { orderId, stage, taskToken } = message;
      // A zombie's message: its execution has had its answer, and the order may be far ahead of it.
      if ((await tokens.heartbeat(taskToken)) === "gone") return ACK;
      await orders.hold(orderId, stage, reasonOf("deadLettered"));
      await tokens.fail(taskToken, STAGE_DEAD_LETTERED, "deadLettered");
      invocation.meter.add("DeadLettersAnswered", 1, { stage });
      invocation.log.error("stageDeadLettered", { messageId, orderId, stage });
      return ACK;
    });
}
