// What a rule or a schedule could not deliver, or a function called by one could not do, ends here, for a person: each message names its
// target and the reason. Nothing consumes it; an alarm watches it, and `dead-letters undelivered` lists it.
import { Duration, Validations } from "aws-cdk-lib";
import { type IQueue, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export class UndeliveredQueue extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const queue = new Queue(this, "Queue", {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "It is the dead-letter queue of rules and schedules.",
    });
    this.queue = queue;
  }
}
