// What follows from calls that the partner refused as too many: whether all consumers of a credential pause, and until when. One
// such call is a matter of milliseconds between two clocks; several mean that the partner allows less than it says, or that
// others call with the same credential too.
import { RATE } from "./rate-settings.ts";
import type { Shared } from "./timetable-row.ts";

export interface Refusal {
  readonly micros: number;
  readonly retryAfterSeconds: number;
}

type Pace = Pick<Shared, "openFromMicros" | "refusedMicros">;

export function slowedDown(
  before: Pace | undefined,
  refusals: readonly Refusal[],
  now: { readonly nowMicros: number; readonly callsPerSecond: number },
): Pace {
  const since = now.nowMicros - RATE.refused.withinMillis * 1000;
  const all = [...(before?.refusedMicros ?? []), ...refusals.map(({ micros }) => micros)];
  const lately = all.filter((at) => at > since);
  const many = Math.max(RATE.refused.min, RATE.refused.share * (RATE.refused.withinMillis / 1000) * now.callsPerSecond);
  const areSeveral = refusals.length > 0 && lately.length > many;
  const pauses = refusals
    .filter(({ retryAfterSeconds }) => areSeveral || retryAfterSeconds * 1000 > RATE.limitWindowMillis)
    .map(({ micros, retryAfterSeconds }) => micros + retryAfterSeconds * 1_000_000);
  return {
    openFromMicros: Math.max(before?.openFromMicros ?? 0, ...pauses),
    // A pause begins a new count.
    refusedMicros: areSeveral ? [] : lately,
  };
}
