// SQS as a service: queues by URL and ARN, and the actions of its JSON protocol. Knows no callers: the endpoint has asked
// the guard before.
import type { Clock } from "../clock.ts";
import { type JsonObject, isObject, listAt, numberAt, objectAt, oneOrMany, textAt } from "../json.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { BATCH_MAX, checkBatch, checkMessage, checkReceive, checkVisibility, invalid } from "./checks.ts";
import { type Message, type Received, md5, md5OfAttributes } from "./message.ts";
import { Queue, type QueueSettings } from "./queue.ts";
import { attributesOf, receivedMessage } from "./queue-answers.ts";

export class SqsService {
  readonly #clock: Clock;
  readonly #uuid: () => string;
  readonly #byName = new Map<string, Queue>();

  constructor(clock: Clock, uuid: () => string) {
    this.#clock = clock;
    this.#uuid = uuid;
  }

  createQueue(identity: { name: string; arn: string; url: string }, settings: QueueSettings): Queue {
    const queue = new Queue(identity, settings, { clock: this.#clock, uuid: this.#uuid });
    this.#byName.set(queue.name, queue);
    return queue;
  }

  /** After all queues exist: dead-letter queues are found by ARN. */
  connectDeadLetters(): void {
    for (const queue of this.#byName.values()) {
      const { redrive } = queue.settings;
      if (redrive !== undefined) queue.deadLetter = this.byArn(redrive.deadLetterArn);
    }
  }

  queues(): readonly Queue[] {
    return [...this.#byName.values()];
  }

  byArn(arn: string): Queue {
    return this.#find(arn.slice(arn.lastIndexOf(":") + 1));
  }

  byUrl(url: string): Queue {
    return this.#find(url.slice(url.lastIndexOf("/") + 1));
  }

  #find(name: string): Queue {
    const queue = this.#byName.get(name);
    if (queue === undefined) {
      throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.", {
        queryCode: "AWS.SimpleQueueService.NonExistentQueue",
      });
    }
    return queue;
  }

  /** `traceHeader`: of the request; messages keep it. */
  async call(action: string, input: JsonObject, traceHeader?: string): Promise<object> {
    if (action === "GetQueueUrl") return { QueueUrl: this.#find(textAt(input, "QueueName") ?? "").url };
    if (action === "ListQueues") return { QueueUrls: this.queues().map((queue) => queue.url) };
    if (action === "StartMessageMoveTask") return this.#startMoveTask(input);
    const url = textAt(input, "QueueUrl");
    if (url === undefined)
      throw new ServiceError("MissingParameter", "The request must contain the parameter QueueUrl.");
    const queue = this.byUrl(url);
    switch (action) {
      case "SendMessage":
        return this.send(queue, input, traceHeader);
      case "ReceiveMessage":
        return this.#receive(queue, input);
      case "DeleteMessage":
        queue.delete(handleOf(queue, input));
        return {};
      case "ChangeMessageVisibility":
        changeVisibility(queue, input);
        return {};
      case "SendMessageBatch":
        return batch(input, (entry) => this.send(queue, entry, traceHeader));
      case "DeleteMessageBatch":
        return batch(input, (entry) => {
          queue.delete(handleOf(queue, entry));
          return {};
        });
      case "ChangeMessageVisibilityBatch":
        return batch(input, (entry) => {
          changeVisibility(queue, entry);
          return {};
        });
      case "GetQueueAttributes":
        return { Attributes: attributesOf(queue, oneOrMany(input["AttributeNames"])) };
      case "ListDeadLetterSourceQueues":
        return {
          queueUrls: this.queues()
            .filter((one) => one.deadLetter === queue)
            .map((one) => one.url),
        };
      case "PurgeQueue":
        queue.purge();
        return {};
      default:
        throw notImplemented("sqs", action);
    }
  }

  /** One message into a queue; also the way of S3, EventBridge and Step Functions. */
  send(queue: Queue, input: JsonObject, traceHeader?: string): { MessageId: string; MD5OfMessageBody: string } {
    const body = checkMessage(input, queue.settings.messageBytesMax);
    const attributes = objectAt(input, "MessageAttributes");
    const message: Message = {
      id: this.#uuid(),
      body,
      attributes,
      groupId: textAt(input, "MessageGroupId"),
      traceHeader:
        textAt(objectAt(objectAt(input, "MessageSystemAttributes"), "AWSTraceHeader"), "StringValue") ?? traceHeader,
      sentAt: this.#clock.now(),
      receiveCount: 0,
      firstReceivedAt: undefined,
      deadLetteredFrom: undefined,
    };
    queue.send(message, numberAt(input, "DelaySeconds"));
    const digest = md5OfAttributes(attributes);
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      ...(digest !== undefined && { MD5OfMessageAttributes: digest }),
    };
  }

  async #receive(queue: Queue, input: JsonObject): Promise<object> {
    checkReceive(input);
    const count = numberAt(input, "MaxNumberOfMessages") ?? 1;
    const visibility = numberAt(input, "VisibilityTimeout");
    const waitSeconds = numberAt(input, "WaitTimeSeconds") ?? queue.settings.waitSeconds;
    let received = queue.receive(count, visibility);
    if (received.length === 0 && waitSeconds > 0) {
      await this.#untilVisible(queue, waitSeconds * 1000);
      received = queue.receive(count, visibility);
    }
    const names = [...oneOrMany(input["MessageSystemAttributeNames"]), ...oneOrMany(input["AttributeNames"])];
    const attributeNames = oneOrMany(input["MessageAttributeNames"]);
    return {
      ...(received.length > 0 && { Messages: received.map((one) => receivedMessage(one, names, attributeNames)) }),
    };
  }

  #untilVisible(queue: Queue, millis: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        stop();
        resolve();
      };
      const cancel = this.#clock.setTimer(millis, done);
      const stop = queue.onVisible(done);
    });
  }

  /**
   * Without a destination each message goes back to the queue that it was parked by. A message that nobody parked has none:
   * it stays. The emulated task is done when its start is answered.
   */
  #startMoveTask(input: JsonObject): object {
    const source = this.byArn(textAt(input, "SourceArn") ?? "");
    const destinationArn = textAt(input, "DestinationArn");
    if (!this.queues().some((queue) => queue.deadLetter === source)) {
      throw invalid("Source queue must be configured as a Dead Letter Queue.");
    }
    const destination = destinationArn === undefined ? undefined : this.byArn(destinationArn);
    const stays: Received[] = [];
    for (let received = source.receive(BATCH_MAX); received.length > 0; received = source.receive(BATCH_MAX)) {
      for (const one of received) {
        const { message, receiptHandle } = one;
        const origin = message.deadLetteredFrom === undefined ? undefined : this.byArn(message.deadLetteredFrom);
        const target = destination ?? origin;
        if (target === undefined) {
          stays.push(one);
          continue;
        }
        source.delete(receiptHandle);
        // A moved message is a new one, with a retention period of its own (SQS developer guide, "dead-letter queue redrive").
        const fresh = { id: this.#uuid(), sentAt: this.#clock.now(), receiveCount: 0, firstReceivedAt: undefined };
        target.send({ ...message, ...fresh, deadLetteredFrom: undefined }, 0);
      }
    }
    for (const { receiptHandle } of stays) source.changeVisibility(receiptHandle, 0);
    return { TaskHandle: this.#uuid() };
  }
}

/** A handle of another form, or of another queue, is refused; one whose receive is over is not. */
function handleOf(queue: Queue, input: JsonObject): string {
  const handle = textAt(input, "ReceiptHandle") ?? "";
  if (handle === "")
    throw new ServiceError("MissingParameter", "The request must contain the parameter ReceiptHandle.");
  if (queue.isHandle(handle)) return handle;
  throw new ServiceError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

function changeVisibility(queue: Queue, input: JsonObject): void {
  const handle = handleOf(queue, input);
  const seconds = checkVisibility(input, queue.heldSeconds(handle));
  if (!queue.changeVisibility(handle, seconds)) {
    throw new ServiceError("MessageNotInflight", "The message referred to is not in flight.", {
      queryCode: "AWS.SimpleQueueService.MessageNotInflight",
    });
  }
}

/** Each entry on its own: what fails is listed, the rest is done. */
function batch(input: JsonObject, run: (entry: JsonObject) => object): object {
  const entries = listAt(input, "Entries").filter(isObject);
  checkBatch(entries);
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    const id = textAt(entry, "Id");
    try {
      successful.push({ Id: id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) };
}
