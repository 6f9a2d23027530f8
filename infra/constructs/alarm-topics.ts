// Whom alarms tell: two topics, because a person who is woken for what can wait soon reads nothing. CloudWatch may publish to
// them; `enforceSSL` alone gives a topic a policy that only denies, and every alarm would be silent.
import { Aws } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

/** urgent: orders are lost, stuck or late until somebody acts. notice: for the next working day. */
export const SEVERITIES = ["urgent", "notice"] as const;
export type Severity = (typeof SEVERITIES)[number];
export type AlarmTopics = Readonly<Record<Severity, ITopic>>;

export interface AlarmTopicsProps {
  readonly service: string;
  /** Who is told of both, until a pager subscribes to the urgent ones. */
  readonly email: string | undefined;
}

export class AlarmTopicPair extends Construct {
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps) {
    super(scope, id);
    this.topics = { urgent: this.#topic("Urgent", props), notice: this.#topic("Notice", props) };
  }

  #topic(id: string, { service, email }: AlarmTopicsProps): ITopic {
    const topic = new Topic(this, id, { displayName: `${service} ${id.toLowerCase()}`, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "CloudWatchTells",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
