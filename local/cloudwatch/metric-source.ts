// Where an alarm or a widget gets its values: one metric, or metric math over several, as CloudFormation writes them.
import { type JsonObject, isObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import { parseMath } from "./metric-math.ts";
import type { MetricQuery, MetricReader, Series } from "./metric-store.ts";

export interface MetricSource {
  readonly periodSeconds: number;
  /** All metrics that it reads. */
  readonly queries: readonly MetricQuery[];
  read(store: MetricReader, from: number, to: number): Series;
}

/** `properties`: of AWS::CloudWatch::Alarm, resolved. */
export function readMetricSource(properties: JsonObject, where: string): MetricSource {
  const queries = listAt(properties, "Metrics").filter(isObject);
  if (queries.length === 0) return single(queryOf(properties, properties, where));
  const returning = queries.filter((query) => query["ReturnData"] !== false);
  const [wanted] = returning;
  if (wanted === undefined || returning.length > 1) throw new Error(`${where}: not one query returns data`);
  return sourceOf(wanted, queries, where);
}

/** `queries`: all that expressions may name, each with its `Id`. */
export function sourceOf(wanted: JsonObject, queries: readonly JsonObject[], where: string): MetricSource {
  const stat = wanted["MetricStat"];
  if (isObject(stat)) return single(queryOf(objectAt(stat, "Metric"), stat, where));
  const math = parseMath(textAt(wanted, "Expression") ?? "");
  const parts = new Map(
    [...new Set(math.ids)].map((id): [string, MetricSource] => {
      const query = queries.find((one) => textAt(one, "Id") === id);
      if (query === undefined) throw new Error(`${where}: no metric ${id}`);
      return [id, sourceOf(query, queries, where)];
    }),
  );
  const periods = new Set([...parts.values()].map(({ periodSeconds }) => periodSeconds));
  const [periodSeconds] = periods;
  if (periodSeconds === undefined || periods.size > 1) throw new Error(`${where}: metrics of different periods`);
  return {
    periodSeconds,
    queries: [...parts.values()].flatMap((part) => part.queries),
    read(store, from, to) {
      const series = new Map([...parts].map(([id, part]) => [id, part.read(store, from, to)]));
      const times = new Set([...series.values()].flatMap((one) => [...one.keys()]));
      const values = [...times]
        .sort((a, b) => a - b)
        .map((at): [number, number | undefined] => [at, math.evaluate((id) => series.get(id)?.get(at))]);
      return new Map(values.flatMap(([at, value]) => (value === undefined ? [] : [[at, value] as const])));
    },
  };
}

function single(query: MetricQuery): MetricSource {
  return {
    periodSeconds: query.periodSeconds,
    queries: [query],
    read: (store, from, to) => store.read(query, from, to),
  };
}

/** `how`: the object that has period and statistic, which alarms of one metric keep beside its name. */
function queryOf(metric: JsonObject, how: JsonObject, where: string): MetricQuery {
  const name = textAt(metric, "MetricName");
  const namespace = textAt(metric, "Namespace");
  const periodSeconds = numberAt(how, "Period");
  const statistic = textAt(how, "Stat") ?? textAt(how, "Statistic") ?? textAt(how, "ExtendedStatistic");
  if (name === undefined || namespace === undefined || periodSeconds === undefined || statistic === undefined) {
    throw new Error(`${where}: not a metric with namespace, name, period and statistic`);
  }
  const dimensions = listAt(metric, "Dimensions").filter(isObject);
  return {
    namespace,
    name,
    periodSeconds,
    statistic,
    dimensions: Object.fromEntries(
      dimensions.map((one): [string, string] => [textAt(one, "Name") ?? "", textAt(one, "Value") ?? ""]),
    ),
  };
}
