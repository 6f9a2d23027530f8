// How long a message waits before its next delivery: exponential with full jitter, never sooner than the partner asked.

export interface BackoffSettings {
  readonly baseSeconds: number;
  readonly capSeconds: number;
}

/** SQS allows a visibility of 12 hours at most (aws-facts.md §1.3). */
const VISIBILITY_SECONDS_MAX = 43_200;

/** `receives` counts from 1; `chance` lies in [0, 1). Whole seconds, at least 1 unless nothing was asked for. */
export function backoffSeconds(
  settings: BackoffSettings,
  receives: number,
  afterSeconds: number,
  chance: number,
): number {
  const ceiling = Math.min(settings.capSeconds, settings.baseSeconds * 2 ** Math.min(receives - 1, 30));
  const wait = Math.max(afterSeconds, ceiling * chance);
  return Math.min(VISIBILITY_SECONDS_MAX, Math.ceil(wait));
}
