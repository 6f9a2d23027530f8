// The deployment's dashboard, read from the top: is anything wrong, what came in, where is everything, what waits, what failed, how
// AT&T fares, queues, functions, cost. The board of the command line draws the same definition (docs/board.md).
import { Duration } from "aws-cdk-lib";
import { type Alarm, Dashboard, PeriodOverride } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { AlarmDefinition } from "../alarm-definition.ts";
import type { MonitoredParts } from "../monitored-parts.ts";
import { failureSection, funnelSection, intakeSection, waitSection } from "./order-sections.ts";
import { partnerSection } from "./partner-section.ts";
import { costSection, functionSection, queueSection } from "./service-sections.ts";
import { troubleSection } from "./trouble-section.ts";

export interface WatchedAlarms {
  readonly definitions: readonly AlarmDefinition[];
  readonly alarms: ReadonlyMap<string, Alarm>;
}

export function makeDashboard(scope: Construct, parts: MonitoredParts, watched: WatchedAlarms): Dashboard {
  const rows = [
    ...troubleSection(watched.definitions, watched.alarms),
    ...intakeSection(parts),
    ...funnelSection(parts),
    ...waitSection(parts),
    ...failureSection(parts),
    ...partnerSection(parts),
    ...queueSection(parts),
    ...functionSection(parts),
    ...costSection(parts),
  ];
  return new Dashboard(scope, "Dashboard", {
    dashboardName: parts.service,
    defaultInterval: Duration.days(1),
    // A gauge of a quarter of an hour stays one, however long a time is shown.
    periodOverride: PeriodOverride.INHERIT,
    widgets: rows.map((row) => [...row]),
  });
}
