// What CloudWatch reads of joined lines is what it reads of them one by one: held by reading both with the embedded CloudWatch.
import { describe, expect, it } from "vitest";
import { joinMetricLines, type MetricLine } from "../../../adapters/runtime/metric-lines.ts";
import { readEmbeddedMetrics } from "../../../local/cloudwatch/embedded-metrics.ts";

const line = (labels: Record<string, string>, values: Record<string, number | number[]>): MetricLine => ({
  _aws: {
    Timestamp: 1_000,
    CloudWatchMetrics: [
      {
        Namespace: "ApexBulk",
        Dimensions: [["service", ...Object.keys(labels)]],
        Metrics: Object.keys(values).map((Name) => ({ Name, Unit: "Count" })),
      },
    ],
  },
  service: "apex-bulk",
  ...labels,
  ...values,
});

/** Each value as CloudWatch keeps it, in an order of its own. */
function readings(lines: readonly MetricLine[]): string[] {
  const read: string[] = [];
  const store = {
    put: (key: object, values: number[], at: number) => void read.push(JSON.stringify([key, values, at])),
  };
  for (const one of lines) readEmbeddedMetrics(JSON.stringify(one), store as never);
  return read.sort();
}

const STAGE = line({ stage: "quote" }, { OrdersEntered: 1, SitesEntered: 2 });
const LEFT = line({ stage: "quote", outcome: "done" }, { OrdersLeft: 1 });
const TOTAL = line({}, { PartnerMillis: [941, 812], PartnerFailed: [0, 0] });
const ONE_CALL = line({ call: "createQuote" }, { PartnerMillis: 941 });
const OTHER_CALL = line({ call: "getQuote" }, { PartnerMillis: 812 });
const CALLS = line({ outcome: "answered" }, { PartnerCalls: [1, 1] });
const ALL = [STAGE, LEFT, TOTAL, ONE_CALL, OTHER_CALL, CALLS];

describe("lines of metrics", () => {
  it("are joined where no field has two values, and read as before", () => {
    const joined = joinMetricLines(ALL);
    expect(joined).toHaveLength(3);
    expect(readings(joined)).toEqual(readings(ALL));
    expect(readings(joined)).toHaveLength(8);
  });

  it("name a metric once that has the same values by several dimensions", () => {
    const joined = joinMetricLines([line({}, { Callbacks: 1 }), line({ kind: "credit" }, { Callbacks: 1 })]);
    expect(joined.map((one) => one._aws.CloudWatchMetrics)).toMatchObject([
      [{ Dimensions: [["service"], ["service", "kind"]], Metrics: [{ Name: "Callbacks" }] }],
    ]);
  });

  it.each([
    ["values of a metric", line({}, { Callbacks: 1 }), line({ kind: "credit" }, { Callbacks: [1, 1] })],
    [
      "values of a dimension",
      line({ kind: "credit" }, { WaitsOpened: 1 }),
      line({ kind: "esign" }, { WaitsClosed: 1 }),
    ],
  ])("stay apart where %s differ", (_what, one, other) => {
    expect(joinMetricLines([one, other])).toEqual([one, other]);
  });

  it("are joined whatever their order", () => {
    expect(readings(joinMetricLines(ALL.toReversed()))).toEqual(readings(ALL));
  });
});
