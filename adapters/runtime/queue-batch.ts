// One batch of an SQS queue: its records run side by side, and every message is either acknowledged or returned exactly once.
// A returned message becomes visible after its back-off, not after the queue's long visibility timeout: retries live here.
import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type BackoffSettings, backoffSeconds } from "../../domain/backoff.ts";
import { idsInMessage } from "../../domain/ids-in-message.ts";
import type { Invocation } from "./lambda-edge.ts";
import { errorFields } from "./logger.ts";

export type RecordAnswer =
  | { readonly kind: "ack" }
  | { readonly kind: "retry"; readonly code: string; readonly afterSeconds: number }
  /** Nothing failed, there is only more to do: goes on in a message of its own, whose receives count from none. */
  | { readonly kind: "goOn"; readonly code: string; readonly afterSeconds: number };
export const ACK: RecordAnswer = { kind: "ack" };

export interface OwnQueue {
  /** The message comes again not sooner than after `seconds`. */
  change(receiptHandle: string, seconds: number): Promise<void>;
  /** Another message of the same words, in the same group. */
  sendAgain(record: SQSRecord, seconds: number): Promise<void>;
}

/** SQS's longest delay of one message (docs/aws-limits.md §1.3). */
const DELAY_SECONDS_MAX = 900;

export class SqsOwnQueue implements OwnQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async change(receiptHandle: string, seconds: number): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }

  async sendAgain(record: SQSRecord, seconds: number): Promise<void> {
    const { MessageGroupId } = record.attributes;
    const length = String(chainLength(record) + 1);
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#queueUrl,
        MessageBody: record.body,
        MessageAttributes: { [CHAIN_LENGTH]: { DataType: "Number", StringValue: length } },
        DelaySeconds: Math.min(DELAY_SECONDS_MAX, Math.ceil(seconds)),
        ...(MessageGroupId !== undefined && { MessageGroupId }),
      }),
    );
  }
}

/** The message attribute that counts how often a message has gone on. */
const CHAIN_LENGTH = "ContinuationLength";

/** How many messages the task of this one has gone on in so far. */
export function chainLength({ messageAttributes }: Pick<SQSRecord, "messageAttributes">): number {
  const length = Number(messageAttributes[CHAIN_LENGTH]?.stringValue ?? 0);
  return Number.isInteger(length) && length > 0 ? length : 0;
}

export interface QueueBatchDeps {
  /** Absent: a returned message waits for the queue's own visibility timeout. */
  readonly queue?: OwnQueue;
  readonly backoff: BackoffSettings;
  readonly random: () => number;
}

/** Before the end of the function, so much time is kept to return what has not finished. */
const RETURN_MILLIS = 3_000;

export const receivesOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

export async function consumeBatch(
  deps: QueueBatchDeps,
  event: SQSEvent,
  invocation: Invocation,
  handle: (record: SQSRecord) => Promise<RecordAnswer>,
): Promise<SQSBatchResponse> {
  const deadline = endsSoon(invocation.remainingMillis() - RETURN_MILLIS);
  const failures = await Promise.all(
    event.Records.map(async (record) => {
      const answer = await Promise.race([settled(record, invocation, handle), deadline.passed]);
      if (answer.kind === "ack" || (await wentOn(deps, record, invocation, answer))) return [];
      await giveBack(deps, record, invocation, answer);
      return [{ itemIdentifier: record.messageId }];
    }),
  );
  deadline.cancel();
  return { batchItemFailures: failures.flat() };
}

async function settled(
  record: SQSRecord,
  { log, meter, functionName }: Invocation,
  handle: (record: SQSRecord) => Promise<RecordAnswer>,
): Promise<RecordAnswer> {
  try {
    return await handle(record);
  } catch (error) {
    // The invocation succeeds all the same: CloudWatch's own count of errors stays at 0.
    meter.add("MessagesFailed", 1, { function: functionName });
    log.error("messageFailed", { ...aboutOf(record), receives: receivesOf(record), ...errorFields(error) });
    return { kind: "retry", code: "unexpected", afterSeconds: 0 };
  }
}

/** A crash between sending and acknowledging leaves the message twice: two deliveries of one task, as queues make anyway. */
async function wentOn(
  { queue }: QueueBatchDeps,
  record: SQSRecord,
  { log, meter, functionName }: Invocation,
  answer: Exclude<RecordAnswer, { kind: "ack" }>,
): Promise<boolean> {
  if (answer.kind !== "goOn" || queue === undefined) return false;
  const length = chainLength(record) + 1;
  try {
    await queue.sendAgain(record, answer.afterSeconds);
    meter.add("Continuations", 1, { function: functionName });
    meter.add("ContinuationLength", length, { function: functionName });
    log.info("messageGoesOn", { ...aboutOf(record), length, reason: answer.code });
    return true;
  } catch (error) {
    log.warn("messageNotSentAgain", { ...aboutOf(record), ...errorFields(error) });
    return false;
  }
}

async function giveBack(
  deps: QueueBatchDeps,
  record: SQSRecord,
  { log, meter, functionName }: Invocation,
  answer: { readonly code: string; readonly afterSeconds: number },
): Promise<void> {
  const receives = receivesOf(record);
  const seconds = backoffSeconds(deps.backoff, receives, answer.afterSeconds, deps.random());
  meter.add("MessagesReturned", 1, { function: functionName });
  log.info("messageReturned", { ...aboutOf(record), receives, seconds, reason: answer.code });
  try {
    await deps.queue?.change(record.receiptHandle, seconds);
  } catch (error) {
    // The message comes back all the same, only later.
    log.warn("visibilityUnchanged", { ...aboutOf(record), ...errorFields(error) });
  }
}

/** For the log: the message, and what it is about, as far as its words say so. */
const aboutOf = ({ messageId, body }: SQSRecord) => ({ messageId, ...idsInMessage(body) });

/** Resolves shortly before the function's end; the records still under way are then returned, the others keep their answer. */
function endsSoon(millis: number): { readonly passed: Promise<RecordAnswer>; readonly cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<RecordAnswer>();
  const timer = setTimeout(
    () => {
      resolve({ kind: "retry", code: "timeShort", afterSeconds: 0 });
    },
    Math.max(0, millis),
  );
  return {
    passed: promise,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}
