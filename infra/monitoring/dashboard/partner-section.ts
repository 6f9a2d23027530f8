// How AT&T fares: calls by outcome, how long they take, what it refuses as too many, our circuit breaker, the share of the rate that
// is used, and the callbacks that it sends.
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { expression, OwnMetrics, PERIOD } from "../metric-of.ts";
import type { MonitoredParts } from "../monitored-parts.ts";
import { chart, eachOf, heading, labeled, type Row, totals } from "./widgets.ts";

export function partnerSection(parts: MonitoredParts): Row[] {
  const { service } = parts;
  const own = new OwnMetrics(service);
  return [
    heading("How does AT&T fare?"),
    [
      totals({
        ...{ title: "Calls to AT&T", width: 12 },
        metrics: [
          labeled(own.of("PartnerAnswered", "Sum"), "answered"),
          labeled(own.of("PartnerFailed", "Sum"), "without a usable answer"),
          labeled(own.of("PartnerThrottled", "Sum"), "refused as too many (429)"),
          labeled(own.of("PartnerUnauthorized", "Sum"), "credentials refused"),
        ],
      }),
      totals({
        ...{ title: "Calls not made, or put off", width: 6 },
        metrics: [
          labeled(own.of("BreakerRefusals", "Sum"), "circuit breaker open"),
          labeled(own.of("RateWaits", "Sum"), "rate used up"),
        ],
      }),
      totals({
        ...{ title: "Callbacks", width: 6 },
        metrics: [
          labeled(own.of("Callbacks", "Sum"), "came"),
          labeled(own.of("CallbacksTaken", "Sum"), "genuine and kept"),
        ],
      }),
    ],
    callCharts(service),
    [
      rateChart(parts),
      chart({
        ...{ title: "Genuine callbacks that met no open wait", width: 8, unit: "callbacks" },
        metrics: [
          eachOf({ service, metric: "CallbacksUnmatched", by: "kind", statistic: "Sum" }),
          eachOf({ service, metric: "CallbacksLate", by: "kind", statistic: "Sum" }),
        ],
      }),
      chart({
        ...{ title: "Longest chain of continuations", width: 8, unit: "messages" },
        metrics: [eachOf({ service, metric: "ContinuationLength", by: "function", statistic: "Maximum" })],
      }),
    ],
  ];
}

function callCharts(service: string): Row {
  const own = new OwnMetrics(service);
  return [
    chart({
      ...{ title: "Calls by outcome", width: 8, unit: "calls" },
      metrics: [eachOf({ service, metric: "PartnerCalls", by: "outcome", statistic: "Sum" })],
    }),
    chart({
      ...{ title: "Time of a call, 19 of 20", width: 8, unit: "milliseconds" },
      metrics: [eachOf({ service, metric: "PartnerMillis", by: "call", statistic: "p95" })],
    }),
    chart({
      ...{ title: "Time of a call, all together", width: 8, unit: "milliseconds" },
      metrics: [
        labeled(own.of("PartnerMillis", "p50"), "half of the calls"),
        labeled(own.of("PartnerMillis", "p95"), "19 of 20"),
        labeled(own.of("PartnerMillis", "Maximum"), "slowest"),
      ],
    }),
  ];
}

/** The rate is each credential's own: with several, all together may use more than 100 percent. */
function rateChart({ service, callsPerSecond }: MonitoredParts) {
  const own = new OwnMetrics(service);
  const calls = {
    answered: own.of("PartnerAnswered", "Sum"),
    failed: own.of("PartnerFailed", "Sum"),
  };
  const isLimited = callsPerSecond > 0;
  const perPeriod = callsPerSecond * PERIOD.toSeconds();
  const used: IMetric = isLimited
    ? expression(`100 * (answered + failed) / ${String(perPeriod)}`, calls, PERIOD, "percent of one credential's rate")
    : expression(`(answered + failed) / ${String(PERIOD.toSeconds())}`, calls, PERIOD, "calls per second");
  return chart({
    title: isLimited ? `Share of the rate used (${String(callsPerSecond)} calls per second)` : "Calls per second",
    width: 8,
    unit: isLimited ? "percent" : "calls per second",
    metrics: [used],
  });
}
