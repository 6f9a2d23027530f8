// Metrics of a function as Powertools writes them: log lines in CloudWatch's embedded metric format, with all values
// of an invocation. Nothing is sent anywhere; CloudWatch reads them from the log.
import { Console } from "node:console";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { type Meter, METRICS, METRICS_NAMESPACE, type MetricName } from "../../contracts/metrics.ts";
import { joinMetricLines, type MetricLine } from "./metric-lines.ts";

/** Powertools warns on the console of things that are no fault here, such as an overwritten dimension. */
const QUIET = { ...console, warn: () => undefined };

/** Metrics with the same dimension values. */
class MetricSet extends Metrics {
  /** What came together since the last time; nothing where metrics are turned off. */
  take(): readonly MetricLine[] {
    if (!this.hasStoredMetrics()) return [];
    const line = this.serializeMetrics();
    this.clearMetrics();
    return this.isDisabled() ? [] : [line];
  }
}

/** Not the global one: Lambda's runtime puts a frame around its lines, in which CloudWatch would find no metrics. */
const log = new Console(process.stdout, process.stderr);

export interface PublishedMeter extends Meter {
  /** Writes what came together since the last time; the end of an invocation. */
  publish(): void;
}

export class PowertoolsMeter implements PublishedMeter {
  readonly #service: string;
  readonly #write: (line: string) => void;
  /** By dimension values; as many as there are combinations, which contracts/metrics.ts keeps few. */
  readonly #bySet = new Map<string, MetricSet>();

  /** `service`: the deployment, the dimension that all its metrics have. */
  constructor(
    service: string,
    write = (line: string): void => {
      log.log(line);
    },
  ) {
    this.#service = service;
    this.#write = write;
  }

  add(metric: MetricName, value: number, labels: Readonly<Record<string, string>> = {}): void {
    const { unit, by } = METRICS[metric];
    for (const names of by) {
      const own = Object.fromEntries(names.map((name) => [name, labels[name] ?? "none"]));
      this.#of(own).addMetric(metric, unit, value);
    }
  }

  publish(): void {
    const lines = [...this.#bySet.values()].flatMap((set) => set.take());
    for (const line of joinMetricLines(lines)) this.#write(JSON.stringify(line));
  }

  #of(labels: Readonly<Record<string, string>>): MetricSet {
    const key = JSON.stringify(labels);
    const known = this.#bySet.get(key);
    if (known !== undefined) return known;
    // As default dimensions they outlive the publishing that Powertools does by itself after 100 values.
    const metrics = new MetricSet({
      namespace: METRICS_NAMESPACE,
      serviceName: this.#service,
      defaultDimensions: labels,
      logger: QUIET,
    });
    this.#bySet.set(key, metrics);
    return metrics;
  }
}
