// Time as the embedded cloud sees it. Every service takes a Clock, so that a simulation can run on virtual time.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after `millis`; the answer cancels it. */
  setTimer(millis: number, run: () => void): () => void;
}

/** setTimeout fires at once above this many milliseconds (32-bit overflow). */
const TIMER_MILLIS_MAX = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(millis, run) {
    if (millis <= 0) {
      const immediate = setImmediate(run);
      return () => {
        clearImmediate(immediate);
      };
    }
    const timer = setTimeout(run, Math.min(millis, TIMER_MILLIS_MAX));
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
