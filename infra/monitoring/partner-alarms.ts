// Alarms about AT&T: out of reach, slowing us down, refusing our credentials, and silent where it should call back.
import { Duration } from "aws-cdk-lib";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { expression, OwnMetrics, sumOf } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";

/** Of the calls that AT&T answers, in percent: more means that the rate is set too high, or shared with somebody. */
const THROTTLED_PERCENT_MAX = 5;
const HOUR = Duration.hours(1);

export function partnerAlarms(parts: MonitoredParts): AlarmDefinition[] {
  return [...callAlarms(parts), ...callbackAlarms(parts)];
}

function callAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  const calls = {
    failed: own.of("PartnerFailed", "Sum"),
    answered: own.of("PartnerAnswered", "Sum"),
    throttled: own.of("PartnerThrottled", "Sum"),
  };
  return [
    {
      id: "PartnerOutOfReach",
      severity: "urgent",
      impact: "AT&T has answered no call for ten minutes; orders wait, and continue by themselves once it answers.",
      runbook: "att-is-out-of-reach",
      metric: expression("IF(failed > 0 AND answered == 0, 1, 0)", {
        failed: calls.failed,
        answered: calls.answered,
      }),
      threshold: 0,
      periods: 2,
    },
    {
      id: "PartnerRefusesCredentials",
      severity: "urgent",
      impact: "AT&T refuses our credentials; the orders that need them are held.",
      runbook: "att-refuses-our-credentials",
      metric: own.of("PartnerUnauthorized", "Sum"),
      threshold: 0,
    },
    {
      id: "PartnerSlowsUsDown",
      severity: "notice",
      impact: "AT&T answers more than one call in twenty with 429 (too many requests); orders take longer.",
      runbook: "att-slows-us-down",
      metric: expression("IF(answered > 0, 100 * throttled / answered, 0)", {
        answered: calls.answered,
        throttled: calls.throttled,
      }),
      threshold: THROTTLED_PERCENT_MAX,
      periods: 3,
    },
  ];
}

function callbackAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  return [
    {
      id: "CallbacksAreSilent",
      severity: "notice",
      impact: "Orders wait for credit or signature decisions, and no callback has come for a long time.",
      runbook: "callbacks-are-silent",
      metric: expression(
        "IF(credit + esign > 0 AND taken == 0, 1, 0)",
        {
          credit: own.of("WaitsOpen", "Maximum", { labels: { kind: "credit" }, period: HOUR }),
          esign: own.of("WaitsOpen", "Maximum", { labels: { kind: "esign" }, period: HOUR }),
          taken: own.of("CallbacksTaken", "Sum", { period: HOUR }),
        },
        HOUR,
      ),
      threshold: 0,
      periods: parts.callbackSilenceHours,
    },
    {
      id: "CallbacksFail",
      severity: "urgent",
      impact:
        "Credit and eSign decisions are answered with our own errors; they are lost unless AT&T sends them again.",
      runbook: "callbacks-are-not-taken-in",
      metric: sumOf([parts.callbackApi.metricServerError({ period: Duration.minutes(5), statistic: "Sum" })]),
      threshold: 0,
    },
  ];
}
