// A queue whose messages are tried a bounded number of times and then parked: queue, dead-letter queue, redrive policy,
// encryption. No queue of the app that has a consumer is made in another way; infra/monitoring watches both.
import { Duration } from "aws-cdk-lib";
import { type IQueue, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface RetryQueueProps {
  /** At least six times the consumer's timeout (docs/aws-limits.md §1.3). */
  readonly visibilitySeconds: number;
  /** Receives after which a message is parked. */
  readonly receivesMax: number;
  /** Visibility of a parked message while its consumer, if there is one, works on it. */
  readonly parkedVisibilitySeconds?: number;
}

const RETENTION = Duration.days(14);

export class RetryQueue extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly visibilitySeconds: number;

  constructor(scope: Construct, id: string, props: RetryQueueProps) {
    super(scope, id);
    const common = { retentionPeriod: RETENTION, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    const deadLetterQueue = new Queue(this, "DeadLetters", {
      ...common,
      ...(props.parkedVisibilitySeconds !== undefined && {
        visibilityTimeout: Duration.seconds(props.parkedVisibilitySeconds),
      }),
    });
    const queue = new Queue(this, "Queue", {
      ...common,
      visibilityTimeout: Duration.seconds(props.visibilitySeconds),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: props.receivesMax },
    });
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.visibilitySeconds = props.visibilitySeconds;
  }
}
