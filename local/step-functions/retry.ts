// Which errors a Retry or Catch takes, and how long a retry waits.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
import type { Retrier } from "./state-types.ts";
import type { StateFailure } from "./failures.ts";

/** Not even States.ALL takes these. */
const NEVER_WILD = ["States.DataLimitExceeded", "States.Runtime"];

export function takes(errors: readonly string[], failure: StateFailure): boolean {
  return errors.some((name) => {
    if (name === failure.error || name === failure.alias) return true;
    if (NEVER_WILD.includes(failure.error)) return false;
    return name === "States.ALL" || (name === "States.TaskFailed" && failure.error !== "States.Timeout");
  });
}

/** Delay before the nth retry, counted from 1. */
export function retryDelayMillis(retrier: Retrier, n: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** (n - 1), retrier.delaySecondsMax);
  return (retrier.fullJitter ? seconds * random() : seconds) * 1000;
}
