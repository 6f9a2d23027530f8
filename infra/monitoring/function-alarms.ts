// Alarms about our code and what runs it: bugs, crashes, time, throttles, dropped continuations, executions that nobody ended.
import { type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { CONTINUATIONS_MAX } from "../../contracts/limits.ts";
import { FILE_INDEX } from "../../contracts/records.ts";
import type { TypedFunction } from "../constructs/typed-function.ts";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { expression, OwnMetrics, PERIOD, sumOf } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";

/** A stage stops by itself well before; intake and sync use most of their time when there is much to do. */
const STAGE_TIME_PERCENT_MAX = 90;
const EDGE_TIME_PERCENT_MAX = 97;
/** Half of the way: AT&T out of reach for a whole day takes at most so many (contracts/limits.ts), and the other half lasts hours. */
const CHAIN_LENGTH_MAX = CONTINUATIONS_MAX / 2;

export function functionAlarms(parts: MonitoredParts): AlarmDefinition[] {
  return [...faultAlarms(parts), ...roomAlarms(parts), ...timeAlarms(parts), ...executionAlarms(parts)];
}

function faultAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  const edges = Object.values(parts.edgeFunctions);
  return [
    {
      id: "MessagesFail",
      severity: "urgent",
      impact:
        "A function threw on a message, or received one that it cannot read: this is a bug in our code; the message is retried.",
      runbook: "a-function-throws",
      metric: sumOf([own.of("MessagesFailed", "Sum"), own.of("MessagesUnreadable", "Sum")]),
      threshold: 0,
    },
    {
      id: "StageFunctionsFail",
      severity: "urgent",
      impact: "A stage's function crashed, ran out of time or memory, or did not start.",
      runbook: "a-function-crashes",
      metric: sumOf(parts.stageFunctions.map((fn) => fn.metricErrors({ period: PERIOD }))),
      threshold: 0,
    },
    {
      id: "EdgeFunctionsFail",
      severity: "urgent",
      impact:
        "A function at the edge (intake, start-order, callback, sync, front door, webhook, mail or feed) crashed, ran out of time or memory, or did not start.",
      runbook: "a-function-crashes",
      metric: sumOf(edges.map((fn) => fn.metricErrors({ period: PERIOD }))),
      threshold: 0,
    },
  ];
}

function roomAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const edges = Object.values(parts.edgeFunctions);
  return [
    {
      id: "StageFunctionsAreThrottled",
      severity: "notice",
      impact: "Lambda has no room for a stage's function: the account's concurrency is used up.",
      runbook: "lambda-throttles",
      metric: sumOf(parts.stageFunctions.map((fn) => fn.metricThrottles({ period: PERIOD }))),
      threshold: 0,
      periods: 3,
    },
    {
      id: "EdgeFunctionsAreThrottled",
      severity: "urgent",
      impact:
        "Lambda has no room for a function at the edge (intake, start-order, callback, sync, front door, webhook, mail or feed): callbacks may be answered with errors.",
      runbook: "lambda-throttles",
      metric: sumOf(edges.map((fn) => fn.metricThrottles({ period: PERIOD }))),
      threshold: 0,
    },
    {
      id: "ContinuationsAreDropped",
      severity: "urgent",
      impact:
        "A chain of continuations is halfway to its limit, or Lambda took one for an endless loop and dropped a message: its order or file has stopped, or soon will.",
      runbook: "continuations-are-dropped",
      metric: sumOf([...droppedContinuations(parts), longChain(parts)]),
      threshold: 0,
    },
  ];
}

/** Of all functions that send messages to the queue that they read. */
function droppedContinuations({ edgeFunctions, goingOn }: MonitoredParts): IMetric[] {
  const options = { period: PERIOD, statistic: "Sum" };
  return [edgeFunctions.intake, ...goingOn].map((fn) => fn.metric("RecursiveInvocationsDropped", options));
}

/** 1 while a message goes on in a chain that has become too long. */
function longChain({ service }: MonitoredParts): IMetric {
  const length = new OwnMetrics(service).of("ContinuationLength", "Maximum");
  return expression(`IF(length > ${String(CHAIN_LENGTH_MAX)}, 1, 0)`, { length });
}

function timeAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const edges = Object.values(parts.edgeFunctions);
  return [
    {
      id: "StageFunctionsTakeLong",
      severity: "notice",
      impact: "A stage's function takes nearly all the time it has.",
      runbook: "a-function-takes-long",
      metric: percentOfTime(parts.stageFunctions),
      threshold: STAGE_TIME_PERCENT_MAX,
      periods: 3,
    },
    {
      id: "EdgeFunctionsTakeLong",
      severity: "notice",
      impact:
        "A function at the edge (intake, start-order, callback, sync, front door, webhook, mail or feed) takes nearly all the time it has.",
      runbook: "a-function-takes-long",
      metric: percentOfTime(edges),
      threshold: EDGE_TIME_PERCENT_MAX,
      periods: 3,
    },
  ];
}

function executionAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  return [
    {
      id: "ExecutionsDie",
      severity: "urgent",
      impact: "Executions ended without a reason from any stage; their orders are held.",
      runbook: "executions-die",
      metric: own.of("ExecutionsDied", "Sum"),
      threshold: 0,
    },
    {
      id: "OrdersAreThrottled",
      severity: "notice",
      impact: "DynamoDB throttles the orders table, or Step Functions throttles executions: everything takes longer.",
      runbook: "aws-throttles-orders",
      metric: sumOf([...tableThrottles(parts), parts.machine.metricThrottled({ period: PERIOD, statistic: "Sum" })]),
      threshold: 0,
      periods: 3,
    },
  ];
}

/** The longest duration of each function, as a share of its time-out. */
function percentOfTime(functions: readonly TypedFunction[]): IMetric {
  const usingMetrics = Object.fromEntries(
    functions.map((fn, index) => [`m${String(index)}`, fn.metricDuration({ period: PERIOD, statistic: "Maximum" })]),
  );
  // 100 × milliseconds ÷ (1,000 × seconds)
  const shares = functions.map((fn, index) => `m${String(index)} / ${String(fn.timeoutSeconds * 10)}`);
  return expression(`MAX([${shares.join(", ")}])`, usingMetrics);
}

function tableThrottles({ table }: MonitoredParts): IMetric[] {
  const onTable = ["ReadThrottleEvents", "WriteThrottleEvents"].map((name) =>
    table.metric(name, { period: PERIOD, statistic: "Sum" }),
  );
  const onIndex = ["ReadThrottleEvents", "WriteThrottleEvents"].map(
    (metricName) =>
      new Metric({
        namespace: "AWS/DynamoDB",
        metricName,
        dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: FILE_INDEX },
        period: PERIOD,
        statistic: "Sum",
      }),
  );
  return [...onTable, ...onIndex];
}
