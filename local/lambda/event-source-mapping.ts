// An SQS event source of a function: takes batches while the function has room, deletes what was done and leaves what
// failed to its visibility timeout, exactly as Lambda does. Woken by the queue; costs nothing while it is empty.
import type { Clock } from "../clock.ts";
import { REGION } from "../identity.ts";
import { type JsonObject, isObject, textAt } from "../json.ts";
import type { OnCloudEvent } from "../cloud-event.ts";
import { CHAIN_INVOCATIONS_MAX, timesInvoked } from "./lineage.ts";
import type { Meter } from "../meter/meter.ts";
import { countBatch } from "../sqs/billed-requests.ts";
import { type Received, md5, md5OfAttributes } from "../sqs/message.ts";
import type { Queue } from "../sqs/queue.ts";
import { systemAttributes } from "../sqs/queue-answers.ts";
import type { FunctionPool } from "./function-pool.ts";
import { PAYLOAD_BYTES_MAX } from "./payload-limit.ts";
import type { InvokeResult } from "./protocol.ts";

export interface MappingSettings {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly concurrencyMax: number;
  readonly reportsFailures: boolean;
  /** RecursiveLoop of the function: whether it may be invoked any number of times in one chain of requests. */
  readonly allowsRecursion: boolean;
}

export interface MappingEnds {
  readonly queue: Queue;
  readonly functionName: string;
  readonly functionArn: string;
  readonly pool: Pick<FunctionPool, "isReady" | "onFree" | "invoke">;
}

export interface MappingMeans {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly onEvent: OnCloudEvent;
}

/** Looks again this often while messages wait and the function is full. */
const RECHECK_MILLIS = 30;

export class EventSourceMapping {
  readonly #queue: Queue;
  readonly #pool: MappingEnds["pool"];
  readonly #ends: MappingEnds;
  readonly #means: MappingMeans;
  readonly #settings: MappingSettings;
  readonly #clock: Clock;
  #running = 0;
  #onIdle: (() => void)[] = [];
  #isScheduled = false;
  #windowOpenedAt: number | undefined;
  #stop: (() => void) | undefined;

  constructor(ends: MappingEnds, settings: MappingSettings, means: MappingMeans) {
    this.#ends = ends;
    this.#queue = ends.queue;
    this.#pool = ends.pool;
    this.#settings = settings;
    this.#means = means;
    this.#clock = means.clock;
  }

  start(): void {
    const wake = (): void => {
      this.#schedule(0);
    };
    this.#stop = this.#queue.onVisible(wake);
    this.#pool.onFree(wake);
    wake();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Settles when no invocation of this mapping is under way. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #schedule(millis: number): void {
    if (this.#isScheduled || this.#stop === undefined) return;
    this.#isScheduled = true;
    this.#clock.setTimer(millis, () => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#stop !== undefined && this.#running < this.#settings.concurrencyMax && this.#queue.visibleCount > 0) {
      const waitMillis = this.#windowLeft();
      if (waitMillis > 0) {
        this.#schedule(waitMillis);
        return;
      }
      if (!this.#pool.isReady()) {
        this.#schedule(RECHECK_MILLIS);
        return;
      }
      const received = this.#queue.receive(this.#settings.batchSize);
      this.#windowOpenedAt = undefined;
      if (received.length === 0) return;
      for (const batch of batchesWithin(received.filter((one) => this.#mayInvoke(one)))) {
        this.#running += 1;
        void this.#process(batch);
      }
    }
  }

  /** How long the batching window still waits for more messages. */
  #windowLeft(): number {
    const { windowSeconds, batchSize } = this.#settings;
    if (windowSeconds === 0 || this.#queue.visibleCount >= batchSize) return 0;
    this.#windowOpenedAt ??= this.#clock.now();
    return this.#windowOpenedAt + windowSeconds * 1000 - this.#clock.now();
  }

  /** Lambda ends a chain of requests that comes back to the same function too often. */
  #mayInvoke({ message, receiptHandle }: Received): boolean {
    const { functionArn, functionName } = this.#ends;
    if (this.#settings.allowsRecursion) return true;
    if (timesInvoked(functionArn, message.traceHeader) < CHAIN_INVOCATIONS_MAX) return true;
    this.#queue.park(receiptHandle);
    this.#means.onEvent({ type: "recursionStopped", functionName, messageId: message.id });
    return false;
  }

  async #process(batch: readonly Received[]): Promise<void> {
    const { meter } = this.#means;
    const name = this.#ends.functionName;
    const messages = batch.map(({ message }) => message);
    countBatch(meter, name, messages, true);
    const event = { Records: batch.map((one) => recordOf(one, this.#queue.arn)) };
    const causes = messages.map(({ traceHeader }) => traceHeader);
    const result = await this.#pool.invoke(event, causes);
    const failed = failedIds(result, batch, this.#settings.reportsFailures);
    const done = batch.filter(({ message }) => failed !== "all" && !failed.has(message.id));
    for (const { receiptHandle } of done) this.#queue.delete(receiptHandle);
    if (done.length > 0) countBatch(meter, name, messages, false);
    this.#running -= 1;
    if (this.#running === 0) for (const settle of this.#onIdle.splice(0)) settle();
    this.#schedule(0);
  }
}

/** Of the limit of an invocation's payload, so much is left for what surrounds the bodies. */
const RECORD_BYTES = 2048;

/** As many invocations as it takes to keep each below Lambda's limit: ten messages may have 10 MB. */
export function batchesWithin(received: readonly Received[]): readonly (readonly Received[])[] {
  const batches: Received[][] = [];
  let left = 0;
  for (const one of received) {
    const bytes = Buffer.byteLength(JSON.stringify(one.message.body)) + RECORD_BYTES;
    const batch = batches.at(-1);
    if (batch === undefined || bytes > left) {
      batches.push([one]);
      left = PAYLOAD_BYTES_MAX - bytes;
    } else {
      batch.push(one);
      left -= bytes;
    }
  }
  return batches;
}

/**
 * Which messages of a batch failed. A throw or a response that Lambda cannot read fails all; an empty list or no response is
 * success (Lambda developer guide, "Success and failure conditions").
 */
export function failedIds(
  result: InvokeResult,
  batch: readonly Received[],
  reportsFailures: boolean,
): "all" | ReadonlySet<string> {
  if (!result.ok) return "all";
  const none = new Set<string>();
  if (!reportsFailures || result.payload === null || result.payload === "") return none;
  if (!isObject(result.payload)) return "all";
  const failures = result.payload["batchItemFailures"];
  if (failures === undefined || failures === null) return none;
  if (!Array.isArray(failures)) return "all";
  const ids = new Set(batch.map((one) => one.message.id));
  const failed = failures.map((one: unknown) => textAt(one, "itemIdentifier") ?? "");
  return failed.every((id) => ids.has(id)) ? new Set(failed) : "all";
}

function recordOf(received: Received, queueArn: string): JsonObject {
  const { message, receiptHandle } = received;
  const digest = md5OfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle,
    body: message.body,
    attributes: systemAttributes(received),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [
        name,
        {
          stringValue: textAt(value, "StringValue"),
          binaryValue: textAt(value, "BinaryValue"),
          stringListValues: [],
          binaryListValues: [],
          dataType: textAt(value, "DataType"),
        },
      ]),
    ),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    md5OfBody: md5(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}
