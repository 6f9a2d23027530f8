// Joins a function to a queue: partial batch responses always, a bounded number of consumers always (back-pressure
// toward the partner), and the poller's permissions. Refuses a queue that would redeliver while the function runs.
import { Duration } from "aws-cdk-lib";
import { CfnEventSourceMapping, EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { invariant } from "../../contracts/errors.ts";
import { BATCH_MESSAGES_MAX } from "../../contracts/limits.ts";
import { allow } from "./grants.ts";
import type { RetryQueue } from "./retry-queue.ts";
import type { TypedFunction } from "./typed-function.ts";

export interface QueueWorkerProps {
  readonly queue: IQueue;
  readonly visibilitySeconds: number;
  readonly consumer: TypedFunction;
  /** Batches under way at once, 2 to 1,000 (docs/aws-limits.md §1.3). */
  readonly concurrencyMax: number;
  readonly batchSize?: number;
  /** The consumer sets the delay of its own retries. */
  readonly ownsRetries?: boolean;
}

/** docs/aws-limits.md §1.3: visibility at least six times the function's timeout. */
const VISIBILITY_FACTOR = 6;

export class QueueWorker extends Construct {
  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    const { consumer, queue } = props;
    invariant(props.visibilitySeconds >= VISIBILITY_FACTOR * consumer.timeoutSeconds, `${this.node.path}: visibility`);
    allow(
      consumer,
      [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        ...(props.ownsRetries === true ? ["sqs:ChangeMessageVisibility"] : []),
        ...(consumer.goesOn ? ["sqs:SendMessage"] : []),
      ],
      [queue.queueArn],
    );
    const mapping = new EventSourceMapping(this, "Mapping", {
      target: consumer.live,
      eventSourceArn: queue.queueArn,
      batchSize: props.batchSize ?? BATCH_MESSAGES_MAX,
      maxBatchingWindow: Duration.seconds(0),
      maxConcurrency: props.concurrencyMax,
      reportBatchItemFailures: true,
    });
    const resource = mapping.node.defaultChild;
    invariant(resource instanceof CfnEventSourceMapping, "queue-worker.mapping");
    // CDK takes the alias's ARN apart to name it; the ARN itself says the same and can be read.
    resource.functionName = consumer.live.functionArn;
  }

  /** The usual case: the queue's main side. */
  static of(
    scope: Construct,
    id: string,
    source: RetryQueue,
    props: Omit<QueueWorkerProps, "queue" | "visibilitySeconds">,
  ): QueueWorker {
    return new QueueWorker(scope, id, { ...props, queue: source.queue, visibilitySeconds: source.visibilitySeconds });
  }
}
