// The function that repairs what messages lost, every 15 minutes, and compares all sides once a night. Its silence is an alarm: an
// absence never shows up as an error.
import { CfnOutput, Duration, Stack, TimeZone } from "aws-cdk-lib";
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { NAMES } from "../../contracts/deployment.ts";
import { CERTIFICATES_PREFIX } from "../../contracts/certificate.ts";
import { SyncEnv } from "../../contracts/environments.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import {
  allow,
  allowEvents,
  allowExecutions,
  allowFileIndex,
  allowList,
  allowObjects,
  allowSecret,
  allowSend,
  allowTable,
  allowTaskAnswers,
} from "../constructs/grants.ts";
import { FailedCalls } from "../constructs/failed-calls.ts";
import { orderLookup } from "../function-environment.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import type { PipelinePartProps } from "./pipeline-parts.ts";

export interface SyncProps extends PipelinePartProps {
  readonly machine: IStateMachine;
  readonly orderQueue: IQueue;
  /** Takes the calls that a schedule could not deliver, and the runs that failed every time. */
  readonly undelivered: IQueue;
}

const SCHEDULES = {
  QuarterHour: { kind: "quarterHour", expression: ScheduleExpression.rate(Duration.minutes(15)) },
  // AT&T's night; not at 02:00, which does not exist on the day that clocks go forward (docs/aws-limits.md §1.5).
  Nightly: {
    kind: "nightly",
    expression: ScheduleExpression.cron({ minute: "30", hour: "3", timeZone: TimeZone.AMERICA_CHICAGO }),
  },
} as const;

export class Sync extends Construct {
  readonly sync: TypedFunction;
  readonly scheduleGroup: ScheduleGroup;

  constructor(scope: Construct, id: string, props: SyncProps) {
    super(scope, id);
    const { data, machine } = props;
    const sync = new TypedFunction(this, "Sync", {
      entry: "sync",
      service: data.names.service,
      purpose: "Repairs what messages lost; at night compares all sides and signs the certificate",
      schema: SyncEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        FILES_BUCKET: data.files.bucketName,
        WORK_BUCKET: data.work.bucketName,
        PERSONAL_DATA_DAYS: String(props.settings.personalDataDays),
        ...props.partner,
        APEX_ORDER_LOOKUP: orderLookup(props.settings),
        INTAKE_QUEUE_URL: data.drops.queue.queueUrl,
        CERTIFICATE_KEY: data.certificateKey.keyArn,
        ORDER_QUEUE_URL: props.orderQueue.queueUrl,
        ORDER_STATE_MACHINE_ARN: machine.stateMachineArn,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.sync,
      workload: "files",
    });
    allowTable(sync, data.table, [
      ...(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"] as const),
      ...(["BatchGetItem", "BatchWriteItem"] as const),
    ]);
    allowFileIndex(sync, data.table);
    allowList(sync, data.files, ["inbox/"], "ListBucketVersions");
    allowList(sync, data.files, ["results/", CERTIFICATES_PREFIX]);
    allowObjects(sync, data.files, CERTIFICATES_PREFIX, ["GetObject", "PutObject"]);
    allowObjects(sync, data.files, "results/", ["GetObject", "PutObject", "AbortMultipartUpload"]);
    allowObjects(sync, data.work, "work/", ["GetObject"]);
    allowObjects(sync, data.work, "nightly/", ["GetObject", "PutObject"]);
    allowList(sync, data.work, ["nightly/", "work/"]);
    allow(sync, ["kms:Sign", "kms:GetPublicKey"], [data.certificateKey.keyArn]);
    allowSend(sync, data.drops.queue);
    allowEvents(sync, data.names.service);
    allowSecret(sync, data.credentials);
    allowSend(sync, props.orderQueue);
    allowExecutions(sync, machine, ["DescribeExecution", "StopExecution", "RedriveExecution"]);
    allow(sync, ["states:ListExecutions"], [machine.stateMachineArn]);
    allowTaskAnswers(sync, ["Success", "Failure"]);
    new FailedCalls(this, "FailedRuns", { fn: sync, queue: props.undelivered });
    this.sync = sync;
    // For a person who starts a run by hand (docs/runbook.md).
    new CfnOutput(Stack.of(this), NAMES.outputs.sync, { value: sync.functionName });
    this.scheduleGroup = new ScheduleGroup(this, "Schedules", { scheduleGroupName: `${data.names.service}-schedules` });
    for (const [name, { kind, expression }] of Object.entries(SCHEDULES)) {
      new Schedule(this, name, {
        schedule: expression,
        scheduleGroup: this.scheduleGroup,
        target: new LambdaInvoke(sync.live, {
          input: ScheduleTargetInput.fromObject({ kind }),
          retryAttempts: 2,
          deadLetterQueue: props.undelivered,
        }),
      });
    }
  }
}
