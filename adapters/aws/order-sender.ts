// Puts order messages on the order queue, ten a request; entries that the queue refuses are sent again. Sending one twice
// is harmless: start-order starts an order once.
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { BATCH_MESSAGES_MAX } from "../../contracts/limits.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { concurrently } from "../runtime/concurrently.ts";

const ROUNDS_MAX = 5;
const BATCHES_AT_ONCE = 8;

export type SendOrders = (messages: readonly OrderMessage[]) => Promise<void>;

export function orderSender(sqs: SQSClient, queueUrl: string): SendOrders {
  return async (messages) => {
    const batches = Array.from({ length: Math.ceil(messages.length / BATCH_MESSAGES_MAX) }, (_, at) =>
      messages.slice(at * BATCH_MESSAGES_MAX, (at + 1) * BATCH_MESSAGES_MAX),
    );
    await concurrently(batches, BATCHES_AT_ONCE, (batch) => sendBatch(sqs, queueUrl, batch));
  };
}

async function sendBatch(sqs: SQSClient, queueUrl: string, messages: readonly OrderMessage[]): Promise<void> {
  let left = messages.map((message, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(message),
    // Fair queues: one distributor's backlog does not delay another's (docs/design.md).
    MessageGroupId: message.distributor,
  }));
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS_MAX) throw new Error(`sendOrders: ${String(left.length)} entries refused`);
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }));
    const refused = new Set((answer.Failed ?? []).map(({ Id }) => Id));
    left = left.filter(({ Id }) => refused.has(Id));
  }
}
