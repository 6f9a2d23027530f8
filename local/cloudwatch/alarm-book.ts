// All alarms of a template: looks at each once a minute, and tells the topics of its actions when its state changes, where their
// policies let CloudWatch do so. Keeps what was told; nobody is mailed by a laptop.
import type { Clock } from "../clock.ts";
import type { OnCloudEvent } from "../cloud-event.ts";
import type { Guard } from "../iam/guard.ts";
import { ACCOUNT_ID } from "../identity.ts";
import { ServiceError } from "../service-error.ts";
import type { Alarm, AlarmState } from "./alarm.ts";
import type { MetricStore } from "./metric-store.ts";

export interface AlarmNotice {
  readonly at: number;
  readonly topicArn: string;
  readonly alarm: string;
  readonly state: AlarmState;
  readonly description: string;
}

export interface AlarmMeans {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly store: MetricStore;
  readonly onEvent: OnCloudEvent;
  /** Called before each look: gauges of services are taken then. */
  readonly measure: () => void;
}

const LOOK_MILLIS = 60_000;

export class AlarmBook {
  readonly alarms: readonly Alarm[];
  readonly #means: AlarmMeans;
  readonly #notices: AlarmNotice[] = [];
  #cancel: (() => void) | undefined;

  constructor(alarms: readonly Alarm[], means: AlarmMeans) {
    this.alarms = alarms;
    this.#means = means;
  }

  /** What the topics were told, oldest first. */
  get notices(): readonly AlarmNotice[] {
    return this.#notices;
  }

  start(): void {
    this.#cancel = this.#means.clock.setTimer(LOOK_MILLIS, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  look(): void {
    const { clock, store, measure } = this.#means;
    measure();
    for (const alarm of this.alarms) {
      const before = alarm.state;
      const state = alarm.evaluate(store, clock.now());
      // The first look finds what is so; nothing has changed.
      if (state === undefined || (before === "INSUFFICIENT_DATA" && state === "OK")) continue;
      this.#tell(alarm, state);
    }
  }

  #tell(alarm: Alarm, state: AlarmState): void {
    const { clock, guard, onEvent } = this.#means;
    onEvent({ type: "alarmStateChanged", alarm: alarm.name, state, description: alarm.description });
    for (const topicArn of alarm.actions[state]) {
      const context = { "aws:SourceArn": alarm.arn, "aws:SourceAccount": ACCOUNT_ID };
      try {
        guard.demandOfService("cloudwatch.amazonaws.com", "sns:Publish", topicArn, context);
      } catch (error) {
        // Reported by the guard; as on AWS, the alarm changes its state and nobody hears of it.
        if (error instanceof ServiceError) continue;
        throw error;
      }
      this.#notices.push({ at: clock.now(), topicArn, alarm: alarm.name, state, description: alarm.description });
    }
  }
}
