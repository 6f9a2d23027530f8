// Alarms about files and orders: not read, not started, standing still, waiting for a person, held by a parked message. Gauges
// come from the sync, so they stay while the trouble lasts; SQS's ages start anew with every continuation.
import { Duration } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { maxOf, OwnMetrics, PERIOD, sumOf } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";

/** The sync measures every quarter of an hour. */
const GAUGE_PERIOD = Duration.minutes(15);
/** Reading a file and starting an order take minutes. */
const ENTRANCE_AGE_SECONDS_MAX = 3600;
/** Retries of one message may take an hour; what is older has no consumer. */
const STAGE_AGE_SECONDS_MAX = 2 * 3600;
/** The longest of what a stage does without a change of its order is an hour of retries. */
const STILL_SECONDS_MAX = 3 * 3600;
const PARKED_AGE_SECONDS_MAX = 900;

export function orderAlarms(parts: MonitoredParts): AlarmDefinition[] {
  return [...entranceAlarms(parts), ...standingAlarms(parts), ...parkingAlarms(parts)];
}

function entranceAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  const entrance = [parts.drops, parts.orders];
  return [
    {
      id: "FilesGetNoReceipt",
      severity: "urgent",
      impact: "A file was dropped hours ago and its distributor still has no final receipt.",
      runbook: "a-file-is-not-read",
      metric: own.of("FilesStuck", "Maximum", { period: GAUGE_PERIOD }),
      threshold: 0,
    },
    {
      id: "EntranceStandsStill",
      severity: "urgent",
      impact: "Dropped files have not been read, or accepted orders not started, for an hour.",
      runbook: "a-file-is-not-read",
      metric: maxOf(entrance.map(({ queue }) => ageOf(queue))),
      threshold: ENTRANCE_AGE_SECONDS_MAX,
    },
    {
      id: "EntranceParksMessages",
      severity: "urgent",
      impact: "A file or an order was given up after several attempts and waits in a dead-letter queue.",
      runbook: "messages-are-parked",
      metric: sumOf(entrance.map(({ deadLetterQueue }) => visibleIn(deadLetterQueue))),
      threshold: 0,
    },
  ];
}

function standingAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  const stages = [...parts.stageQueues.values()];
  return [
    {
      id: "StagesStandStill",
      severity: "urgent",
      impact: "A stage's messages have been in its queue for hours: nothing consumes them.",
      runbook: "a-stage-stands-still",
      metric: maxOf(stages.map(({ queue }) => ageOf(queue))),
      threshold: STAGE_AGE_SECONDS_MAX,
    },
    {
      id: "OrdersStandStill",
      severity: "notice",
      impact: "An order has been in one stage for hours without any change.",
      runbook: "a-stage-stands-still",
      metric: own.of("StageOldestSeconds", "Maximum", { period: GAUGE_PERIOD }),
      threshold: STILL_SECONDS_MAX,
    },
    {
      id: "OrdersNeedAPerson",
      severity: "notice",
      impact: "Orders are held: each has a reason and a fix, and waits until a person acts.",
      runbook: "orders-need-a-person",
      metric: own.of("HeldNow", "Maximum", { period: GAUGE_PERIOD }),
      threshold: 0,
    },
    {
      id: "WorkIsPausedLong",
      severity: "notice",
      impact: "An operator has paused something for longer than planned: its orders wait until it is resumed.",
      runbook: "work-is-paused",
      metric: own.of("PauseOldestSeconds", "Maximum", { period: GAUGE_PERIOD }),
      threshold: parts.pauseHours * 3600,
    },
  ];
}

function parkingAlarms(parts: MonitoredParts): AlarmDefinition[] {
  const own = new OwnMetrics(parts.service);
  const stages = [...parts.stageQueues.values()];
  return [
    {
      id: "StagesParkMessages",
      severity: "notice",
      impact: "A stage's message failed too often; its order was held.",
      runbook: "messages-are-parked",
      metric: own.of("DeadLettersAnswered", "Sum"),
      threshold: 0,
    },
    {
      id: "ParkedMessagesHaveNoAnswer",
      severity: "urgent",
      impact: "Parked messages of stages are not answered: their executions wait until their tasks time out.",
      runbook: "messages-are-parked",
      metric: maxOf(stages.map(({ deadLetterQueue }) => ageOf(deadLetterQueue))),
      threshold: PARKED_AGE_SECONDS_MAX,
    },
  ];
}

export function ageOf(queue: IQueue) {
  return queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: "Maximum" });
}

export function visibleIn(queue: IQueue) {
  return queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: "Maximum" });
}
