// Timers of any length over a host whose timers may be JavaScript's: those overflow after 24.8 days and fire at once,
// while a wait for a signature may last 30 days.

const TIMER_MILLIS_MAX = 2 ** 31 - 1;

export interface TimerHost {
  now(): number;
  setTimer(ms: number, run: () => void): () => void;
}

/** Runs once at `at` (milliseconds since the epoch), or soon if that has passed. Returns how to cancel. */
export function timerAt(host: TimerHost, at: number, run: () => void): () => void {
  let cancel: () => void;
  const arm = (): void => {
    const left = Math.max(0, at - host.now());
    cancel = host.setTimer(Math.min(left, TIMER_MILLIS_MAX), left > TIMER_MILLIS_MAX ? arm : run);
  };
  arm();
  return () => {
    cancel();
  };
}
