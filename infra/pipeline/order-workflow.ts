// The state machine of an order, and the rule that tells `settle` of every execution that ended without reaching its
// Settle state: a catcher inside the machine could not, and would spoil redrive.
import { type IRule, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { Workflow } from "../constructs/workflow.ts";

export interface OrderWorkflowProps {
  readonly queues: Readonly<Record<string, IQueue>>;
  readonly settleQueue: IQueue;
  /** Takes the ends that could not be delivered. */
  readonly undelivered: IQueue;
}

export class OrderWorkflow extends Construct {
  readonly machine: IStateMachine;
  readonly executionEnded: IRule;

  constructor(scope: Construct, id: string, props: OrderWorkflowProps) {
    super(scope, id);
    const { machine } = new Workflow(this, "Workflow", {
      definitionFile: "statemachines/order.asl.json",
      queues: props.queues,
    });
    this.executionEnded = new Rule(this, "ExecutionEnded", {
      description: "Executions of orders that ended without Settle",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: { stateMachineArn: [machine.stateMachineArn], status: ["FAILED", "TIMED_OUT", "ABORTED"] },
      },
      targets: [new SqsQueue(props.settleQueue, { deadLetterQueue: props.undelivered })],
    });
    this.machine = machine;
  }
}
