// The event history of one execution: numbered from 1, each event pointing at the one that caused it, never more than
// 25,000. It is what GetExecutionHistory shows and what the hard limit of Step Functions counts.
import { StatesServiceError } from "./failures.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html. The last is left for the execution's end. */
export const EVENTS_MAX = 25_000;

export type Details = Readonly<Record<string, unknown>>;

export interface HistoryEvent {
  readonly at: number;
  readonly type: string;
  readonly previous: number;
  /** Name of the details member and its content: `stateEnteredEventDetails`. */
  readonly details: readonly [string, Details] | undefined;
}

export interface HistoryPage {
  readonly reverse: boolean;
  readonly includeData: boolean;
  readonly countMax: number;
  readonly token: string | undefined;
}

export class History {
  readonly #events: HistoryEvent[] = [];

  get length(): number {
    return this.#events.length;
  }

  get full(): boolean {
    return this.#events.length >= EVENTS_MAX - 1;
  }

  /** Returns the event's id. */
  append(event: HistoryEvent): number {
    return this.#events.push(event);
  }

  /** The last event without execution data. */
  last(): Record<string, unknown> {
    return this.#render(this.#events.length - 1, false);
  }

  page(query: HistoryPage): Record<string, unknown> {
    const start = query.token === undefined ? 0 : Number(query.token);
    if (!Number.isInteger(start) || start < 0) throw new StatesServiceError("InvalidToken", "Invalid Token");
    const end = Math.min(start + query.countMax, this.#events.length);
    const events = [];
    for (let i = start; i < end; i++) {
      events.push(this.#render(query.reverse ? this.#events.length - 1 - i : i, query.includeData));
    }
    return end < this.#events.length ? { events, nextToken: String(end) } : { events };
  }

  #render(index: number, includeData: boolean): Record<string, unknown> {
    const event = this.#events[index];
    if (event === undefined) throw new RangeError(`no event ${String(index + 1)}`);
    const rendered: Record<string, unknown> = {
      // Seconds, as the JSON protocol writes timestamps.
      timestamp: event.at / 1000,
      type: event.type,
      id: index + 1,
      previousEventId: event.previous,
    };
    if (event.details !== undefined) {
      const [name, details] = event.details;
      rendered[name] = includeData ? details : withoutData(details);
    }
    return rendered;
  }
}

/** What includeExecutionData=false leaves out. */
const DATA = ["input", "output", "parameters", "cause", "assignedVariables"];

function withoutData(details: Details): Details {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !DATA.includes(key)));
}
