// A queue whose messages are tried a bounded number of times and then parked: queue, dead-letter queue, redrive policy,
// encryption, and the alarms of both. No queue of the app is made in another way.
import { Duration } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { type IQueue, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { addAlarm, ALARM_PERIOD, type FailureStory } from "./alarms.ts";

export interface RetryQueueProps extends FailureStory {
  readonly alarmTopic: ITopic;
  /** At least six times the consumer's timeout (docs/aws-limits.md §1.3). */
  readonly visibilitySeconds: number;
  /** Receives after which a message is parked. */
  readonly receivesMax: number;
  /** Age of the oldest message at which someone is told. */
  readonly ageAlarmSeconds: number;
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
    addAlarm(this, "Parked", props.alarmTopic, {
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: "Maximum" }),
      threshold: 0,
      story: props,
    });
    addAlarm(this, "Old", props.alarmTopic, {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: ALARM_PERIOD, statistic: "Maximum" }),
      threshold: props.ageAlarmSeconds,
      story: props,
    });
  }
}
