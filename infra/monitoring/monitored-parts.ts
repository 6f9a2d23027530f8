// What alarms and the dashboard look at, by the words that people use for it.
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Stage } from "../../contracts/stages.ts";
import type { AlarmTopics } from "../constructs/alarm-topics.ts";
import type { RetryQueue } from "../constructs/retry-queue.ts";
import type { TypedFunction } from "../constructs/typed-function.ts";

/** Our own Ordering API, where the deployment has it. */
export interface MonitoredOrderingApi {
  readonly server: TypedFunction;
  readonly decisions: RetryQueue;
  readonly api: HttpApi;
}

/** The front door, where the deployment has an issuer of tokens. */
export interface MonitoredFrontDoor {
  readonly server: TypedFunction;
  readonly api: HttpApi;
}

/** At the edges of the pipeline; some only where the deployment has them. */
export type EdgeFunctions = Readonly<Record<"intake" | "startOrder" | "callback" | "sync", TypedFunction>> &
  Partial<Readonly<Record<"frontDoor" | "webhook" | "mail" | "feed", TypedFunction>>>;

export interface MonitoredParts {
  /** The deployment: first part of every alarm's name, and the dimension of our own metrics. */
  readonly service: string;
  readonly topics: AlarmTopics;
  /** So long may no callback come while orders wait for one. */
  readonly callbackSilenceHours: number;
  /** So long may anything be paused before somebody is told. */
  readonly pauseHours: number;
  readonly callsPerSecond: number;
  /** Functions of the stage queues, and the one that answers their dead letters. */
  readonly stageFunctions: readonly TypedFunction[];
  /** Those of them that may send their own messages on. */
  readonly goingOn: readonly TypedFunction[];
  readonly edgeFunctions: EdgeFunctions;
  readonly stageQueues: ReadonlyMap<Stage, RetryQueue>;
  readonly drops: RetryQueue;
  readonly orders: RetryQueue;
  /** What rules and schedules could not deliver. */
  readonly undelivered: IQueue;
  readonly machine: IStateMachine;
  readonly rules: readonly IRule[];
  /** Of the ways in which distributors are told. */
  readonly notices: readonly RetryQueue[];
  readonly scheduleGroupName: string;
  readonly callbackApi: HttpApi;
  readonly table: Table;
  readonly orderingApi: MonitoredOrderingApi | undefined;
  readonly frontDoor: MonitoredFrontDoor | undefined;
}
