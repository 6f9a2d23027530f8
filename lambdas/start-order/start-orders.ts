// The order queue: each message is one order to start; a message that cannot be read goes to the dead-letter queue.
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { systemRandom } from "../../adapters/runtime/clock.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, consumeBatch } from "../../adapters/runtime/queue-batch.ts";
import { readJson } from "../../domain/read-json.ts";
import { type StartDeps, startOrder } from "../../pipeline/orders/start-order.ts";

/** A returned message waits for the queue's own visibility timeout: this function has no leave to change it. */
const BACKOFF = { backoff: { baseSeconds: 1, capSeconds: 60 }, random: systemRandom };

export function makeStartOrders(deps: StartDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(BACKOFF, event, invocation, async (record) => {
      const message = OrderMessageSchema.safeParse(readJson(record.body));
      if (!message.success) {
        invocation.meter.add("MessagesUnreadable", 1);
        invocation.log.error("messagePoisoned", { messageId: record.messageId });
        return { kind: "retry", code: "messagePoisoned", afterSeconds: 0 };
      }
      const { orderId, fileId } = message.data;
      invocation.log.info("orderStart", { orderId, fileId, outcome: await startOrder(deps, message.data) });
      return ACK;
    });
}
