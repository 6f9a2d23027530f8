// Waits and callbacks meet here, in any order. Each side writes its own row, then reads the other's; a conditional
// `waiting → resuming` names the one event that completes the token. From `resuming` on everything can be repeated: a worker
// that finds the row so (a redelivery, the sync) finishes with that same event, and the token is answered once. What the partner
// says when nobody waits any more goes on to later-news.ts.
import { invariant, ORDER_HELD } from "../../contracts/errors.ts";
import type { InboxRecord, OrderRecord, WaitKind, WaitRecord } from "../../contracts/records.ts";
import type { StageMessage } from "../../contracts/stages.ts";
import { type Chosen, chooseEvent, decisionOf } from "../../domain/orders/decisions.ts";
import { reasonOfHold, STAGE_OF } from "../../domain/orders/consequence.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { answerStop } from "./answer-stop.ts";
import { MOVING, type OrderStore } from "../orders/order-store.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";
import { type Aftermath, isHeard, keepNews, LaterNews, type Meeting, noteOf } from "./later-news.ts";
import { type WaitAndEvents, WaitStore } from "./wait-store.ts";

/** The stage's message, as far as the wait keeps it. */
type OpenWait = Pick<StageMessage, "orderId" | "taskToken" | "onStop">;

export interface RendezvousParts {
  readonly table: Table;
  readonly orders: OrderStore;
  readonly tokens: TaskTokens;
  /** Absent: this function leaves it to others. */
  readonly aftermath?: Aftermath;
}

/** What a callback met, and whose it is, where that is known. */
export interface Received {
  readonly meeting: Meeting;
  readonly order?: Pick<OrderRecord, "orderId" | "fileId">;
}

interface Sides extends WaitAndEvents {
  readonly order: OrderRecord | undefined;
}

export class Rendezvous {
  readonly #waits: WaitStore;
  readonly #orders: OrderStore;
  readonly #tokens: TaskTokens;
  readonly #laterNews: LaterNews;

  constructor({ table, orders, tokens, aftermath }: RendezvousParts) {
    this.#waits = new WaitStore(table);
    this.#orders = orders;
    this.#tokens = tokens;
    this.#laterNews = new LaterNews({ waits: this.#waits, orders, tokens, aftermath });
  }

  /** The stage's side, before the partner is called. False: this task is closed, its message is a zombie. */
  async open(kind: WaitKind, quoteId: string, { orderId, taskToken, onStop }: OpenWait): Promise<boolean> {
    const wait = { orderId, taskToken, ...(onStop !== undefined && { onStop }) };
    const fresh = { kind, quoteId, ...wait, state: "waiting", createdAt: this.#orders.now() } as const;
    const found = await this.#waits.open(fresh);
    if (found === fresh) this.#orders.meter.add("WaitsOpened", 1, { kind });
    invariant(found.orderId === wait.orderId, "wait.otherOrder");
    if (found.taskToken === wait.taskToken) return true;
    // Only one task of the order is open at a time: alive after the row was read means that the row's token is the older.
    if ((await this.#tokens.heartbeat(wait.taskToken)) === "gone") return false;
    return await this.#waits.rearm(found, { taskToken, onStop });
  }

  /** A person's word on which envelope counts: whatever was said of others is settled. Answers what was said of this one. */
  async choose(kind: WaitKind, quoteId: string, subjectId: string): Promise<Chosen | undefined> {
    await this.#waits.setSubject(kind, quoteId, subjectId, this.#orders.now());
    const { wait, inbox } = await this.#waits.read(kind, quoteId);
    return wait && chooseEvent(kind, wait, inbox);
  }

  /** The callback's side: the event is kept for good, whether a wait is there or not. */
  async receive(event: InboxRecord): Promise<Received> {
    await this.#waits.keep(event);
    if (event.quoteId === "") return { meeting: "waiting" };
    const sides = await this.#sides(event.kind, event.quoteId);
    const meeting = await this.#matchSides(event.kind, sides);
    return { meeting, ...(sides.order !== undefined && { order: sides.order }) };
  }

  async match(kind: WaitKind, quoteId: string): Promise<Meeting> {
    return await this.#matchSides(kind, await this.#sides(kind, quoteId));
  }

  async #sides(kind: WaitKind, quoteId: string): Promise<Sides> {
    const sides = await this.#waits.read(kind, quoteId);
    return { ...sides, order: sides.wait && (await this.#orders.order(sides.wait.orderId)) };
  }

  async #matchSides(kind: WaitKind, { wait: found, inbox, order }: Sides): Promise<Meeting> {
    // Known since the order was told (ADR 0035). The wait itself names it where a person has chosen, or an earlier version has written.
    const subjectId = found?.subjectId ?? (order && subjectOf(kind, order));
    if (found === undefined || order === undefined || subjectId === undefined) return "waiting";
    const wait = { ...found, subjectId };
    const chosen = chooseEvent(kind, wait, inbox);
    const meeting = await this.#meet(wait, { chosen, inbox, order });
    await keepNews(
      this.#orders,
      kind,
      order,
      inbox.filter((event) => event.eventId !== chosen?.event.eventId),
    );
    return meeting;
  }

  async #meet(
    wait: WaitRecord,
    { chosen, inbox, order }: { chosen: Chosen | undefined; inbox: readonly InboxRecord[]; order: OrderRecord },
  ): Promise<Meeting> {
    const { kind, quoteId } = wait;
    if (wait.state === "resuming") {
      const event = inbox.find(({ eventId }) => eventId === wait.decidedBy);
      invariant(event, "wait.eventVanished");
      const asBefore =
        chosen?.event.eventId === event.eventId ? chosen : { event, decision: decisionOf(kind, event.decision) };
      await this.#finish(wait, asBefore, order);
      // What has come since that event was chosen.
      return await this.match(kind, quoteId);
    }
    if (chosen === undefined) return wait.state === "done" ? "met" : "waiting";
    if (wait.state === "done" || !isMoving(order)) return await this.#laterNews.hear(kind, chosen, order);
    if (chosen.decision.kind === "wait") {
      await this.#note(wait, chosen, order);
      return "waiting";
    }
    // Another event was faster: it is finished first, and then this one is later news.
    if (!(await this.#waits.claim(wait, chosen.event.eventId))) return await this.match(kind, quoteId);
    return await this.#finish(wait, chosen, order);
  }

  /** Records first, then answers the token, then closes the row: a crash anywhere is finished by the next match. */
  async #finish(wait: WaitRecord, chosen: Chosen, order: OrderRecord): Promise<Meeting> {
    const noted = isHeard(order, chosen) ? order : await this.#note(wait, chosen, order);
    const isTold = isHeard(noted, chosen);
    const answer = isTold ? await this.#answer(wait, chosen) : "gone";
    // An approval that has been told can be told again without harm: where anybody looks once more, the row is closed then.
    if (wait.state === "resuming" || !isTold || chosen.decision.kind !== "proceed") {
      await this.#waits.close(wait, "resuming");
    }
    // Claimed by this call: counted once.
    if (wait.state === "waiting") this.#orders.meter.add("WaitsClosed", 1, { kind: wait.kind });
    // Held, cancelled or over meanwhile: nobody has acted on the event, and what it means now is looked at once more.
    if (!isTold) return await this.match(wait.kind, wait.quoteId);
    return answer === "taken" ? "met" : "tooLate";
  }

  async #answer(wait: WaitRecord, chosen: Chosen) {
    const { orderId, taskToken, kind } = wait;
    const stage = STAGE_OF[kind];
    const { decision } = chosen;
    switch (decision.kind) {
      case "hold":
        await this.#orders.hold(orderId, stage, reasonOfHold(kind, chosen, wait.subjectId));
        return this.#tokens.fail(taskToken, ORDER_HELD, decision.code);
      case "stop":
        await this.#orders.stop(orderId, stage, reasonOf(decision.code));
        return answerStop(this.#tokens, wait, decision.code);
      case "proceed":
        return this.#tokens.succeed(taskToken, { verdict: "proceed" });
      case "wait":
        return "gone";
    }
  }

  /** The order as it is then. Only one that moves is told so: of one that does not, nobody acts on the event. */
  async #note(wait: WaitRecord, chosen: Chosen, order: OrderRecord): Promise<OrderRecord> {
    const note = noteOf(wait.kind, chosen, wait.subjectId);
    const done = { [`progress.${STAGE_OF[wait.kind]}`]: order.progress?.quote ?? order.siteCount };
    const told = await this.#orders.advance(wait.orderId, {
      ...note,
      ...(chosen.decision.kind === "proceed" && { set: { ...note.set, ...done } }),
      from: MOVING,
    });
    return told?.order ?? order;
  }
}

const subjectOf = (kind: WaitKind, { creditCheckId, contractEnvelopeId }: OrderRecord): string | undefined =>
  kind === "credit" ? creditCheckId : contractEnvelopeId;
const isMoving = ({ status }: OrderRecord): boolean => MOVING.some((moving) => moving === status);
