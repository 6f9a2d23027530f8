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
  /** The latest decision of each subject, and its timer. */
  readonly #latest = new Map<string, { readonly decision: Decision; readonly timer: NodeJS.Timeout | undefined }>();
  readonly #underWay = new Set<Promise<void>>();
  #stopped = false;

  /** `deliver` never rejects, and may schedule what comes next of the same subject. */
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

  /** What is being sent is sent; the rest is left to a later run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { timer } of this.#latest.values()) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #start(decision: Decision): void {
    const wait = Math.min(TIMER_MILLIS_MAX, Math.max(0, decision.dueAt - Date.now()));
    const timer = this.#stopped ? undefined : setTimeout(() => this.#fire(decision), wait);
    this.#latest.set(subjectOf(decision), { decision, timer });
  }

  #fire(decision: Decision): void {
    const sent = this.#send(decision).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async #send(decision: Decision): Promise<void> {
    await this.#deliver(decision);
    if (this.#latest.get(subjectOf(decision))?.decision !== decision) return;
    this.#latest.delete(subjectOf(decision));
    await this.#keep(decision, null);
  }

  #keep(subject: Decision, decision: Decision | null): Promise<void> {
    return this.#store.putMany([{ key: keys.pendingDecision(subjectOf(subject)), value: { decision } }]);
  }
}
