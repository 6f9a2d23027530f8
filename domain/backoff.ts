// How long a message waits before its next delivery: exponential with jitter, never sooner than the partner asked.

export interface BackoffSettings {
  readonly baseSeconds: number;
  readonly capSeconds: number;
  /** From one wait to the next; absent: 2. */
  readonly growth?: number;
  /** Of each wait, so much is certain, and the rest is chance; absent: none. */
  readonly certainShare?: number;
}

/**
 * A failed attempt at a file has ended: the next may come soon. The few that there are span ten minutes at least and half an hour at
 * most, so that S3 or the table can be out of reach for some minutes and no file is parked for it. An attempt that was killed
 * comes back with the queue's own timeout.
 */
export const INTAKE_BACKOFF: BackoffSettings = { baseSeconds: 2, capSeconds: 1800, growth: 9, certainShare: 0.5 };

/**
 * A receiver that is down for a night still gets its message: with the default base of 30 seconds the attempts that there are
 * (contracts/limits.ts, NOTICE_RECEIVES_MAX) span six to twelve hours.
 */
export const noticeBackoff = (baseSeconds: number): BackoffSettings => ({
  baseSeconds,
  capSeconds: 14_400,
  certainShare: 0.5,
});

/** SQS allows a visibility of 12 hours at most (docs/aws-limits.md §1.3). */
const VISIBILITY_SECONDS_MAX = 43_200;

/** `receives` counts from 1; `chance` lies in [0, 1). Whole seconds, at least 1 unless nothing was asked for. */
export function backoffSeconds(
  settings: BackoffSettings,
  receives: number,
  afterSeconds: number,
  chance: number,
): number {
  const { baseSeconds, capSeconds, growth = 2, certainShare = 0 } = settings;
  const ceiling = Math.min(capSeconds, baseSeconds * growth ** Math.min(receives - 1, 30));
  const wait = Math.max(afterSeconds, ceiling * (certainShare + (1 - certainShare) * chance));
  return Math.min(VISIBILITY_SECONDS_MAX, Math.ceil(wait));
}
