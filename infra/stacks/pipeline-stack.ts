// The way of an order: intake, start, the state machine with its stage queues and functions, callbacks, dead letters and
// the sync. It holds no data of its own and can be deleted and deployed again.
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { deadLettersOutput, type DeploymentSettings, NAMES } from "../../contracts/deployment.ts";
import { partnerEnvironment } from "../settings.ts";
import { Callbacks } from "../pipeline/callbacks.ts";
import { Entrance } from "../pipeline/entrance.ts";
import { OrderWorkflow } from "../pipeline/order-workflow.ts";
import { Stages } from "../pipeline/stages.ts";
import { Sync } from "../pipeline/sync.ts";
import type { DataStack } from "./data-stack.ts";

export interface PipelineStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly data: DataStack;
  /** Base URL of the Ordering API, ours or another. */
  readonly orderingUrl: string;
}

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { data, settings } = props;
    const partner = partnerEnvironment(settings, {
      url: props.orderingUrl,
      credentialsSecret: data.credentials.secretArn,
    });
    const shared = { data, settings, partner };
    const stages = new Stages(this, "Stages", shared);
    const { machine } = new OrderWorkflow(this, "Order", {
      alarmTopic: data.alarmTopic,
      queues: stages.queues,
      settleQueue: stages.settleQueue,
    });
    const entrance = new Entrance(this, "Entrance", { ...shared, machine });
    new Callbacks(this, "Callbacks", { data });
    new Sync(this, "Sync", { ...shared, machine, orderQueue: entrance.orderQueue });
    new CfnOutput(this, NAMES.outputs.stateMachine, { value: machine.stateMachineArn });
    new CfnOutput(this, NAMES.outputs.orderQueue, { value: entrance.orderQueue.queueUrl });
    const parking = [["start-order", entrance.orders], ...stages.sources] as const;
    for (const [name, { deadLetterQueue }] of parking) {
      new CfnOutput(this, deadLettersOutput(name), { value: deadLetterQueue.queueUrl });
    }
    if (settings.orderingUrl !== undefined) {
      new CfnOutput(this, NAMES.outputs.orderingUrl, { value: props.orderingUrl });
    }
  }
}
