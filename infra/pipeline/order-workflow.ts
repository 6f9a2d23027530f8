// The state machine of an order, and the rule that tells `settle` of every execution that ended without reaching its
// Settle state: a catcher inside the machine could not, and would spoil redrive.
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { Workflow } from "../constructs/workflow.ts";

export interface OrderWorkflowProps {
  readonly alarmTopic: ITopic;
  readonly queues: Readonly<Record<string, IQueue>>;
  readonly settleQueue: IQueue;
}

export class OrderWorkflow extends Construct {
  readonly machine: IStateMachine;

  constructor(scope: Construct, id: string, props: OrderWorkflowProps) {
    super(scope, id);
    const { machine } = new Workflow(this, "Workflow", {
      definitionFile: "statemachines/order.asl.json",
      queues: props.queues,
      alarmTopic: props.alarmTopic,
      failureImpact: "Executions end outside their stages: their orders are held for a person.",
      runbookAnchor: "executions-fail",
    });
    new Rule(this, "ExecutionEnded", {
      description: "Executions of orders that ended without Settle",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: { stateMachineArn: [machine.stateMachineArn], status: ["FAILED", "TIMED_OUT", "ABORTED"] },
      },
      targets: [new SqsQueue(props.settleQueue)],
    });
    this.machine = machine;
  }
}
