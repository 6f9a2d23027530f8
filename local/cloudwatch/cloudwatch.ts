// CloudWatch of the embedded cloud: metrics from what functions log and what services do, the template's alarms over them, and
// its dashboards, to be looked at.
import type { Clock } from "../clock.ts";
import type { OnCloudEvent } from "../cloud-event.ts";
import type { HttpApi } from "../http-api/http-api.ts";
import type { Guard } from "../iam/guard.ts";
import { arn } from "../identity.ts";
import { parseObject, textAt } from "../json.ts";
import type { ResourceSet } from "../template/read-resources.ts";
import { Alarm } from "./alarm.ts";
import { AlarmBook } from "./alarm-book.ts";
import { Dashboard, type Drawn } from "./dashboard.ts";
import { readEmbeddedMetrics } from "./embedded-metrics.ts";
import { MetricStore } from "./metric-store.ts";
import { type MeasuredQueue, ServiceMetrics } from "./service-metrics.ts";

export interface CloudWatchMeans {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly onEvent: OnCloudEvent;
  readonly queues: () => readonly MeasuredQueue[];
  /** State transitions since the start. */
  readonly transitions: () => number;
}

export interface CloudWatch {
  readonly store: MetricStore;
  readonly services: ServiceMetrics;
  readonly book: AlarmBook;
  /** By name. */
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  /** As things stand now, what came since the last look of the alarms included. */
  draw(dashboard: Dashboard): Drawn;
  /** What a function wrote; lines that are metrics are kept as such. */
  hear(text: string): void;
}

/** Throws where the template has an alarm or a widget that is not understood. */
export function openCloudWatch(resources: ResourceSet, means: CloudWatchMeans): CloudWatch {
  const { clock, onEvent, queues, transitions } = means;
  const store = new MetricStore();
  const services = new ServiceMetrics(store, () => clock.now());
  const alarms = resources
    .ofType("AWS::CloudWatch::Alarm")
    .map(({ ref, properties }) => new Alarm({ name: ref, arn: arn("cloudwatch", `alarm:${ref}`) }, properties));
  const measure = (): void => {
    services.measure(queues());
    services.tellUsage(transitions());
  };
  const book = new AlarmBook(alarms, { ...means, store, measure });
  return {
    store,
    services,
    book,
    draw(dashboard) {
      services.tellUsage(transitions());
      return dashboard.draw(store, book.alarms, clock.now());
    },
    dashboards: new Map(
      resources
        .ofType("AWS::CloudWatch::Dashboard")
        .map(({ ref, properties }) => [ref, new Dashboard(parseObject(textAt(properties, "DashboardBody") ?? "{}"))]),
    ),
    hear(text) {
      for (const line of text.split("\n")) {
        try {
          readEmbeddedMetrics(line, store);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          onEvent({ type: "serviceFailed", service: "cloudwatch", action: "PutLogEvents", message, error });
        }
      }
    },
  };
}

/** Some of what the services report is a metric too. */
export function measuring({ services }: CloudWatch, onEvent: OnCloudEvent): OnCloudEvent {
  return (event) => {
    if (event.type === "executionStatusChanged") {
      // arn:aws:states:region:account:execution:machine:name
      const parts = event.executionArn.split(":").slice(0, 7);
      services.executionChanged(parts.with(5, "stateMachine").join(":"), event);
    }
    if (event.type === "recursionStopped") services.recursionDropped(event.functionName);
    onEvent(event);
  };
}

export function measureApis({ services }: CloudWatch, apis: ReadonlyMap<string, HttpApi>): void {
  for (const [id, api] of apis) {
    api.onAnswered = (status) => {
      services.answered(id, status);
    };
  }
}
