// The embedded CloudWatch by itself: what it reads from log lines, what its metric math and its alarms make of values and gaps,
// and that a topic whose policy does not let it publish stays silent.
import { describe, expect, test } from "vitest";
import { Alarm } from "../../local/cloudwatch/alarm.ts";
import { AlarmBook } from "../../local/cloudwatch/alarm-book.ts";
import { readEmbeddedMetrics } from "../../local/cloudwatch/embedded-metrics.ts";
import { parseMath } from "../../local/cloudwatch/metric-math.ts";
import { MetricStore } from "../../local/cloudwatch/metric-store.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { Guard } from "../../local/iam/guard.ts";
import { readStatement } from "../../local/iam/statement.ts";
import { VirtualClock } from "./virtual-clock.ts";

const MINUTE = 60_000;
const ID = { namespace: "N", name: "m", dimensions: { a: "1" } };

describe("embedded metrics", () => {
  const line = (changes: object = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: MINUTE,
        CloudWatchMetrics: [{ Namespace: "N", Dimensions: [["a"], []], Metrics: [{ Name: "m", Unit: "Count" }] }],
      },
      a: "1",
      m: [1, 2],
      ...changes,
    });

  test("are kept under each set of dimensions", () => {
    const store = new MetricStore();
    expect(readEmbeddedMetrics(line(), store)).toBe(true);
    const sum = { ...ID, statistic: "Sum", periodSeconds: 60 };
    expect([...store.read(sum, 0, 10 * MINUTE)]).toEqual([[MINUTE, 3]]);
    expect([...store.read({ ...sum, dimensions: {} }, 0, 10 * MINUTE)]).toEqual([[MINUTE, 3]]);
  });

  test.each([
    ["a dimension without a value", { a: undefined }],
    ["a metric that is no number", { m: "3" }],
    ["more values than one line may hold", { m: Array.from({ length: 101 }, () => 1) }],
  ])("%s is an error, not a silent loss", (_, changes) => {
    expect(() => readEmbeddedMetrics(line(changes), new MetricStore())).toThrow(/embedded metrics/);
  });

  test("that come late are added to their minute, and its neighbors keep theirs", () => {
    const store = new MetricStore();
    const came = [1, 3, 2, 3, 1, 0].map((minute) => minute * MINUTE);
    for (const at of came) store.put(ID, [1], at);
    const counts = [...store.read({ ...ID, statistic: "SampleCount", periodSeconds: 60 }, 0, 10 * MINUTE)];
    expect(counts.toSorted(([a], [b]) => a - b)).toEqual([
      [0, 1],
      [MINUTE, 2],
      [2 * MINUTE, 1],
      [3 * MINUTE, 2],
    ]);
    const last = store.read({ ...ID, statistic: "Sum", periodSeconds: 60 }, 3 * MINUTE, 4 * MINUTE);
    expect([...last]).toEqual([[3 * MINUTE, 2]]);
  });

  test("other lines are just lines", () => {
    expect(readEmbeddedMetrics('{"level":"INFO","code":"x"}', new MetricStore())).toBe(false);
    expect(readEmbeddedMetrics('a text with "_aws" in it', new MetricStore())).toBe(false);
  });
});

describe("metric math", () => {
  const values: Record<string, number | undefined> = { a: 2, b: 0, none: undefined };
  test.each([
    ["a + 3 * (a - 1)", 5],
    ["IF(a > 0 AND b == 0, 1, 0)", 1],
    ["IF(a == 0 OR b > 0, 1, 0)", 0],
    ["SUM([a, none, 1])", 3],
    ["MAX([a / 4, b])", 0.5],
    ["SUM([none])", undefined],
    ["a + none", undefined],
    ["IF(none > 0, 1, 0)", undefined],
    ["a / b", undefined],
  ])("%s is %s", (text, expected) => {
    expect(parseMath(text).evaluate((id) => values[id])).toBe(expected);
  });

  test.each(["FILL(a, 0)", "a +", "SUM(a)", "a b", "IF(a, 1)", "a ? b"])("%s is refused", (text) => {
    expect(() => parseMath(text)).toThrow(/metric math/);
  });
});

describe("an alarm", () => {
  const properties = (changes: object = {}) => ({
    ...{ Namespace: "N", MetricName: "m", Dimensions: [{ Name: "a", Value: "1" }], Statistic: "Sum", Period: 60 },
    ...{ ComparisonOperator: "GreaterThanThreshold", Threshold: 0, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    ...changes,
  });
  const ONE = { EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  /** One value a minute; undefined: none. */
  const stateAfter = (points: readonly (number | undefined)[], changes?: object): string => {
    const store = new MetricStore();
    const alarm = new Alarm({ name: "x", arn: "arn:x" }, properties(changes));
    points.forEach((value, minute) => {
      if (value !== undefined) store.put(ID, [value], minute * MINUTE);
      alarm.evaluate(store, (minute + 1) * MINUTE);
    });
    return alarm.state;
  };

  test.each([
    ["two of three", [1, 0, 1], {}, "ALARM"],
    ["one of three", [0, 0, 1], {}, "OK"],
    ["what was before the last three", [1, 1, 0, 0, 0], {}, "OK"],
    ["gaps that are no trouble", [1, undefined, undefined], { TreatMissingData: "notBreaching" }, "OK"],
    ["gaps that are the trouble", [0, undefined, undefined], { TreatMissingData: "breaching" }, "ALARM"],
    ["nothing, kept as it was", [1, undefined], { ...ONE, TreatMissingData: "ignore" }, "ALARM"],
    ["nothing, which says nothing", [1, 1, undefined, undefined, undefined], {}, "INSUFFICIENT_DATA"],
  ])("after %s", (_, points, changes, expected) => {
    expect(stateAfter(points, changes)).toBe(expected);
  });

  test.each([
    ["looks back further than CloudWatch allows", { Period: 300, EvaluationPeriods: 300 }],
    ["compares in an unknown way", { ComparisonOperator: "GreaterThanUpperThreshold" }],
    ["has no statistic", { Statistic: undefined }],
  ])("that %s is refused by its name", (_, changes) => {
    expect(() => new Alarm({ name: "x", arn: "arn:x" }, properties(changes))).toThrow(/^x: /);
  });
});

describe("a topic", () => {
  const TOPIC = "arn:aws:sns:us-east-1:000000000000:t";
  const denyPlain = {
    ...{ Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: TOPIC },
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const letCloudWatch = {
    ...{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: TOPIC },
    Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
  };
  const told = (...policy: object[]) => {
    const clock = new VirtualClock();
    const events: CloudEvent[] = [];
    const guard = new Guard((event) => events.push(event));
    for (const statement of policy) guard.resourcePolicies.add(readStatement({ ...statement }));
    const store = new MetricStore();
    const alarm = new Alarm(
      { name: "x", arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:x" },
      {
        ...{ Namespace: "N", MetricName: "m", Dimensions: [{ Name: "a", Value: "1" }], Statistic: "Sum", Period: 60 },
        ...{ ComparisonOperator: "GreaterThanThreshold", Threshold: 0, EvaluationPeriods: 1, AlarmActions: [TOPIC] },
      },
    );
    const book = new AlarmBook([alarm], {
      clock,
      guard,
      store,
      onEvent: (event) => events.push(event),
      measure: () => undefined,
    });
    book.start();
    store.put(ID, [1], clock.now());
    clock.advance(MINUTE);
    book.stop();
    return { notices: book.notices, events };
  };

  test("is told where its policy lets CloudWatch publish", () => {
    expect(told(denyPlain, letCloudWatch).notices).toMatchObject([{ topicArn: TOPIC, alarm: "x", state: "ALARM" }]);
  });

  test("that only denies stays silent, and the denial is told", () => {
    const { notices, events } = told(denyPlain);
    expect(notices).toEqual([]);
    expect(events).toMatchObject([
      { type: "alarmStateChanged", state: "ALARM" },
      { type: "accessDenied", principal: "cloudwatch.amazonaws.com", action: "sns:Publish" },
    ]);
  });
});
