// CloudWatch's embedded metric format: a log line of a function that says which of its fields are metrics. Read as CloudWatch
// reads it; a line that is no such thing is just a log line.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
import { type JsonObject, isObject, listAt, numberAt, textAt } from "../json.ts";
import type { MetricStore } from "./metric-store.ts";

/** CloudWatch takes no more of each. */
const VALUES_MAX = 100;
const METRICS_MAX = 100;
const DIMENSIONS_MAX = 30;

/** True: the line was metrics. Throws where it claims to be and breaks the format, which CloudWatch would drop in silence. */
export function readEmbeddedMetrics(line: string, store: MetricStore): boolean {
  if (!line.startsWith("{") || !line.includes('"_aws"')) return false;
  const document: unknown = JSON.parse(line);
  if (!isObject(document) || !isObject(document["_aws"])) return false;
  const at = numberAt(document["_aws"], "Timestamp");
  if (at === undefined) throw new Error("embedded metrics without a timestamp");
  for (const directive of listAt(document["_aws"], "CloudWatchMetrics").filter(isObject)) {
    readDirective(document, directive, at, store);
  }
  return true;
}

function readDirective(document: JsonObject, directive: JsonObject, at: number, store: MetricStore): void {
  const namespace = textAt(directive, "Namespace") ?? "";
  const metrics = listAt(directive, "Metrics").filter(isObject);
  if (metrics.length > METRICS_MAX) throw new Error(`embedded metrics: ${String(metrics.length)} in one line`);
  const sets = listAt(directive, "Dimensions").map((names) => dimensionsOf(document, names));
  for (const metric of metrics) {
    const name = textAt(metric, "Name") ?? "";
    const values = valuesOf(document[name], name);
    for (const dimensions of sets) store.put({ namespace, name, dimensions }, values, at);
  }
}

function dimensionsOf(document: JsonObject, names: unknown): Record<string, string> {
  if (!Array.isArray(names) || names.length > DIMENSIONS_MAX) throw new Error("embedded metrics: bad dimensions");
  return Object.fromEntries(
    names.map((name): [string, string] => {
      const value = document[String(name)];
      if (typeof value !== "string" || value === "") throw new Error(`embedded metrics: no value of ${String(name)}`);
      return [String(name), value];
    }),
  );
}

function valuesOf(value: unknown, name: string): number[] {
  const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "number");
  if (values.length === 0 || values.length > VALUES_MAX) throw new Error(`embedded metrics: bad values of ${name}`);
  return values;
}
