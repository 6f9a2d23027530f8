// One alarm: what it watches, and its state after the latest complete periods. Evaluated as CloudWatch does: M of N periods
// beyond the threshold, periods without data as the template says.
import { type JsonObject, listAt, numberAt, textAt } from "../json.ts";
import { type MetricSource, readMetricSource } from "./metric-source.ts";
import type { MetricStore } from "./metric-store.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
type Compare = (value: number, threshold: number) => boolean;

const COMPARE: Readonly<Record<string, Compare>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
const MISSING = ["breaching", "notBreaching", "ignore", "missing"] as const;
/** PutMetricAlarm: a day, or a week where a period is an hour or more. */
const RANGE_SECONDS_MAX = { short: 86_400, long: 7 * 86_400 } as const;

export class Alarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly source: MetricSource;
  readonly actions: Readonly<Record<"ALARM" | "OK" | "INSUFFICIENT_DATA", readonly string[]>>;
  readonly threshold: number;
  readonly #compare: Compare;
  readonly #periods: number;
  readonly #breachesMin: number;
  readonly #missing: (typeof MISSING)[number];
  #state: AlarmState = "INSUFFICIENT_DATA";
  #evaluatedTo = 0;

  /** `properties`: of AWS::CloudWatch::Alarm, resolved. */
  constructor(identity: { readonly name: string; readonly arn: string }, properties: JsonObject) {
    const { name, arn } = identity;
    this.name = name;
    this.arn = arn;
    this.description = textAt(properties, "AlarmDescription") ?? "";
    this.source = readMetricSource(properties, name);
    this.threshold = numberAt(properties, "Threshold") ?? 0;
    const operator = textAt(properties, "ComparisonOperator") ?? "";
    const compare = COMPARE[operator];
    if (compare === undefined) throw new Error(`${name}: comparison ${operator} is not supported`);
    this.#compare = compare;
    this.#periods = numberAt(properties, "EvaluationPeriods") ?? 1;
    this.#breachesMin = numberAt(properties, "DatapointsToAlarm") ?? this.#periods;
    const treatment = textAt(properties, "TreatMissingData") ?? "missing";
    const missing = MISSING.find((one) => one === treatment);
    if (missing === undefined) throw new Error(`${name}: TreatMissingData ${treatment} is not supported`);
    this.#missing = missing;
    this.actions = {
      ALARM: texts(listAt(properties, "AlarmActions")),
      OK: texts(listAt(properties, "OKActions")),
      INSUFFICIENT_DATA: texts(listAt(properties, "InsufficientDataActions")),
    };
    this.#checkRange();
  }

  get state(): AlarmState {
    return this.#state;
  }

  /** Values and threshold crossings of the periods that ended at or before `now`; the new state, where it is another. */
  evaluate(store: MetricStore, now: number): AlarmState | undefined {
    const period = this.source.periodSeconds * 1000;
    const end = now - (now % period);
    // Complete periods do not change any more.
    if (end === this.#evaluatedTo) return undefined;
    this.#evaluatedTo = end;
    const series = this.source.read(store, end - this.#periods * period, end);
    const points = Array.from({ length: this.#periods }, (_, n) => series.get(end - (n + 1) * period));
    const state = this.#stateOf(points);
    if (state === this.#state) return undefined;
    this.#state = state;
    return state;
  }

  #stateOf(points: readonly (number | undefined)[]): AlarmState {
    const isEmpty = points.every((value) => value === undefined);
    if (isEmpty && this.#missing === "missing") return "INSUFFICIENT_DATA";
    if (isEmpty && this.#missing === "ignore") return this.#state;
    const breaches = points.filter((value) =>
      value === undefined ? this.#missing === "breaching" : this.#compare(value, this.threshold),
    );
    return breaches.length >= this.#breachesMin ? "ALARM" : "OK";
  }

  #checkRange(): void {
    const { periodSeconds } = this.source;
    const seconds = this.#periods * periodSeconds;
    const max = periodSeconds >= 3600 ? RANGE_SECONDS_MAX.long : RANGE_SECONDS_MAX.short;
    if (seconds > max) throw new Error(`${this.name}: looks back ${String(seconds)} s, more than CloudWatch allows`);
  }
}

const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === "string");
