// Where the call of a schedule goes when its function has failed every try: Lambda itself drops it without a word, and the dead-letter
// queue of the schedule takes only what Lambda did not accept. The record that Lambda sends has the call and the function's error.
import { CfnEventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { allowSend } from "./grants.ts";
import type { TypedFunction } from "./typed-function.ts";

/** After one minute and after two more (docs/aws-limits.md §1.4). */
const RETRIES = 2;

export interface FailedCallsProps {
  /** Invoked without anybody who waits for its answer. */
  readonly fn: TypedFunction;
  readonly queue: IQueue;
}

export class FailedCalls extends Construct {
  constructor(scope: Construct, id: string, { fn, queue }: FailedCallsProps) {
    super(scope, id);
    allowSend(fn, queue);
    new CfnEventInvokeConfig(this, "Config", {
      functionName: fn.functionName,
      // Of the alias, which is what schedules invoke: a setting of the function would be for $LATEST alone.
      qualifier: fn.alias.aliasName,
      maximumRetryAttempts: RETRIES,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    }).node.addDependency(fn.alias);
  }
}
