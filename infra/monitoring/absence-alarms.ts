// Alarms about what should have happened and did not: the sync, its nightly certificate, what rules and schedules deliver; and
// our own Ordering API, where the deployment has it. An absence never shows up as an error.
import { Duration } from "aws-cdk-lib";
import { type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { expression, OwnMetrics, PERIOD, sumOf } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";
import { ageOf, visibleIn } from "./order-alarms.ts";

/** A night's run may take an hour; clocks go back once a year. */
const CERTIFICATE_HOURS_MAX = 26;
/** All attempts at a webhook or a mail take half a day at most. */
const NOTICE_AGE_SECONDS_MAX = 86_400;
/** Runs that may be missed before somebody is told. */
const SYNC_RUNS_MISSED = 3;
/** Our own decisions come within seconds of their time. */
const DECISION_AGE_SECONDS_MAX = 900;

export function absenceAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  return [
    {
      id: "SyncIsSilent",
      severity: "urgent",
      impact: "The sync has not finished a run for 45 minutes: lost messages and callbacks are not repaired.",
      runbook: "the-sync-is-silent",
      metric: own.of("SyncRuns", "Sum", { labels: { kind: "quarterHour" }, period: Duration.minutes(15) }),
      threshold: 1,
      periods: SYNC_RUNS_MISSED,
      absence: true,
    },
    {
      id: "NoNightlyCertificate",
      severity: "urgent",
      impact: "Last night's run wrote no certificate: nobody knows whether our books and AT&T's agree.",
      runbook: "no-nightly-certificate",
      metric: own.of("CertificateWritten", "Sum", { period: Duration.hours(1) }),
      threshold: 1,
      periods: CERTIFICATE_HOURS_MAX,
      absence: true,
    },
    {
      id: "SyncFindsBreaks",
      severity: "urgent",
      impact: "The sync found a difference that it could not repair, or failed on an order.",
      runbook: "the-sync-finds-breaks",
      metric: sumOf([own.of("SyncBreaks", "Sum"), own.of("SyncFailures", "Sum")]),
      threshold: 0,
    },
    {
      id: "EventsAreLost",
      severity: "urgent",
      impact:
        "A schedule or a rule could not reach its target, its function failed every time, or a webhook or mail was given up: a run of the sync, a feed, the end of an execution or a distributor's notice was missed.",
      runbook: "events-are-lost",
      metric: sumOf([
        scheduler(parts, "InvocationDroppedCount"),
        scheduler(parts, "InvocationsFailedToBeSentToDeadLetterCount"),
        ...parts.rules.map(failedInvocations),
        visibleIn(parts.undelivered),
        ...parts.notices.map(({ deadLetterQueue }) => visibleIn(deadLetterQueue)),
        ...lateNotices(parts),
      ]),
      threshold: 0,
    },
    ...orderingApiAlarms(parts),
  ];
}

/** 1 while a notice is older than all its attempts together: nobody consumes them. */
function lateNotices({ notices }: MonitoredParts): IMetric[] {
  if (notices.length === 0) return [];
  const ages = Object.fromEntries(notices.map(({ queue }, index) => [`age${String(index)}`, ageOf(queue)]));
  return [expression(`IF(MAX([${Object.keys(ages).join(", ")}]) > ${String(NOTICE_AGE_SECONDS_MAX)}, 1, 0)`, ages)];
}

function failedInvocations({ ruleName }: IRule): Metric {
  return new Metric({
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensionsMap: { RuleName: ruleName },
    period: PERIOD,
    statistic: "Sum",
  });
}

function scheduler({ scheduleGroupName }: MonitoredParts, metricName: string): Metric {
  return new Metric({
    namespace: "AWS/Scheduler",
    metricName,
    dimensionsMap: { ScheduleGroup: scheduleGroupName },
    period: PERIOD,
    statistic: "Sum",
  });
}

function orderingApiAlarms({ orderingApi }: MonitoredParts): AlarmDefinition[] {
  if (orderingApi === undefined) return [];
  const { server, decisions, api } = orderingApi;
  const runbook = "our-ordering-api-fails";
  return [
    {
      id: "OrderingApiFails",
      severity: "notice",
      impact: "Our own Ordering API fails: orders wait, or miss their credit and eSign decisions.",
      runbook,
      metric: sumOf([
        server.metricErrors({ period: PERIOD }),
        server.metricThrottles({ period: PERIOD }),
        api.metricServerError({ period: PERIOD, statistic: "Sum" }),
        visibleIn(decisions.deadLetterQueue),
      ]),
      threshold: 0,
    },
    {
      id: "DecisionsAreLate",
      severity: "notice",
      impact: "Our own Ordering API does not send its credit and eSign decisions.",
      runbook,
      metric: ageOf(decisions.queue),
      threshold: DECISION_AGE_SECONDS_MAX,
    },
  ];
}
