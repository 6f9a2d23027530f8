// Metrics of a function as Powertools writes them: log lines in CloudWatch's embedded metric format, one for each set of
// dimension values of an invocation, with all its values. Nothing is sent anywhere; CloudWatch reads them from the log.
import { Metrics } from "@aws-lambda-powertools/metrics";
import { type Meter, METRICS, METRICS_NAMESPACE, type MetricName } from "../../contracts/metrics.ts";

/** Powertools warns on the console of things that are no fault here, such as an overwritten dimension. */
const QUIET = { ...console, warn: () => undefined };

export interface PublishedMeter extends Meter {
  /** Writes what came together since the last time; the end of an invocation. */
  publish(): void;
}

export class PowertoolsMeter implements PublishedMeter {
  readonly #service: string;
  /** By dimension values; as many as there are combinations, which contracts/metrics.ts keeps few. */
  readonly #bySet = new Map<string, Metrics>();

  /** `service`: the deployment, the dimension that all its metrics have. */
  constructor(service: string) {
    this.#service = service;
  }

  add(metric: MetricName, value: number, labels: Readonly<Record<string, string>> = {}): void {
    const { unit, by } = METRICS[metric];
    for (const names of by) {
      const own = Object.fromEntries(names.map((name) => [name, labels[name] ?? "none"]));
      this.#of(own).addMetric(metric, unit, value);
    }
  }

  publish(): void {
    for (const metrics of this.#bySet.values()) if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }

  #of(labels: Readonly<Record<string, string>>): Metrics {
    const key = JSON.stringify(labels);
    const known = this.#bySet.get(key);
    if (known !== undefined) return known;
    // As default dimensions they outlive the publishing that Powertools does by itself after 100 values.
    const metrics = new Metrics({
      namespace: METRICS_NAMESPACE,
      serviceName: this.#service,
      defaultDimensions: labels,
      logger: QUIET,
    });
    this.#bySet.set(key, metrics);
    return metrics;
  }
}
