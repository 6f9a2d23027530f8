// What the board shows of the embedded cloud's metrics: calls to AT&T by minute and outcome, the template's alarms and dashboard,
// and what AWS would have billed so far. The same figures as CloudWatch's and `cost`'s.
import type { Measured } from "../board/board-world.ts";
import { METRICS_NAMESPACE, type MetricName } from "../contracts/metrics.ts";
import type { CloudWatch } from "../local/cloudwatch/cloudwatch.ts";
import { billOf } from "../local/meter/bill.ts";
import { type MeterReading, sumOf } from "../local/meter/meter.ts";
import { ONLOOKER } from "./measure-orders.ts";

const CALLS: MetricName = "PartnerCalls";
const MINUTE_MILLIS = 60_000;
const MINUTES_SHOWN = 30;

export interface MeasuredCloud {
  readonly cloudWatch: CloudWatch;
  readonly readMeter: () => MeterReading;
}

/** `since`: when the cloud began; calls of before are another's. */
export function boardMeasures({ cloudWatch, readMeter }: MeasuredCloud, since: Date, now: () => Date): Measured {
  return {
    calls() {
      const until = now().getTime() + MINUTE_MILLIS;
      const byOutcome: Record<string, number> = {};
      const byMinute = new Map<number, number>();
      for (const { outcome, values } of callsByOutcome(cloudWatch, since.getTime(), until)) {
        for (const [at, calls] of values) {
          byOutcome[outcome] = (byOutcome[outcome] ?? 0) + calls;
          byMinute.set(at, (byMinute.get(at) ?? 0) + calls);
        }
      }
      return {
        total: Object.values(byOutcome).reduce((sum, calls) => sum + calls, 0),
        byOutcome,
        minutes: lastMinutes(byMinute, now().getTime()),
      };
    },
    usd() {
      const { byCaller } = readMeter();
      const ours = Object.entries(byCaller).filter(([caller]) => caller !== ONLOOKER);
      return Math.round(billOf(sumOf(ours.map(([, amounts]) => amounts))).total * 1e6) / 1e6;
    },
    dashboard() {
      const [dashboard] = cloudWatch.dashboards.values();
      return dashboard === undefined ? { from: 0, to: 0, widgets: [] } : cloudWatch.draw(dashboard);
    },
    alarms: () =>
      cloudWatch.book.alarms
        .map(({ name, state, description }) => ({ name, state, description }))
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

function callsByOutcome({ store }: CloudWatch, from: number, to: number) {
  return store
    .list()
    .filter(
      ({ namespace, name, dimensions }) => namespace === METRICS_NAMESPACE && name === CALLS && isTotal(dimensions),
    )
    .map((id) => ({
      outcome: id.dimensions["outcome"] ?? "",
      values: store.read({ ...id, statistic: "Sum", periodSeconds: MINUTE_MILLIS / 1000 }, from, to),
    }));
}

/** By outcome alone: the same calls are kept by call too. */
const isTotal = (dimensions: Readonly<Record<string, string>>): boolean =>
  dimensions["outcome"] !== undefined && dimensions["call"] === undefined;

/** Minutes without a call are there too, from the first with one. */
function lastMinutes(calls: ReadonlyMap<number, number>, now: number) {
  const end = now - (now % MINUTE_MILLIS);
  const first = Math.max(Math.min(end, ...calls.keys()), end - (MINUTES_SHOWN - 1) * MINUTE_MILLIS);
  const count = Math.round((end - first) / MINUTE_MILLIS) + 1;
  return Array.from({ length: count }, (_, n) => {
    const at = first + n * MINUTE_MILLIS;
    return { at: new Date(at).toISOString(), calls: calls.get(at) ?? 0 };
  });
}
