// Alarms about what distributors use: the front door.
import type { AlarmDefinition } from "./alarm-definition.ts";
import { PERIOD } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";

/** Client errors in five minutes: expired tokens and typing errors make some, a wrong setting or an attack makes many. */
const REQUESTS_REFUSED_MAX = 50;

export function distributorAlarms(parts: MonitoredParts): AlarmDefinition[] {
  return frontDoorAlarms(parts);
}

function frontDoorAlarms({ frontDoor }: MonitoredParts): AlarmDefinition[] {
  if (frontDoor === undefined) return [];
  const { api } = frontDoor;
  return [
    {
      id: "FrontDoorFails",
      severity: "urgent",
      impact: "Distributors get errors of ours at the front door: they cannot upload files or fetch results.",
      runbook: "the-front-door-fails",
      metric: api.metricServerError({ period: PERIOD, statistic: "Sum" }),
      threshold: 0,
    },
    {
      id: "FrontDoorRefuses",
      severity: "notice",
      impact:
        "Many requests at the front door are refused: a wrong setting, expired tokens, or somebody tries the door.",
      runbook: "the-front-door-refuses",
      metric: api.metricClientError({ period: PERIOD, statistic: "Sum" }),
      threshold: REQUESTS_REFUSED_MAX,
    },
  ];
}
