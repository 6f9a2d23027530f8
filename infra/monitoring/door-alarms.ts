// Alarms about the doors of the system: the callback address and the front door.
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmDefinition } from "./alarm-definition.ts";
import { expression, PERIOD } from "./metric-of.ts";
import type { MonitoredParts } from "./monitored-parts.ts";

/** Client errors at the callback address in five minutes: scanners make a few, a wrong secret makes all. */
const CALLBACKS_REFUSED_MAX = 20;
/** At the front door: expired tokens and typing errors make some, a wrong setting or an attack makes many. */
const REQUESTS_REFUSED_MAX = 50;

export function doorAlarms({ callbackApi, frontDoor }: MonitoredParts): AlarmDefinition[] {
  const refused: AlarmDefinition = {
    id: "RequestsAreRefused",
    severity: "notice",
    impact:
      "Many callbacks or distributors' requests are refused: a wrong secret or setting, or somebody is probing the front door.",
    runbook: "requests-are-refused",
    metric: mostRefused([
      [callbackApi, CALLBACKS_REFUSED_MAX],
      ...(frontDoor === undefined ? [] : [[frontDoor.api, REQUESTS_REFUSED_MAX] as const]),
    ]),
    threshold: 1,
  };
  if (frontDoor === undefined) return [refused];
  return [
    refused,
    {
      id: "FrontDoorFails",
      severity: "urgent",
      impact: "Distributors get our own errors at the front door: they cannot upload files or fetch results.",
      runbook: "the-front-door-fails",
      metric: frontDoor.api.metricServerError({ period: PERIOD, statistic: "Sum" }),
      threshold: 0,
    },
  ];
}

/** The door with the most client errors, as a share of what it may have. */
function mostRefused(doors: readonly (readonly [api: HttpApi, allowed: number])[]): IMetric {
  const usingMetrics = Object.fromEntries(
    doors.map(([api], index) => [`m${String(index)}`, api.metricClientError({ period: PERIOD, statistic: "Sum" })]),
  );
  const shares = doors.map(([, allowed], index) => `m${String(index)} / ${String(allowed)}`);
  return expression(`MAX([${shares.join(", ")}])`, usingMetrics);
}
