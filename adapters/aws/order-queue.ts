// Sends an order's message to the order queue again.
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { OrderMessage } from "../../contracts/stages.ts";

export interface OrderQueue {
  send(message: OrderMessage): Promise<void>;
}

export class SqsOrderQueue implements OrderQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(message: OrderMessage): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#queueUrl,
        MessageBody: JSON.stringify(message),
        // Fair queues: one distributor's backlog does not delay another's.
        MessageGroupId: message.distributor,
      }),
    );
  }
}
