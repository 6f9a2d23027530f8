// Every alarm of the app is made here: it tells someone (a topic), says what it means for orders, and names the section
// of docs/runbook.md that says what to do. An alarm without these three cannot be written.
import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

/** What every construct that can fail must say about its failure. */
export interface FailureStory {
  /** What it means for orders and people when this fails, in one sentence. */
  readonly failureImpact: string;
  /** A heading of docs/runbook.md as its anchor, without `#`. */
  readonly runbookAnchor: string;
}

export interface AlarmProps {
  readonly metric: IMetric;
  /** The alarm goes off above this; with `absence`, below it. */
  readonly threshold: number;
  /** Consecutive periods. */
  readonly periods?: number;
  /** Goes off when too little happens, no data included. */
  readonly absence?: boolean;
  readonly story: FailureStory;
}

export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: { readonly email: string | undefined }) {
    super(scope, id);
    const topic = new Topic(this, "Topic", { displayName: "apex-bulk alarms", enforceSSL: true });
    if (props.email !== undefined) topic.addSubscription(new EmailSubscription(props.email));
    this.topic = topic;
  }
}

export function addAlarm(scope: Construct, id: string, topic: ITopic, props: AlarmProps): void {
  const absence = props.absence === true;
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: absence ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: absence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    alarmDescription: `${props.story.failureImpact} See docs/runbook.md#${props.story.runbookAnchor}`,
  });
  alarm.addAlarmAction(new SnsAction(topic));
}

/** Alarms look at five minutes unless they say otherwise. */
export const ALARM_PERIOD = Duration.minutes(5);
