// What follows from calls that the partner refused as too many: whether all consumers of a credential pause, and until when. One
// such call is a matter of milliseconds between two clocks; several mean that the partner allows less than it says, or that
// others call with the same credential too.
import type { Shared } from "./timetable-row.ts";

export interface Refusal {
  readonly micros: number;
  readonly retryAfterSeconds: number;
}

type Pace = Pick<Shared, "openFromMicros" | "refusedMicros">;

/** More refusals than this share of the calls of so many seconds, and more than so many, are several. */
const REFUSED = { seconds: 5, share: 0.03, min: 3 } as const;
/** A limit a second never asks for more than this; a longer pause is meant as it is said. */
const WINDOW_SECONDS = 1;

export function slowedDown(
  before: Pace | undefined,
  refusals: readonly Refusal[],
  now: { readonly nowMicros: number; readonly callsPerSecond: number },
): Pace {
  const since = now.nowMicros - REFUSED.seconds * 1_000_000;
  const all = [...(before?.refusedMicros ?? []), ...refusals.map(({ micros }) => micros)];
  const lately = all.filter((at) => at > since);
  const many = Math.max(REFUSED.min, REFUSED.share * REFUSED.seconds * now.callsPerSecond);
  const areSeveral = refusals.length > 0 && lately.length > many;
  const pauses = refusals
    .filter(({ retryAfterSeconds }) => areSeveral || retryAfterSeconds > WINDOW_SECONDS)
    .map(({ micros, retryAfterSeconds }) => micros + retryAfterSeconds * 1_000_000);
  return {
    openFromMicros: Math.max(before?.openFromMicros ?? 0, ...pauses),
    // A pause begins a new count.
    refusedMicros: areSeveral ? [] : lately,
  };
}
