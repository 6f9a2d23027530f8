// Every alarm can reach somebody and says what to do: alarm → topic → permission, runbook section; and nothing that runs is
// left unwatched. That each goes off is test/monitoring's part.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { METRICS, METRICS_NAMESPACE } from "../../contracts/metrics.ts";
import { projectPath } from "../../infra/project-path.ts";
import { METRICS_PER_ALARM_MAX } from "../../infra/monitoring/metric-of.ts";
import { type Resource, Synthesized } from "./synthesized.ts";

interface MetricStat {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const app = Synthesized.whole();
const alarms = app.ofType("AWS::CloudWatch::Alarm");
const sections = [...readFileSync(projectPath("docs", "runbook.md"), "utf8").matchAll(/^## (.+)$/gm)].map(
  ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
);

const metricsOf = ({ properties }: Resource): MetricStat[] =>
  properties.Metrics === undefined
    ? [properties]
    : properties.Metrics.flatMap((query: { MetricStat?: { Metric: MetricStat } }) => query.MetricStat?.Metric ?? []);

describe.each(alarms)("$id", (alarm) => {
  const [, severity, impact, section] =
    /^\[(urgent|notice)\] (.+\.) See docs\/runbook\.md#(.+)$/.exec(alarm.properties.AlarmDescription) ?? [];

  test("says what it means and what to do", () => {
    expect(impact?.length).toBeGreaterThan(30);
    expect(sections).toContain(section);
  });

  test("tells the topic of its class when it goes off and when it is over", () => {
    const { AlarmActions, OKActions } = alarm.properties;
    expect(OKActions).toEqual(AlarmActions);
    expect(AlarmActions).toHaveLength(1);
    const topic = app.target(AlarmActions[0], alarm);
    expect([topic.type, topic.properties.DisplayName]).toEqual(["AWS::SNS::Topic", `apex-bulk ${severity}`]);
  });

  test("asks for no more metrics than an alarm may", () => {
    expect(metricsOf(alarm).length).toBeLessThanOrEqual(METRICS_PER_ALARM_MAX);
  });
});

test("CloudWatch may publish to every topic that alarms tell", () => {
  const policies = app.ofType("AWS::SNS::TopicPolicy");
  const topics = new Set(
    alarms.flatMap((alarm) => alarm.properties.AlarmActions.map((arn: unknown) => app.target(arn, alarm))),
  );
  expect(topics.size).toBe(2);
  for (const topic of topics) {
    const statements = policies
      .filter((policy) => policy.properties.Topics.some((arn: unknown) => app.target(arn, policy) === topic))
      .flatMap((policy) => policy.properties.PolicyDocument.Statement);
    const allowing = statements.filter(
      ({ Effect, Principal }) => Effect === "Allow" && Principal?.Service === "cloudwatch.amazonaws.com",
    );
    expect(allowing).toMatchObject([{ Action: "sns:Publish" }]);
  }
});

test("every section of the runbook is named by an alarm, but for those that say so", () => {
  const named = new Set(alarms.map((alarm) => String(alarm.properties.AlarmDescription).split("#")[1]));
  expect(sections.filter((section) => !named.has(section))).toEqual([
    "att-takes-a-word-back",
    "results-are-late",
    "deploy",
  ]);
});

test("every function and every queue is watched", () => {
  const watched = new Set(
    alarms.flatMap((alarm) =>
      metricsOf(alarm).flatMap(({ Dimensions = [] }) =>
        Dimensions.flatMap(({ Value }) => (typeof Value === "string" ? [] : [app.target(Value, alarm).id])),
      ),
    ),
  );
  const running = [...app.ofType("AWS::Lambda::Function"), ...app.ofType("AWS::SQS::Queue")];
  expect(running.filter(({ id }) => !watched.has(id)).map(({ id }) => id)).toEqual([]);
});

test("a metric of ours that an alarm watches is one that the code may emit, of this deployment", () => {
  const own = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
  expect(own.length).toBeGreaterThan(10);
  for (const { MetricName, Dimensions = [] } of own) {
    expect(Object.keys(METRICS)).toContain(MetricName);
    expect(Dimensions).toContainEqual({ Name: "service", Value: "apex-bulk" });
  }
});

test("they are few enough to be read", () => {
  expect(alarms.length).toBeLessThanOrEqual(32);
  const urgent = alarms.filter(({ properties }) => properties.AlarmDescription.startsWith("[urgent]"));
  expect(urgent.length).toBeLessThanOrEqual(20);
});
