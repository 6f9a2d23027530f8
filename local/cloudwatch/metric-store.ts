// Metrics as CloudWatch keeps them: values of a namespace, a name and a set of dimensions, put together by the minute, and
// read back by statistic and period. What is older than an alarm can look back is forgotten.

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface Minute {
  readonly at: number;
  readonly values: number[];
}

export interface MetricQuery extends MetricId {
  /** Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as p95. */
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** Value by the start of its period, milliseconds; periods without values are not there. */
export type Series = ReadonlyMap<number, number>;

export interface MetricReader {
  /** From the period that `from` lies in up to, not including, the one that begins at `to`. */
  read(query: MetricQuery, from: number, to: number): Series;
}

const MINUTE_MILLIS = 60_000;
/** An alarm looks back a week at most (PutMetricAlarm, EvaluationPeriods). */
const KEPT_MILLIS = 8 * 24 * 3_600_000;

export class MetricStore implements MetricReader {
  /** Each one's minutes in the order of time. */
  readonly #series = new Map<string, { readonly id: MetricId; readonly minutes: Minute[] }>();

  /** `at`: milliseconds since 1970. */
  put(id: MetricId, values: readonly number[], at: number): void {
    const key = keyOf(id);
    const series = this.#series.get(key) ?? { id, minutes: [] };
    this.#series.set(key, series);
    const minute = at - (at % MINUTE_MILLIS);
    // Values come nearly in the order of time: the place of a minute is at the end, or close to it.
    const before = series.minutes.findLastIndex((one) => one.at <= minute);
    const known = series.minutes[before];
    if (known?.at === minute) known.values.push(...values);
    else series.minutes.splice(before + 1, 0, { at: minute, values: [...values] });
    while ((series.minutes[0]?.at ?? minute) < minute - KEPT_MILLIS) series.minutes.shift();
  }

  /** Every metric that has had a value. */
  list(): readonly MetricId[] {
    return [...this.#series.values()].map(({ id }) => id);
  }

  read(query: MetricQuery, from: number, to: number): Series {
    const period = query.periodSeconds * 1000;
    const byPeriod = new Map<number, number[]>();
    const minutes = this.#series.get(keyOf(query))?.minutes ?? [];
    // From the newest: alarms look at the last few of a week's minutes.
    for (let index = minutes.length - 1; index >= 0; index -= 1) {
      const { at, values } = minutes[index] ?? { at: 0, values: [] };
      const start = at - (at % period);
      if (start < from - (from % period)) break;
      if (start >= to) continue;
      const together = byPeriod.get(start);
      if (together === undefined) byPeriod.set(start, [...values]);
      else together.push(...values);
    }
    return new Map([...byPeriod].map(([start, values]) => [start, statisticOf(query.statistic, values)]));
  }

  /** Undefined: nothing came in this time. */
  readWhole(query: MetricQuery, from: number, to: number): number | undefined {
    const minutes = this.#series.get(keyOf(query))?.minutes ?? [];
    const values = minutes.filter(({ at }) => at >= from && at < to).flatMap((minute) => minute.values);
    return values.length === 0 ? undefined : statisticOf(query.statistic, values);
  }
}

/** One value for all that lies between `from` and `to`, as a widget has it that sets its period to its time range. */
export function wholeRange(store: MetricStore): MetricReader {
  return {
    read(query, from, to) {
      const value = store.readWhole(query, from, to);
      return new Map(value === undefined ? [] : [[from, value]]);
    },
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

function statisticOf(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const percentile = /^p(\d+(?:\.\d+)?)$/i.exec(statistic)?.[1];
  if (percentile !== undefined) return percentileOf(values, Number(percentile));
  switch (statistic) {
    case "Sum":
      return sum;
    case "Average":
      return sum / values.length;
    case "Minimum":
      return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    case "Maximum":
      return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    case "SampleCount":
      return values.length;
    default:
      throw new Error(`CloudWatch statistic ${statistic} is not supported`);
  }
}

/** The nearest value; CloudWatch interpolates, which makes no difference to an alarm. */
function percentileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
