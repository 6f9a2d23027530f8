// A meter that keeps what it was told, so that tests read it by name.
import type { Meter, MetricName } from "../../contracts/metrics.ts";

export interface Reading {
  readonly metric: MetricName;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

export class RecordingMeter implements Meter {
  readonly readings: Reading[] = [];

  add(metric: MetricName, value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.readings.push({ metric, value, labels });
  }

  /** Values under one name, with their labels as `a=b`. */
  of(metric: MetricName): string[] {
    return this.readings
      .filter((reading) => reading.metric === metric)
      .map(({ value, labels }) =>
        [String(value), ...Object.entries(labels).map(([name, label]) => `${name}=${label}`)].join(" "),
      );
  }
}
