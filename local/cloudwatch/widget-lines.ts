// The lines of one metric widget, as a dashboard's body writes them: metrics with their options, metric math over them, and SEARCH,
// which is a line for each metric that has had a value. Anything else is refused by name when the dashboard is read.
import { type JsonObject, isObject, listAt, numberAt, textAt } from "../json.ts";
import { sourceOf } from "./metric-source.ts";
import type { MetricId, MetricReader, MetricStore, Series } from "./metric-store.ts";

export interface Line {
  readonly label: string;
  readonly values: Series;
}

export interface WidgetLines {
  /** Every metric that is named, searches excepted. */
  readonly metrics: readonly MetricId[];
  readonly searches: readonly Search[];
  /** `store` says what there is; `reader` what it is worth. */
  read(store: MetricStore, reader: MetricReader, from: number, to: number): Line[];
}

export interface Search {
  readonly namespace: string;
  readonly name: string;
  /** Names of all dimensions of a metric that is found. */
  readonly dimensions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly statistic: string;
}

type ReadLines = WidgetLines["read"];

/** CloudWatch's own, where a widget says none. */
const PERIOD_SECONDS = 300;
const SEARCH = /^SEARCH\('\{([^}]+)\} MetricName="([^"]+)"((?: \w+="[^"]*")*)', '(\w+)'\)$/;
/** `${PROP('Dim.reason')}`: the value of that dimension. */
const DIMENSION_IN_LABEL = /\$\{PROP\('Dim\.(\w+)'\)\}/g;

/** `properties`: of a metric widget; `where` names it in errors. */
export function widgetLines(properties: JsonObject, where: string): WidgetLines {
  const rows = listAt(properties, "metrics").map((row) => queryOf(row, properties, where));
  const metrics: MetricId[] = [];
  const searches: Search[] = [];
  const reads: ReadLines[] = [];
  for (const row of rows.filter(({ Visible }) => Visible !== false)) {
    const expression = textAt(row, "Expression");
    const label = textAt(row, "Label") ?? "";
    if (expression?.startsWith("SEARCH") === true) {
      const search = searchOf(expression, where);
      searches.push(search);
      reads.push(readSearch(search, label, numberAt(row, "Period") ?? PERIOD_SECONDS));
      continue;
    }
    const source = sourceOf(row, rows, where);
    metrics.push(...source.queries);
    reads.push((_store, reader, from, to) => [{ label, values: source.read(reader, from, to) }]);
  }
  return {
    metrics,
    searches,
    read: (store, reader, from, to) => reads.flatMap((read) => read(store, reader, from, to)),
  };
}

/** As CloudFormation writes metrics of an alarm, so that both are read by the same code. */
function queryOf(row: unknown, widget: JsonObject, where: string): JsonObject {
  if (!Array.isArray(row)) throw new Error(`${where}: a metric that is not a list`);
  const parts: readonly unknown[] = row;
  const last = parts.at(-1);
  const options = isObject(last) ? last : {};
  const names = parts.filter((part) => typeof part === "string");
  const common = {
    Id: textAt(options, "id") ?? "",
    Label: textAt(options, "label") ?? names[1] ?? "",
    Visible: options["visible"] !== false,
    Period: numberAt(options, "period") ?? numberAt(widget, "period") ?? PERIOD_SECONDS,
  };
  const expression = textAt(options, "expression");
  if (expression !== undefined) return { ...common, Expression: expression };
  const [namespace, name, ...dimensions] = names;
  if (namespace === undefined || name === undefined || dimensions.length % 2 !== 0 || names.includes(".")) {
    throw new Error(`${where}: not a metric with namespace, name and dimensions`);
  }
  const stat = textAt(options, "stat") ?? textAt(widget, "stat") ?? "Average";
  return {
    ...common,
    MetricStat: { Metric: metricOf(namespace, name, dimensions), Stat: stat, Period: common.Period },
  };
}

function metricOf(Namespace: string, MetricName: string, parts: readonly string[]): JsonObject {
  const Dimensions = parts.flatMap((Name, n) => (n % 2 === 0 ? [{ Name, Value: parts[n + 1] ?? "" }] : []));
  return { Namespace, MetricName, Dimensions };
}

function searchOf(expression: string, where: string): Search {
  const [, schema = "", name = "", terms = "", statistic = ""] = SEARCH.exec(expression) ?? [];
  const [namespace = "", ...dimensions] = schema.split(",");
  if (namespace === "") throw new Error(`${where}: this search is not supported: ${expression}`);
  const values = Object.fromEntries(
    [...terms.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  return { namespace, name, dimensions, values, statistic };
}

function readSearch(search: Search, label: string, periodSeconds: number): ReadLines {
  return (store, reader, from, to) =>
    store
      .list()
      .filter((id) => isFound(id, search))
      .map((id) => ({
        label: label.replaceAll(DIMENSION_IN_LABEL, (_, name: string) => id.dimensions[name] ?? ""),
        values: reader.read({ ...id, statistic: search.statistic, periodSeconds }, from, to),
      }))
      .filter(({ values }) => values.size > 0)
      .sort((one, other) => (one.label < other.label ? -1 : 1));
}

function isFound(id: MetricId, { namespace, name, dimensions, values }: Search): boolean {
  const names = Object.keys(id.dimensions);
  return (
    id.namespace === namespace &&
    id.name === name &&
    names.length === dimensions.length &&
    names.every((one) => dimensions.includes(one)) &&
    Object.entries(values).every(([key, value]) => id.dimensions[key] === value)
  );
}
