// The decisions on their way of an API that runs alone: a timer each, and a record each, so that a restart loses none of
// those whose quotes were kept.
import { keys } from "../records.ts";
import type { Store } from "../store/store.ts";
import { type Decision, subjectOf } from "./decision.ts";

/** Node's timers cannot wait longer. */
const TIMER_MILLIS_MAX = 2 ** 31 - 1;

export class PendingDecisions {
  readonly #store: Store;
  readonly #deliver: (decision: Decision) => Promise<void>;
  readonly #timers = new Map<string, { decision: Decision; timer: NodeJS.Timeout }>();

  /** `deliver` may schedule what comes next of the same subject. */
  constructor(store: Store, deliver: (decision: Decision) => Promise<void>) {
    this.#store = store;
    this.#deliver = deliver;
  }

  async schedule(decision: Decision): Promise<void> {
    await this.#keep(decision, decision);
    this.#start(decision);
  }

  /** What an earlier run left behind. */
  async resume(): Promise<void> {
    const kept = await this.#store.range({ ...keys.pendingDecision(""), sk: "!" }, "~");
    for (const { value } of kept) if (value.decision !== null) this.#start(value.decision);
  }

  stop(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #start(decision: Decision): void {
    const wait = Math.max(0, decision.dueAt - Date.now());
    const timer = setTimeout(() => void this.#fire(decision), Math.min(TIMER_MILLIS_MAX, wait));
    this.#timers.set(subjectOf(decision), { decision, timer });
  }

  async #fire(decision: Decision): Promise<void> {
    await this.#deliver(decision);
    if (this.#timers.get(subjectOf(decision))?.decision !== decision) return;
    this.#timers.delete(subjectOf(decision));
    await this.#keep(decision, null);
  }

  #keep(subject: Decision, decision: Decision | null): Promise<void> {
    return this.#store.putMany([{ key: keys.pendingDecision(subjectOf(subject)), value: { decision } }]);
  }
}
