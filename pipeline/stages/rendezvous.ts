// Waits and callbacks meet here, in any order. Each side writes its own row, then reads the other's; a conditional
// `waiting → resuming` names the one event that completes the token. From `resuming` on everything can be repeated: whoever
// finds the row so (a redelivery, the sync) finishes with that same event, and the token is answered once.
import { invariant, ORDER_HELD } from "../../contracts/errors.ts";
import {
  type InboxRecord,
  InboxRecordSchema,
  keys,
  type WaitKind,
  type WaitRecord,
  WaitRecordSchema,
} from "../../contracts/records.ts";
import type { StageMessage } from "../../contracts/stages.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { chooseEvent, type Decision, decisionOf } from "../../domain/orders/decisions.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { answerStop } from "./answer-stop.ts";
import type { OrderStore } from "../orders/order-store.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

/** What a call to the rendezvous came to. */
export type Meeting =
  /** No wait, no event that decides, or the partner's id of the thing waited for is not known yet. */
  | "waiting"
  /** The token has its answer, by this call or an earlier one. */
  | "met"
  /** The wait's task was closed before: the wait is over without effect on the execution. */
  | "tooLate";

/** The stage's message, as far as the wait keeps it. */
type OpenWait = Pick<StageMessage, "orderId" | "taskToken" | "onStop">;

const STAGE_OF = { credit: "credit", esign: "contract" } as const;

export class Rendezvous {
  readonly #table: Table;
  readonly #orders: OrderStore;
  readonly #tokens: TaskTokens;

  constructor(table: Table, orders: OrderStore, tokens: TaskTokens) {
    this.#table = table;
    this.#orders = orders;
    this.#tokens = tokens;
  }

  /** The stage's side, before the partner is called. False: this task is closed, its message is a zombie. */
  async open(kind: WaitKind, quoteId: string, { orderId, taskToken, onStop }: OpenWait): Promise<boolean> {
    const key = keys.wait(kind, canonicalId(quoteId));
    const wait = { orderId, taskToken, ...(onStop !== undefined && { onStop }) };
    const fresh = { ...key, kind, quoteId, ...wait, state: "waiting", createdAt: this.#orders.now() };
    if (await this.#table.put(fresh, { ifAbsent: true })) {
      this.#orders.meter.add("WaitsOpened", 1, { kind });
      return true;
    }
    const item = await this.#table.get(key);
    invariant(item, "wait.vanished");
    const found = WaitRecordSchema.parse(item);
    invariant(found.orderId === wait.orderId, "wait.otherOrder");
    if (found.taskToken === wait.taskToken) return true;
    // Only one task of the order is open at a time: alive after the row was read means that the row's token is the older.
    if ((await this.#tokens.heartbeat(wait.taskToken)) === "gone") return false;
    const rearmed = await this.#table.update(key, {
      set: { ...wait, state: "waiting" },
      remove: ["decidedBy", ...(onStop === undefined ? ["onStop"] : [])],
      when: { taskToken: found.taskToken },
    });
    return rearmed !== undefined;
  }

  /** The partner's id of what is waited for: from now on a decision can be told from a stale one. */
  async setSubject(kind: WaitKind, quoteId: string, subjectId: string): Promise<void> {
    await this.#table.update(keys.wait(kind, canonicalId(quoteId)), {
      set: { subjectId },
      when: { orderId: { absent: false } },
    });
  }

  /** The callback's side: the event is kept for good, whether a wait is there or not. */
  async receive(event: InboxRecord): Promise<Meeting> {
    const key = keys.inbox(event.kind, canonicalId(event.quoteId), event.eventId);
    await this.#table.put({ ...key, ...event }, { ifAbsent: true });
    return this.match(event.kind, event.quoteId);
  }

  async match(kind: WaitKind, quoteId: string): Promise<Meeting> {
    const { wait, inbox } = await this.#read(kind, quoteId);
    if (wait?.subjectId === undefined) return "waiting";
    if (wait.state === "done") return "met";
    if (wait.state === "resuming") {
      const event = inbox.find(({ eventId }) => eventId === wait.decidedBy);
      invariant(event, "wait.eventVanished");
      return this.#finish(wait, event, decisionOf(kind, event.decision));
    }
    const chosen = chooseEvent(kind, wait.subjectId, inbox);
    if (chosen === undefined) return "waiting";
    if (chosen.decision.kind === "wait") {
      await this.#note(wait, chosen.event, chosen.decision);
      return "waiting";
    }
    const claimed = await this.#table.update(keys.wait(kind, canonicalId(quoteId)), {
      set: { state: "resuming", decidedBy: chosen.event.eventId },
      when: { state: "waiting", taskToken: wait.taskToken },
    });
    // Another one claimed it between: that one finishes, or a later match repairs it.
    return claimed === undefined ? "met" : this.#finish(wait, chosen.event, chosen.decision);
  }

  async #read(kind: WaitKind, quoteId: string): Promise<{ wait: WaitRecord | undefined; inbox: InboxRecord[] }> {
    const { pk, sk } = keys.wait(kind, canonicalId(quoteId));
    let wait: WaitRecord | undefined;
    const inbox: InboxRecord[] = [];
    for await (const item of this.#table.query(pk)) {
      if (item["sk"] === sk) wait = WaitRecordSchema.parse(item);
      else inbox.push(InboxRecordSchema.parse(item));
    }
    return { wait, inbox };
  }

  /** Records first, then answers the token, then closes the row: a crash anywhere is finished by the next match. */
  async #finish(wait: WaitRecord, event: InboxRecord, decision: Decision): Promise<Meeting> {
    const stage = STAGE_OF[wait.kind];
    await this.#note(wait, event, decision);
    const answer = await this.#answer(wait, decision, stage);
    await this.#table.update(keys.wait(wait.kind, canonicalId(wait.quoteId)), {
      set: { state: "done" },
      when: { state: "resuming", taskToken: wait.taskToken },
    });
    this.#orders.meter.add("WaitsClosed", 1, { kind: wait.kind });
    return answer === "taken" ? "met" : "tooLate";
  }

  async #answer(wait: WaitRecord, decision: Decision, stage: "credit" | "contract") {
    const { orderId, taskToken } = wait;
    switch (decision.kind) {
      case "hold":
        await this.#orders.hold(orderId, stage, reasonOf(decision.code));
        return this.#tokens.fail(taskToken, ORDER_HELD, decision.code);
      case "stop":
        await this.#orders.stop(orderId, stage, reasonOf(decision.code));
        return answerStop(this.#tokens, wait, decision.code);
      case "proceed":
        await this.#countAll(orderId, stage);
        return this.#tokens.succeed(taskToken, { verdict: "proceed" });
      case "wait":
        return "gone";
    }
  }

  async #countAll(orderId: string, stage: "credit" | "contract"): Promise<void> {
    const order = await this.#orders.order(orderId);
    if (order !== undefined) await this.#orders.countDone(orderId, stage, order.progress?.quote ?? order.siteCount);
  }

  async #note(wait: WaitRecord, event: InboxRecord, decision: Decision): Promise<void> {
    const stage = STAGE_OF[wait.kind];
    const status = stage === "credit" ? "creditStatus" : "contractStatus";
    const word = decision.status.slice(0, 1).toUpperCase() + decision.status.slice(1);
    await this.#orders.advance(wait.orderId, {
      type: `${stage}${word}`,
      once: true,
      set: { [status]: decision.status, ...(event.creditClass !== undefined && { creditClass: event.creditClass }) },
      stage,
    });
  }
}
