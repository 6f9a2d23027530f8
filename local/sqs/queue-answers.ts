// What SQS says about a received message and about a queue, in the words of its JSON protocol.
import { type Received, md5, md5OfAttributes } from "./message.ts";
import type { Queue } from "./queue.ts";

/** Every system attribute of a received message. */
export function systemAttributes({ message }: Received): Readonly<Record<string, string>> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: "000000000000",
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetteredFrom !== undefined && { DeadLetterQueueSourceArn: message.deadLetteredFrom }),
    ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
  };
}

export function receivedMessage(
  received: Received,
  names: readonly string[],
  attributeNames: readonly string[],
): object {
  const { message, receiptHandle } = received;
  const wanted = Object.entries(systemAttributes(received)).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  const attributes = Object.entries(message.attributes).filter(([name]) =>
    attributeNames.some(
      (one) => one === "All" || one === name || (one.endsWith(".*") && name.startsWith(one.slice(0, -2))),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(wanted.length > 0 && { Attributes: Object.fromEntries(wanted) }),
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(attributes),
      MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(attributes)),
    }),
  };
}

export function attributesOf(queue: Queue, names: readonly string[]): Readonly<Record<string, string>> {
  const { counts, settings } = queue;
  const all = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(settings.messageBytesMax),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    ...(settings.redrive !== undefined && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterArn,
        maxReceiveCount: settings.redrive.receivesMax,
      }),
    }),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name)));
}
