// Runs schedules at their real rates: a timer each for `rate`, one look a minute for all `cron` expressions.
import type { Clock } from "../clock.ts";
import { parseSchedule } from "./schedule-expression.ts";

const MINUTE_MILLIS = 60_000;

interface CronSchedule {
  readonly matches: (at: Date, timeZone: string) => boolean;
  readonly timeZone: string;
  readonly run: () => void;
}

export class Schedules {
  readonly #clock: Clock;
  readonly #crons: CronSchedule[] = [];
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(expression: string, timeZone: string, run: () => void): void {
    const schedule = parseSchedule(expression);
    if (schedule.kind === "rate") {
      this.#repeat(() => schedule.everyMillis, run);
      return;
    }
    if (this.#crons.length === 0)
      this.#repeat(() => MINUTE_MILLIS - (this.#clock.now() % MINUTE_MILLIS), this.#everyMinute);
    this.#crons.push({ matches: schedule.matches, timeZone, run });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
  }

  readonly #everyMinute = (): void => {
    const now = new Date(this.#clock.now());
    for (const { matches, timeZone, run } of this.#crons) if (matches(now, timeZone)) run();
  };

  #repeat(millis: () => number, run: () => void): void {
    const cancel = this.#clock.setTimer(millis(), () => {
      this.#cancels.delete(cancel);
      if (this.#stopped) return;
      run();
      this.#repeat(millis, run);
    });
    this.#cancels.add(cancel);
  }
}
