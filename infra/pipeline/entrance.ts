// From a dropped file to running executions: intake reads the file and writes order documents, start-order takes one
// order at a time and starts its execution.
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { IntakeEnv, StartOrderEnv } from "../../contracts/environments.ts";
import { FUNCTION_TIMEOUT_SECONDS, VISIBILITY_SECONDS } from "../../contracts/limits.ts";
import {
  allowEvents,
  allowExecutions,
  allowFileIndex,
  allowList,
  allowObjects,
  allowSend,
  allowStart,
  allowTable,
} from "../constructs/grants.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { RetryQueue } from "../constructs/retry-queue.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import { CONSUMERS_MAX, GO_ON, type PipelinePartProps } from "./pipeline-parts.ts";

export interface EntranceProps extends PipelinePartProps {
  readonly machine: IStateMachine;
}

const START_RECEIVES_MAX = 5;

export class Entrance extends Construct {
  readonly orders: RetryQueue;
  readonly orderQueue: IQueue;
  readonly intake: TypedFunction;
  readonly startOrder: TypedFunction;

  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    const orders = new RetryQueue(this, "Orders", {
      visibilitySeconds: VISIBILITY_SECONDS.stage,
      receivesMax: START_RECEIVES_MAX,
    });
    this.orders = orders;
    this.orderQueue = orders.queue;
    this.intake = this.#intake(props);
    this.startOrder = this.#startOrder(orders, props);
  }

  #intake({ data, settings }: EntranceProps): TypedFunction {
    const intake = new TypedFunction(this, "Intake", {
      entry: "intake",
      service: data.names.service,
      purpose: "Reads a dropped file, answers with a receipt, sends its orders on",
      schema: IntakeEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        FILES_BUCKET: data.files.bucketName,
        WORK_BUCKET: data.work.bucketName,
        PERSONAL_DATA_DAYS: String(settings.personalDataDays),
        INTAKE_QUEUE_URL: data.drops.queue.queueUrl,
        ORDER_QUEUE_URL: this.orderQueue.queueUrl,
        DEMO_DISTRIBUTOR: settings.demoDistributor,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.intake,
      goesOn: GO_ON.has("intake"),
      workload: "files",
    });
    allowTable(intake, data.table, [
      ...(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"] as const),
      ...(["BatchGetItem", "BatchWriteItem"] as const),
    ]);
    allowFileIndex(intake, data.table);
    // Each drop is read in its own version, whatever lies under its key by then, or nothing.
    allowObjects(intake, data.files, "inbox/", ["GetObject", "GetObjectVersion"]);
    allowList(intake, data.files, ["inbox/", "results/"]);
    allowObjects(intake, data.files, "results/", ["GetObject", "PutObject", "AbortMultipartUpload"]);
    allowObjects(intake, data.work, "work/", ["GetObject", "PutObject", "AbortMultipartUpload"]);
    allowList(intake, data.work, ["work/"]);
    allowSend(intake, this.orderQueue);
    allowEvents(intake, data.names.service);
    QueueWorker.of(this, "IntakeWorker", data.drops, {
      consumer: intake,
      ownsRetries: true,
      concurrencyMax: CONSUMERS_MAX.intake,
      // A file may take the function's whole time: never two in one batch.
      batchSize: 1,
    });
    return intake;
  }

  #startOrder(orders: RetryQueue, { data, machine, settings }: EntranceProps): TypedFunction {
    const startOrder = new TypedFunction(this, "StartOrder", {
      entry: "start-order",
      service: data.names.service,
      purpose: "Records an order and its sites and starts its execution, once",
      schema: StartOrderEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        WORK_BUCKET: data.work.bucketName,
        ORDER_STATE_MACHINE_ARN: machine.stateMachineArn,
        CALLS_IN_GROUPS: settings.callsInGroups,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.stage,
    });
    allowTable(startOrder, data.table, ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"]);
    allowObjects(startOrder, data.work, "work/", ["GetObject"]);
    allowStart(startOrder, machine);
    allowExecutions(startOrder, machine, ["DescribeExecution"]);
    QueueWorker.of(this, "StartOrderWorker", orders, {
      consumer: startOrder,
      concurrencyMax: CONSUMERS_MAX.startOrder,
    });
    return startOrder;
  }
}
