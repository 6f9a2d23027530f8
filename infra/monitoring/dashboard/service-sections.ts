// What AWS says of its own services: queues and what is parked, functions, the table, doors; and what costs most of a bill, state
// transitions and the time of functions.
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { TypedFunction } from "../../constructs/typed-function.ts";
import { PERIOD, sumOf } from "../metric-of.ts";
import type { MonitoredParts } from "../monitored-parts.ts";
import { ageOf, visibleIn } from "../order-alarms.ts";
import { chart, heading, labeled, type Row, totals } from "./widgets.ts";

type Named<T> = readonly (readonly [name: string, part: T])[];

export function queueSection(parts: MonitoredParts): Row[] {
  const stages = [...parts.stageQueues];
  const sources = [
    ["intake", parts.drops] as const,
    ["start-order", parts.orders] as const,
    ...stages,
    ...(parts.orderingApi === undefined ? [] : [["decisions", parts.orderingApi.decisions] as const]),
  ];
  const queues: Named<IQueue> = sources.map(([name, { queue }]) => [name, queue]);
  const parking: Named<IQueue> = [
    ...sources.map(([name, { deadLetterQueue }]) => [name, deadLetterQueue] as const),
    ["undelivered events", parts.undelivered],
  ];
  return [
    heading("Queues and parked messages"),
    [
      chart({
        ...{ title: "Messages that lie in a queue", width: 8, unit: "messages" },
        metrics: queues.map(([name, queue]) => labeled(visibleIn(queue), name)),
      }),
      chart({
        ...{ title: "Oldest message of a queue", width: 8, unit: "seconds" },
        metrics: queues.map(([name, queue]) => labeled(ageOf(queue), name)),
      }),
      chart({
        ...{ title: "Parked messages (dead-letter queues)", width: 8, unit: "messages" },
        metrics: parking.map(([name, queue]) => labeled(visibleIn(queue), name)),
      }),
    ],
  ];
}

export function functionSection(parts: MonitoredParts): Row[] {
  const functions = functionsOf(parts);
  const of = (metricName: string, statistic: string) =>
    functions.map(([name, fn]) => labeled(fn.metric(metricName, { period: PERIOD, statistic }), name));
  return [
    heading("Functions, doors and the table"),
    [
      chart({ title: "Failed invocations", width: 8, unit: "invocations", metrics: of("Errors", "Sum") }),
      chart({ title: "Slowest invocation", width: 8, unit: "milliseconds", metrics: of("Duration", "Maximum") }),
      chart({ title: "Throttled invocations", width: 8, unit: "invocations", metrics: of("Throttles", "Sum") }),
    ],
    [
      chart({ title: "Requests at the doors", width: 8, unit: "requests", metrics: doorMetrics(parts, "Count") }),
      chart({
        ...{ title: "Requests answered with an error", width: 8, unit: "requests" },
        metrics: [...doorMetrics(parts, "4xx"), ...doorMetrics(parts, "5xx")],
      }),
      chart({
        ...{ title: "Throttled reads, writes and executions", width: 8, unit: "times" },
        metrics: [
          labeled(parts.table.metric("ReadThrottleEvents", { period: PERIOD, statistic: "Sum" }), "reads"),
          labeled(parts.table.metric("WriteThrottleEvents", { period: PERIOD, statistic: "Sum" }), "writes"),
          labeled(parts.machine.metricThrottled({ period: PERIOD, statistic: "Sum" }), "executions"),
        ],
      }),
    ],
  ];
}

export function costSection(parts: MonitoredParts): Row[] {
  const functions = functionsOf(parts);
  const capacity = (metricName: string, label: string): Metric =>
    labeled(parts.table.metric(metricName, { period: PERIOD, statistic: "Sum" }), label);
  return [
    heading("What does it cost?", "docs/performance.md has prices; `npm start -- cost` has the bill of a run."),
    [
      totals({
        ...{ title: "State machine", width: 8 },
        metrics: [
          labeled(transitions(), "state transitions of the account"),
          labeled(parts.machine.metricStarted({ period: PERIOD, statistic: "Sum" }), "executions started"),
        ],
      }),
      totals({
        ...{ title: "Table", width: 8 },
        metrics: [
          capacity("ConsumedWriteCapacityUnits", "write units"),
          capacity("ConsumedReadCapacityUnits", "read units"),
        ],
      }),
      totals({
        ...{ title: "Function time, milliseconds", width: 8 },
        metrics: [
          sumOf(
            functions.map(([, fn]) => fn.metricDuration({ period: PERIOD, statistic: "Sum" })),
            { label: "all functions" },
          ),
        ],
      }),
    ],
    [
      chart({
        ...{ title: "State transitions of the account", width: 8, unit: "transitions" },
        metrics: [labeled(transitions(), "state transitions")],
      }),
      chart({
        ...{ title: "Function time", width: 8, unit: "milliseconds" },
        metrics: functions.map(([name, fn]) => labeled(fn.metricDuration({ period: PERIOD, statistic: "Sum" }), name)),
      }),
      chart({
        ...{ title: "Invocations", width: 8, unit: "invocations" },
        metrics: functions.map(([name, fn]) => labeled(fn.metricInvocations({ period: PERIOD }), name)),
      }),
    ],
  ];
}

/** Step Functions counts transitions for the whole account and region only. */
function transitions(): Metric {
  return new Metric({
    namespace: "AWS/States",
    metricName: "ConsumedCapacity",
    dimensionsMap: { ServiceMetric: "StateTransition" },
    period: PERIOD,
    statistic: "Sum",
  });
}

function functionsOf({ edgeFunctions, stageFunctions, orderingApi }: MonitoredParts): Named<TypedFunction> {
  return [
    ...Object.entries(edgeFunctions),
    ...stageFunctions.map((fn) => [fn.node.id.replace(/^./, (first) => first.toLowerCase()), fn] as const),
    ...(orderingApi === undefined ? [] : [["orderingApi", orderingApi.server] as const]),
  ];
}

function doorMetrics({ callbackApi, frontDoor, orderingApi }: MonitoredParts, metricName: string): Metric[] {
  const doors = [
    ["callbacks", callbackApi] as const,
    ...(frontDoor === undefined ? [] : [["front door", frontDoor.api] as const]),
    ...(orderingApi === undefined ? [] : [["Ordering API", orderingApi.api] as const]),
  ];
  return doors.map(([name, api]) =>
    labeled(
      api.metric(metricName, { period: PERIOD, statistic: "Sum" }),
      `${name}${metricName === "Count" ? "" : ` ${metricName}`}`,
    ),
  );
}
