// The few kinds of widget that the dashboard is made of: headings, figures of the whole time range, charts over time, bars. What a
// widget shows is said by metrics of metric-of.ts only, so that a test can compare each with what is really emitted.
import { Duration } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import {
  GraphWidget,
  GraphWidgetView,
  type IMetric,
  type IWidget,
  LegendPosition,
  SearchExpression,
  SingleValueWidget,
  TextWidget,
  TextWidgetBackground,
} from "aws-cdk-lib/aws-cloudwatch";
import { METRICS, METRICS_NAMESPACE, type MetricName } from "../../../contracts/metrics.ts";
import { PERIOD, type Statistic } from "../metric-of.ts";

/** One row of the dashboard, left to right; 24 columns wide. */
export type Row = readonly IWidget[];

export const COLUMNS = 24;
/** Gauges come from the sync, every quarter of an hour. */
export const GAUGE_PERIOD = Duration.minutes(15);
const CHART_HEIGHT = 6;
const FIGURES_HEIGHT = 3;

export function heading(text: string, more = ""): Row {
  const markdown = more === "" ? `## ${text}` : `## ${text}\n${more}`;
  const height = more === "" ? 1 : 2;
  return [new TextWidget({ markdown, width: COLUMNS, height, background: TextWidgetBackground.TRANSPARENT })];
}

export interface Shown {
  readonly title: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly metrics: readonly IMetric[];
}

/** One number for each metric, over the time range that the dashboard shows: a day, unless somebody chooses another. */
export function totals({ title, width, metrics }: Shown): IWidget {
  return new SingleValueWidget({
    ...{ title, width, height: FIGURES_HEIGHT, metrics: [...metrics] },
    setPeriodToTimeRange: true,
  });
}

/** The latest value of each gauge. */
export function latest({ title, width, metrics }: Shown): IWidget {
  return new SingleValueWidget({ title, width, height: FIGURES_HEIGHT, metrics: [...metrics] });
}

/** `unit`: what the axis counts, for example "seconds". */
export function chart({ title, width, metrics, unit }: Shown & { readonly unit: string }): IWidget {
  return new GraphWidget({
    ...{ title, width, height: CHART_HEIGHT, left: [...metrics], legendPosition: LegendPosition.BOTTOM },
    leftYAxis: { min: 0, label: unit, showUnits: false },
  });
}

/** One bar for each metric, over the whole time range. */
export function bars({ title, width, metrics }: Shown): IWidget {
  return new GraphWidget({
    ...{ title, width, height: CHART_HEIGHT, left: [...metrics], view: GraphWidgetView.BAR },
    ...{ setPeriodToTimeRange: true, legendPosition: LegendPosition.BOTTOM },
    leftYAxis: { min: 0, showUnits: false },
  });
}

export function labeled(metric: Metric, label: string): Metric {
  return metric.with({ label });
}

export interface Spread {
  readonly service: string;
  readonly metric: MetricName;
  /** The dimension whose values are not known beforehand; one of the metric's own sets. */
  readonly by: string;
  readonly statistic: Statistic;
  readonly period?: Duration;
}

/** A line or bar for each value of a dimension that has come up in the time shown: reasons, functions, calls. */
export function eachOf({ service, metric, by, statistic, period = PERIOD }: Spread): SearchExpression {
  const sets: readonly (readonly string[])[] = METRICS[metric].by;
  if (!sets.some((set) => set.join() === by)) throw new Error(`${metric} is not kept by "${by}"`);
  const schema = `{${METRICS_NAMESPACE},${by},service}`;
  return new SearchExpression({
    expression: `SEARCH('${schema} MetricName="${metric}" service="${service}"', '${statistic}')`,
    label: `\${PROP('Dim.${by}')}`,
    period,
  });
}
