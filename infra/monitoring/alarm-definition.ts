// What an alarm must say before it can be made: when it goes off, whom it tells, what it means for orders and people, and which
// section of docs/runbook.md says what to do. It tells when it is over, too.
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Construct } from "constructs";
import type { AlarmTopics, Severity } from "../constructs/alarm-topics.ts";

export interface AlarmDefinition {
  /** UpperCamelCase; with the deployment's name before it, the alarm's name. */
  readonly id: string;
  readonly severity: Severity;
  /** What it means for orders and people, in one sentence. */
  readonly impact: string;
  /** A heading of docs/runbook.md as its anchor, without `#`. */
  readonly runbook: string;
  readonly metric: IMetric;
  /** The alarm goes off above this; with `absence`, below it. */
  readonly threshold: number;
  /** Consecutive periods. Default 1. */
  readonly periods?: number;
  /** Goes off when too little happens, no data included. */
  readonly absence?: boolean;
}

export function makeAlarm(
  scope: Construct,
  means: { readonly service: string; readonly topics: AlarmTopics },
  definition: AlarmDefinition,
): Alarm {
  const { id, severity, impact, runbook, metric, threshold, periods = 1, absence = false } = definition;
  const alarm = new Alarm(scope, id, {
    alarmName: `${means.service}-${id}`,
    alarmDescription: `[${severity}] ${impact} See docs/runbook.md#${runbook}`,
    metric,
    threshold,
    evaluationPeriods: periods,
    comparisonOperator: absence ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: absence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(means.topics[severity]);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
