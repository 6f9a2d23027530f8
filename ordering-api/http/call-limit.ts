// A limit of R calls per second per credential: above it 429 with `Retry-After`, and nothing has happened. Where the API runs alone it
// counts in the process, and in no second are there more. Deployed it has many instances, which count together in their
// table: in no second of the clock are there more.
import { apiError, Refused } from "../refusal.ts";

/** Refuses by throwing. */
export type CallLimit = (clientId: string, nowMillis: number) => void | Promise<void>;

/** Counts for all instances at once. */
export interface CallCounter {
  /** Takes one of the at most `max` calls of the window that began then; false where there is none left. */
  take(clientId: string, windowStart: number, max: number): Promise<boolean>;
}

/** Undefined: no limit, and no cost of one. */
export function callLimit(perSecond: number, counter: CallCounter | undefined): CallLimit | undefined {
  if (perSecond === 0) return undefined;
  const window = {
    // A limit below one a second is one call in a longer window.
    calls: Math.max(1, Math.floor(perSecond)),
    millis: perSecond < 1 ? 1_000 / perSecond : 1_000,
  };
  return counter === undefined ? limitOfProcess(window) : limitOfAll(window, counter);
}

interface Window {
  readonly calls: number;
  readonly millis: number;
}

function limitOfProcess(window: Window): CallLimit {
  /** Times of the latest calls of a credential, the oldest first. */
  const latest = new Map<string, number[]>();
  return (clientId, nowMillis) => {
    const taken = latest.get(clientId) ?? [];
    latest.set(clientId, taken);
    const from = nowMillis - window.millis;
    while (taken[0] !== undefined && taken[0] <= from) taken.shift();
    if (taken[0] !== undefined && taken.length >= window.calls) throw tooMany(taken[0] - from);
    taken.push(nowMillis);
  };
}

function limitOfAll(window: Window, counter: CallCounter): CallLimit {
  /** The window that a credential was refused in: until it is over the table need not be asked again. */
  const full = new Map<string, number>();
  return async (clientId, nowMillis) => {
    const start = nowMillis - (nowMillis % window.millis);
    if (full.get(clientId) !== start && (await counter.take(clientId, start, window.calls))) return;
    full.set(clientId, start);
    throw tooMany(start + window.millis - nowMillis);
  };
}

function tooMany(waitMillis: number): Refused {
  const seconds = Math.ceil(waitMillis / 1_000);
  return new Refused(429, [apiError("otherIssue", "", "Too many calls.")], { "retry-after": String(seconds) });
}
