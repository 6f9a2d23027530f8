// Everything that tells people how the deployment fares: its alarms, in the order in which one reads them, its dashboard, and saved
// questions to its log.
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { absenceAlarms } from "./absence-alarms.ts";
import { type AlarmDefinition, makeAlarm } from "./alarm-definition.ts";
import { makeDashboard } from "./dashboard/dashboard.ts";
import { doorAlarms } from "./door-alarms.ts";
import { functionAlarms } from "./function-alarms.ts";
import type { MonitoredParts } from "./monitored-parts.ts";
import { orderAlarms } from "./order-alarms.ts";
import { partnerAlarms } from "./partner-alarms.ts";
import { SavedQueries } from "./saved-queries.ts";

export function alarmDefinitions(parts: MonitoredParts): AlarmDefinition[] {
  return [
    ...orderAlarms(parts),
    ...partnerAlarms(parts),
    ...functionAlarms(parts),
    ...absenceAlarms(parts),
    ...doorAlarms(parts),
  ];
}

export class Monitoring extends Construct {
  readonly alarms: ReadonlyMap<string, Alarm>;

  constructor(scope: Construct, id: string, parts: MonitoredParts) {
    super(scope, id);
    const definitions = alarmDefinitions(parts);
    this.alarms = new Map(definitions.map((definition) => [definition.id, makeAlarm(this, parts, definition)]));
    new SavedQueries(this, "Queries", parts);
    makeDashboard(this, parts, { definitions, alarms: this.alarms });
  }
}
