// The way of an order: intake, start, the state machine with its stage queues and functions, callbacks, dead letters and
// the sync. It holds no data of its own and can be deleted and deployed again.
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { deadLettersOutput, NAMES, type ParkingQueue } from "../../contracts/deployment.ts";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { invariant } from "../../contracts/errors.ts";
import { GradualRollout } from "../constructs/gradual-rollout.ts";
import type { RetryQueue } from "../constructs/retry-queue.ts";
import type { TypedFunction } from "../constructs/typed-function.ts";
import { UndeliveredQueue } from "../constructs/undelivered-queue.ts";
import type { EdgeFunctions, MonitoredFrontDoor, MonitoredOrderingApi } from "../monitoring/monitored-parts.ts";
import { Monitoring } from "../monitoring/monitoring.ts";
import { partnerEnvironment } from "../function-environment.ts";
import { Callbacks } from "../pipeline/callbacks.ts";
import { Entrance } from "../pipeline/entrance.ts";
import { Feeds } from "../pipeline/feeds.ts";
import { FrontDoor } from "../pipeline/front-door.ts";
import { Notices } from "../pipeline/notices.ts";
import { OrderWorkflow } from "../pipeline/order-workflow.ts";
import type { PipelinePartProps } from "../pipeline/pipeline-parts.ts";
import { Stages } from "../pipeline/stages.ts";
import { Sync } from "../pipeline/sync.ts";
import type { DataStack } from "./data-stack.ts";

export interface PipelineStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly data: DataStack;
  /** Base URL of the Ordering API, ours or another. */
  readonly orderingUrl: string;
  /** Ours, where the deployment has it. */
  readonly orderingApi: MonitoredOrderingApi | undefined;
}

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { data, settings } = props;
    const partner = partnerEnvironment(settings, {
      url: props.orderingUrl,
      credentialsSecret: data.credentials.secretId,
    });
    const shared = { data, settings, partner };
    const stages = new Stages(this, "Stages", shared);
    const { queue: undelivered } = new UndeliveredQueue(this, "Undelivered");
    const told = { ...shared, undelivered };
    const { machine, executionEnded } = new OrderWorkflow(this, "Order", {
      undelivered,
      queues: stages.queues,
      settleQueue: stages.settleQueue,
    });
    // A definition may say something new in its messages: the functions that read them are deployed before it (docs/adr/0019).
    machine.node.addDependency(...stages.functions.map(({ alias }) => alias));
    const entrance = new Entrance(this, "Entrance", { ...shared, machine });
    const { receiver } = new Callbacks(this, "Callbacks", { data, orderQueue: entrance.orderQueue });
    const frontDoor = frontDoorOf(this, shared);
    const notices = new Notices(this, "Notices", told);
    const { sync, scheduleGroup } = new Sync(this, "Sync", { ...told, machine, orderQueue: entrance.orderQueue });
    // Start-order begins orders in the newest form: also the sync, which ends cancellations, reads it before (docs/adr/0035).
    entrance.startOrder.alias.node.addDependency(sync.alias);
    const edgeFunctions = {
      intake: entrance.intake,
      startOrder: entrance.startOrder,
      callback: receiver,
      sync,
      ...(frontDoor !== undefined && { frontDoor: frontDoor.server }),
      ...notices.functions,
      ...new Feeds(this, "Feeds", { ...told, scheduleGroup }).functions,
    };
    const stageParts = { stageFunctions: [...stages.functions, stages.deadLetters], goingOn: stages.functions };
    const { alarms } = new Monitoring(this, "Monitoring", {
      service: data.names.service,
      topics: data.alarmTopics,
      callbackSilenceHours: settings.callbackSilenceHours,
      pauseHours: settings.pauseHours,
      callsPerSecond: Number(partner.APEX_CALLS_PER_SECOND),
      ...stageParts,
      edgeFunctions,
      stageQueues: stages.sources,
      drops: data.drops,
      orders: entrance.orders,
      undelivered,
      machine,
      rules: [executionEnded, ...notices.rules],
      notices: notices.queues.map(([, queue]) => queue),
      scheduleGroupName: scheduleGroup.scheduleGroupName,
      callbackApi: data.callbackApi,
      table: data.table,
      orderingApi: props.orderingApi,
      frontDoor,
    });
    if (settings.rollout === "gradual") rollOut(this, { ...stageParts, edgeFunctions, alarms });
    tellPlaces(this, { machine, orderQueue: entrance.orderQueue, orderingUrl: settings.orderingUrl });
    tellParking(this, [["start-order", entrance.orders], ...stages.sources, ...notices.queues]);
    new CfnOutput(this, deadLettersOutput("undelivered"), { value: undelivered.queueUrl });
  }
}

function alarmsOf(alarms: ReadonlyMap<string, Alarm>, ids: readonly string[]): Alarm[] {
  return ids.map((id) => {
    const alarm = alarms.get(id);
    invariant(alarm !== undefined, `pipeline-stack.alarm.${id}`);
    return alarm;
  });
}

function frontDoorOf(scope: Construct, { data, settings }: PipelinePartProps): MonitoredFrontDoor | undefined {
  const { frontDoorIssuer: issuer } = settings;
  const { frontDoorApi: api } = data;
  if (api === undefined || issuer === undefined) return undefined;
  return { server: new FrontDoor(scope, "Distributors", { data, settings, api, issuer }).server, api };
}

interface Rollout {
  readonly stageFunctions: readonly TypedFunction[];
  readonly edgeFunctions: EdgeFunctions;
  readonly alarms: ReadonlyMap<string, Alarm>;
}

function rollOut(stack: Stack, { stageFunctions, edgeFunctions, alarms }: Rollout): void {
  new GradualRollout(stack, "StageRollout", {
    functions: stageFunctions,
    alarms: alarmsOf(alarms, ["MessagesFail", "StageFunctionsFail"]),
  });
  new GradualRollout(stack, "EdgeRollout", {
    functions: Object.values(edgeFunctions),
    alarms: alarmsOf(alarms, ["MessagesFail", "EdgeFunctionsFail"]),
  });
}

interface Places {
  readonly machine: IStateMachine;
  readonly orderQueue: IQueue;
  /** Of another's Ordering API. */
  readonly orderingUrl: string | undefined;
}

/** Where operators start and find orders. */
function tellPlaces(stack: Stack, { machine, orderQueue, orderingUrl }: Places): void {
  new CfnOutput(stack, NAMES.outputs.stateMachine, { value: machine.stateMachineArn });
  new CfnOutput(stack, NAMES.outputs.orderQueue, { value: orderQueue.queueUrl });
  if (orderingUrl !== undefined) new CfnOutput(stack, NAMES.outputs.orderingUrl, { value: orderingUrl });
}

/** Where operators find what failed too often. */
function tellParking(stack: Stack, queues: readonly (readonly [ParkingQueue, RetryQueue])[]): void {
  for (const [name, { deadLetterQueue }] of queues) {
    new CfnOutput(stack, deadLettersOutput(name), { value: deadLetterQueue.queueUrl });
  }
}
