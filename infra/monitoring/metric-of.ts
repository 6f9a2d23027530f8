// Metrics as alarms and the dashboard name them: our own with the deployment's dimension, sums and maxima of several, and the
// few expressions that say what no single metric says.
import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type LabelsOf, METRICS, METRICS_NAMESPACE, type MetricName } from "../../contracts/metrics.ts";

export type Statistic = "Sum" | "Maximum" | "Average" | "p50" | "p95" | "p99";

/** Alarms look at five minutes unless they say otherwise. */
export const PERIOD = Duration.minutes(5);

/** Our own metrics of one deployment. */
export class OwnMetrics {
  readonly #service: string;

  constructor(service: string) {
    this.#service = service;
  }

  /** `labels`: one of the metric's dimension sets; absent: the total. */
  of<M extends MetricName>(
    name: M,
    statistic: Statistic,
    options: { readonly labels?: Partial<LabelsOf<M>>; readonly period?: Duration } = {},
  ): Metric {
    const labels: Readonly<Record<string, string>> = Object.fromEntries(
      Object.entries(options.labels ?? {}).map(([label, value]) => [label, String(value)]),
    );
    const sets: readonly (readonly string[])[] = METRICS[name].by;
    const asked = Object.keys(labels).sort().join();
    if (!sets.some((set) => [...set].sort().join() === asked)) throw new Error(`${name} is not kept by "${asked}"`);
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { service: this.#service, ...labels },
      statistic,
      period: options.period ?? PERIOD,
    });
  }
}

/** CloudWatch takes ten metrics in one alarm. */
export const METRICS_PER_ALARM_MAX = 10;

/** What is missing counts as nothing. */
export function sumOf(metrics: readonly IMetric[], { label }: { readonly label?: string } = {}): IMetric {
  return combined("SUM", metrics, label);
}

export function maxOf(metrics: readonly IMetric[]): IMetric {
  return combined("MAX", metrics);
}

function combined(operator: "SUM" | "MAX", metrics: readonly IMetric[], label?: string): IMetric {
  const [only] = metrics;
  if (metrics.length === 1 && only !== undefined) return only;
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${String(index)}`, metric]));
  return expression(`${operator}([${Object.keys(usingMetrics).join(", ")}])`, usingMetrics, PERIOD, label);
}

export function expression(
  text: string,
  usingMetrics: Readonly<Record<string, IMetric>>,
  period = PERIOD,
  label?: string,
): MathExpression {
  return new MathExpression({ expression: text, usingMetrics, period, ...(label !== undefined && { label }) });
}
