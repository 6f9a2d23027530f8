// Which errors a Retry or Catch takes, and how long a retry waits.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
import type { Retrier } from "./state-types.ts";
import { NOT_CATCHABLE, type StateFailure } from "./failures.ts";

/** Not even States.ALL takes these. */
const NEVER_WILD = ["States.DataLimitExceeded", NOT_CATCHABLE];

export function takes(errors: readonly string[], failure: StateFailure): boolean {
  return errors.some((name) => {
    if (name === failure.error || name === failure.alias) return true;
    if (NEVER_WILD.includes(failure.error ?? "")) return false;
    return name === "States.ALL" || (name === "States.TaskFailed" && failure.error !== "States.Timeout");
  });
}

/** The delay before the next attempt, counted in `counts` (one per retrier); undefined when no retrier takes the failure. */
export function nextDelayMillis(
  retriers: readonly Retrier[],
  failure: StateFailure,
  counts: number[],
  random: () => number,
): number | undefined {
  const index = retriers.findIndex(({ errors }) => takes(errors, failure));
  const retrier = retriers[index];
  const n = (counts[index] ?? 0) + 1;
  if (retrier === undefined || n > retrier.attemptsMax) return undefined;
  counts[index] = n;
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** (n - 1), retrier.delaySecondsMax);
  return (retrier.fullJitter ? seconds * random() : seconds) * 1000;
}
