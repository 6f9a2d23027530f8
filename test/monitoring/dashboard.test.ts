// No widget of the dashboard is dead: each metric of ours is one that the registry knows by these dimensions and that code tells,
// each metric of AWS's is one that AWS publishes for a resource of the template. That values come is watched-run.test.ts's part.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { METRICS, METRICS_NAMESPACE } from "../../contracts/metrics.ts";
import { projectPath } from "../../infra/project-path.ts";
import type { MetricId } from "../../local/cloudwatch/metric-store.ts";
import { AlarmWorld, template } from "./alarm-world.ts";
import { measureCall } from "../../pipeline/partner/measure-call.ts";

/** Metrics that AWS's own pages list, by namespace and dimension, and the resource that the dimension names. */
const AWS_METRICS: Readonly<
  Record<string, { readonly type: string; readonly dimension: string; readonly names: string }>
> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  "AWS/Lambda": {
    type: "AWS::Lambda::Function",
    dimension: "FunctionName",
    names: "Invocations Errors Throttles Duration",
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  "AWS/SQS": {
    type: "AWS::SQS::Queue",
    dimension: "QueueName",
    names: "ApproximateNumberOfMessagesVisible ApproximateAgeOfOldestMessage",
  },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  "AWS/ApiGateway": { type: "AWS::ApiGatewayV2::Api", dimension: "ApiId", names: "Count 4xx 5xx" },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  "AWS/DynamoDB": {
    type: "AWS::DynamoDB::Table",
    dimension: "TableName",
    names: "ReadThrottleEvents WriteThrottleEvents ConsumedReadCapacityUnits ConsumedWriteCapacityUnits",
  },
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  "AWS/States": {
    type: "AWS::StepFunctions::StateMachine",
    dimension: "StateMachineArn",
    names: "ExecutionThrottled ExecutionsStarted",
  },
};
/** Of the account, not of a resource: the same page of Step Functions, "Service metrics". */
const OF_ACCOUNT = {
  namespace: "AWS/States",
  name: "ConsumedCapacity",
  dimensions: { ServiceMetric: "StateTransition" },
};
/** On no widget: what they tell is told by another that is, or by its alarm. */
const NOT_SHOWN = [
  ...["FilesStuck", "SitesEntered", "OrdersLeft", "Continuations", "DeadLettersAnswered", "MessagesUnreadable"],
  ...["SyncRuns", "SyncFailures", "CertificateWritten", "FrontDoorRequests"],
];

const world = new AlarmWorld();
const [dashboard] = [...world.cloudWatch.dashboards.values()];
const lines = dashboard!.widgets.flatMap((widget) => widget.lines ?? []);
const metrics = lines.flatMap((one) => one.metrics);
const searches = lines.flatMap((one) => one.searches);
const setsOf = (name: string): string[] =>
  METRICS[name as keyof typeof METRICS].by.map((set) => [...set, "service"].sort().join());

function namesOf({
  type,
  attributes,
  ref,
}: {
  type: string;
  attributes: Readonly<Record<string, string>>;
  ref: string;
}) {
  return type === "AWS::SQS::Queue" ? attributes["QueueName"] : ref;
}

describe("each metric", () => {
  const isOwn = ({ namespace }: MetricId): boolean => namespace === METRICS_NAMESPACE;

  test("of ours is in the registry, with one of its dimension sets, for this deployment", () => {
    expect(metrics.filter(isOwn).length).toBeGreaterThan(40);
    for (const { name, dimensions } of metrics.filter(isOwn)) {
      expect(Object.keys(METRICS)).toContain(name);
      expect(setsOf(name), name).toContain(Object.keys(dimensions).sort().join());
      expect(dimensions["service"]).toBe("apex-bulk");
    }
  });

  test("that is searched for is in the registry by just these dimensions", () => {
    expect(searches.length).toBeGreaterThan(10);
    for (const { namespace, name, dimensions, values } of searches) {
      expect(namespace).toBe(METRICS_NAMESPACE);
      expect(setsOf(name), name).toContain([...dimensions].sort().join());
      expect(values).toEqual({ service: "apex-bulk" });
    }
  });

  test("of AWS's is one that AWS publishes for a resource of the template", () => {
    const others = metrics.filter((metric) => !isOwn(metric));
    expect(others.length).toBeGreaterThan(60);
    for (const { namespace, name, dimensions } of others) {
      if (name === OF_ACCOUNT.name) {
        expect({ namespace, name, dimensions }).toEqual(OF_ACCOUNT);
        continue;
      }
      const { type, dimension, names } = AWS_METRICS[namespace]!;
      expect(names.split(" "), namespace).toContain(name);
      expect(Object.keys(dimensions)).toEqual([dimension]);
      expect(template().ofType(type).map(namesOf)).toContain(dimensions[dimension]);
    }
  });
});

test("every metric of the registry is told by code, and is on the dashboard or known not to be", () => {
  const code = ["pipeline", "lambdas", "adapters"]
    .flatMap((folder) =>
      readdirSync(projectPath(folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(projectPath(folder, file), "utf8")),
    )
    .join("\n");
  const shown = new Set([...metrics, ...searches].map(({ name }) => name));
  const names = Object.keys(METRICS);
  expect(names.filter((name) => !new RegExp(`\\badd\\(\\s*"${name}"`).test(code))).toEqual([]);
  expect(names.filter((name) => !shown.has(name) && !NOT_SHOWN.includes(name))).toEqual([]);
});

test("every alarm of the template is on it, the urgent ones first", () => {
  const { widgets } = world.cloudWatch.draw(dashboard!);
  const [urgent, notice] = widgets.filter(({ kind }) => kind === "alarms");
  const all = world.cloudWatch.book.alarms;
  expect(urgent!.alarms.length + notice!.alarms.length).toBe(all.length);
  const isUrgent = (name: string) => all.find((alarm) => alarm.name === name)!.description.startsWith("[urgent]");
  expect([
    urgent!.alarms.every(({ name }) => isUrgent(name)),
    notice!.alarms.some(({ name }) => isUrgent(name)),
  ]).toEqual([true, false]);
});

test("draws what code has told: a sum over the day as a figure, a line for each outcome, an alarm that rings", () => {
  const watched = new AlarmWorld();
  const call = (kind: "answered" | "unauthorized") => {
    watched.emit((meter) => {
      measureCall(meter, "createQuote", kind === "answered" ? { kind, response: {} } : { kind }, 120);
    });
  };
  watched.run(30, (minute) => {
    call(minute < 20 ? "answered" : "unauthorized");
  });
  const { widgets } = watched.cloudWatch.draw([...watched.cloudWatch.dashboards.values()][0]!);
  const valuesOf = (title: string) =>
    Object.fromEntries(
      widgets
        .find((widget) => widget.title === title)!
        .lines.map(({ label, points }) => [label, points.reduce((sum, [, value]) => sum + value, 0)]),
    );
  // Refusals are answers too.
  expect(valuesOf("Calls to AT&T")).toMatchObject({
    answered: 30,
    "without a usable answer": 0,
    "credentials refused": 10,
  });
  expect(valuesOf("Calls by outcome")).toEqual({ answered: 20, unauthorized: 10 });
  expect(widgets.find(({ title }) => title === "Time of a call, all together")!.lines[0]!.points[0]![1]).toBe(120);
  const ringing = widgets.flatMap(({ alarms }) => alarms).filter(({ state }) => state === "ALARM");
  expect(ringing.map(({ name }) => name)).toContain("apex-bulk-PartnerRefusesCredentials");
});
