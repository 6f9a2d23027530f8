// Messages that failed too often and were parked in a dead-letter queue: looked at without taking them away, sent back to
// where they came from, or dropped. Only ids of a message are given out, never its body: a stage's holds a task token.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { droppedObjects } from "../../domain/dropped-objects.ts";
import { readJson } from "../../domain/read-json.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export interface ParkedMessage {
  readonly messageId: string;
  /** When it was first sent. */
  readonly sentAt: Date;
  /** Order id, key of the dropped file, or the call that was made in vain; undefined: the message names none of them. */
  readonly concerns: string | undefined;
}

export interface ParkedQueue {
  readonly visible: number;
  /** With a consumer at this moment. */
  readonly inFlight: number;
  /** The oldest first; of very many, some. */
  readonly messages: readonly ParkedMessage[];
}

/** More are read by nobody, and each is hidden from its consumer for the time of looking. */
const LOOKED_AT_MAX = 100;
const HIDDEN_SECONDS = 30;
const WAIT_SECONDS = 1;
/** As EventBridge and its scheduler describe a call that its target did not accept. */
const CALL_ATTRIBUTES = ["TARGET_ARN", "ERROR_CODE"] as const;

export class ParkedMessages {
  readonly #client: SQSClient;

  constructor(client: SQSClient) {
    this.#client = client;
  }

  async look(queueUrl: string): Promise<ParkedQueue> {
    const { visible, inFlight } = await this.#attributes(queueUrl);
    const received = visible > 0 ? await this.#receive(queueUrl, visible) : [];
    await Promise.all(received.map((message) => this.#release(queueUrl, message)));
    const messages = received.map(parked).sort((one, other) => one.sentAt.getTime() - other.sentAt.getTime());
    return { visible, inFlight, messages };
  }

  /** All of them; SQS itself moves them, so that none is lost on the way. */
  async sendBack(queueUrl: string): Promise<number> {
    const { visible, arn } = await this.#attributes(queueUrl);
    if (visible > 0) await this.#client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
    return visible;
  }

  /** The queues whose messages are parked here. */
  async sourcesOf(queueUrl: string): Promise<readonly string[]> {
    const { queueUrls } = await this.#client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: queueUrl }));
    return queueUrls ?? [];
  }

  /** Messages of a queue that are not done: visible, delayed, or with a consumer. About so many. */
  async count(queueUrl: string): Promise<number> {
    const names = [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ] as const;
    const { Attributes: found = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(found[name] ?? 0), 0);
  }

  /** Those with an id of `messageIds`; the others stay. */
  async drop(queueUrl: string, messageIds: ReadonlySet<string>): Promise<ParkedMessage[]> {
    const { visible } = await this.#attributes(queueUrl);
    const received = await this.#receive(queueUrl, visible);
    const dropped: ParkedMessage[] = [];
    for (const message of received) {
      if (message.MessageId === undefined || !messageIds.has(message.MessageId)) {
        await this.#release(queueUrl, message);
        continue;
      }
      await this.#client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
      dropped.push(parked(message));
    }
    return dropped;
  }

  async #attributes(queueUrl: string): Promise<{ visible: number; inFlight: number; arn: string }> {
    const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "QueueArn"] as const;
    const { Attributes: found = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    const [visible, inFlight] = names.slice(0, 2).map((name) => Number(found[name] ?? 0));
    return { visible: visible ?? 0, inFlight: inFlight ?? 0, arn: found.QueueArn ?? "" };
  }

  async #receive(queueUrl: string, visible: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < Math.min(visible, LOOKED_AT_MAX)) {
      const { Messages: some = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageSystemAttributeNames: ["SentTimestamp"],
          MessageAttributeNames: [...CALL_ATTRIBUTES],
        }),
      );
      if (some.length === 0) break;
      messages.push(...some);
    }
    return messages;
  }

  async #release(queueUrl: string, { ReceiptHandle }: Message): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
  }
}

const NamedOrderSchema = looseObject(() => ({ orderId: z.string() }));

function parked(message: Message): ParkedMessage {
  const { MessageId: messageId = "", Body: body = "", Attributes: attributes } = message;
  const order = NamedOrderSchema.safeParse(readJson(body));
  const concerns = order.success ? order.data.orderId : (callOf(message) ?? keyOf(body));
  return { messageId, sentAt: new Date(Number(attributes?.SentTimestamp ?? 0)), concerns };
}

/** As Lambda describes a call that its function failed at every time. */
const FailedCallSchema = looseObject(() => ({
  requestContext: z.looseObject({ functionArn: z.string(), condition: z.string() }),
}));

/** `ApexBulkPipeline-Sync:live, RetriesExhausted` */
function callOf({ Body: body = "", MessageAttributes: attributes = {} }: Message): string | undefined {
  const [target, code] = CALL_ATTRIBUTES.map((name) => attributes[name]?.StringValue);
  if (target !== undefined) return `${lastOf(target)}, ${code ?? "not delivered"}`;
  const failed = FailedCallSchema.safeParse(readJson(body));
  if (!failed.success) return undefined;
  const { functionArn, condition } = failed.data.requestContext;
  return `${lastOf(functionArn)}, ${condition}`;
}

/** Of an ARN: the name of the function or the queue. */
const lastOf = (arn: string): string =>
  arn
    .split(":")
    .slice(arn.includes(":function:") ? 6 : 5)
    .join(":");

function keyOf(body: string): string | undefined {
  try {
    return droppedObjects(body)[0]?.key;
  } catch {
    // Parked because nobody can read it: it concerns nothing that has a name.
    return undefined;
  }
}
