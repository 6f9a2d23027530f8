// What the partner says when nobody waits for it any more: kept in the timeline, and then followed as domain/orders/
// consequence.ts decides. Each event is heard once: its mark is written by the write that acts on it, and a worker that finds the
// mark does nothing again.
import { createHash } from "node:crypto";
import { ORDER_HELD } from "../../contracts/errors.ts";
import type { InboxRecord, OrderRecord, WaitKind } from "../../contracts/records.ts";
import {
  type Consequence,
  consequenceOf,
  heardAtEnd,
  reasonOfHold,
  saidText,
  STAGE_OF,
} from "../../domain/orders/consequence.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { shownWord } from "../../domain/orders/shown-word.ts";
import { type Chosen, decisionOf } from "../../domain/orders/decisions.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";
import { type Advance, MOVING, type OrderStore } from "../orders/order-store.ts";
import type { WaitStore } from "./wait-store.ts";

/** What a call to the rendezvous came to. */
export type Meeting =
  /** No wait, no event that decides, or the partner's id of the thing waited for is not known yet. */
  | "waiting"
  /** The token has its answer, by this call or an earlier one. */
  | "met"
  /** The wait's task was closed before: the wait is over without effect on the execution. */
  | "tooLate"
  /** The order was held for want of this, and goes on. */
  | "putBack"
  /** It contradicts what the order goes by: the order is held, or will be before its next binding call. */
  | "held";

export interface LaterNewsParts {
  readonly waits: WaitStore;
  readonly orders: OrderStore;
  readonly tokens: TaskTokens;
  readonly aftermath: Aftermath | undefined;
}

/** What an event can ask of a function that may do it; the others leave it. Both may repeat. */
export interface Aftermath {
  /** Puts a held order back to work. */
  readonly putBack: (order: OrderRecord) => Promise<void>;
  /** The file of an order with a break is looked at once more. */
  readonly showBreak: (order: OrderRecord) => Promise<void>;
}

const TRIES = 4;

export class LaterNews {
  readonly #parts: LaterNewsParts;

  constructor(parts: LaterNewsParts) {
    this.#parts = parts;
  }

  async hear(kind: WaitKind, choice: Chosen, known: OrderRecord): Promise<Meeting> {
    let order = known;
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const chosen = heardAtEnd(kind, choice, order);
      const consequence = consequenceOf(kind, chosen, order);
      if (isKnown(order, chosen, consequence)) return await this.#follow(consequence, order);
      const told = await this.#parts.orders.advance(order.orderId, stepOf(kind, chosen, order, consequence));
      if (told === undefined) return "waiting";
      if (told.changed || isKnown(told.order, chosen, consequence)) return await this.#follow(consequence, told.order);
      // It has moved meanwhile.
      order = told.order;
    }
    return "waiting";
  }

  /** However often the event is heard: the worker that wrote its mark may have died during what follows. */
  async #follow(consequence: Consequence, order: OrderRecord): Promise<Meeting> {
    switch (consequence.kind) {
      case "keep":
        await this.#endWait(order);
        return "met";
      case "break":
        await this.#parts.aftermath?.showBreak(order);
        return "tooLate";
      case "object":
        await this.#endWait(order);
        // A person may have put it back to work since.
        return order.status === "held" || order.objection !== undefined ? "held" : "met";
      case "putBack":
        await this.#parts.aftermath?.putBack(order);
        return "putBack";
    }
  }

  /** An order that is held waits for no other decision: its task is told, so that a redrive finds it at rest. */
  async #endWait({ status, quoteId, stage, reason }: OrderRecord): Promise<void> {
    if (status !== "held" || quoteId === undefined || (stage !== "credit" && stage !== "contract")) return;
    const { waits, tokens } = this.#parts;
    const { wait } = await waits.read(stage === "credit" ? "credit" : "esign", quoteId);
    if (wait?.state !== "waiting") return;
    await tokens.fail(wait.taskToken, ORDER_HELD, reason?.code ?? "");
    await waits.close(wait, "waiting");
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 16);
/** The mark of an event that the order goes by, or is held or broken by: what it means can change by a person's choice. */
const markOf = ({ event, decision }: Chosen): string =>
  `heard#${hashOf(`${event.eventId} ${"code" in decision ? decision.code : decision.status}`)}`;
/** The mark of one that is in the timeline alone; it may still come to count. */
const keptMarkOf = ({ eventId }: InboxRecord): string => `kept#${hashOf(eventId)}`;

export const isHeard = (order: OrderRecord, chosen: Chosen): boolean => order[markOf(chosen)] !== undefined;
const isKept = (order: OrderRecord, event: InboxRecord): boolean => order[keptMarkOf(event)] !== undefined;
const isKnown = (order: OrderRecord, chosen: Chosen, { kind }: Consequence): boolean =>
  isHeard(order, chosen) || (kind === "keep" && isKept(order, chosen.event));

/** How the order is told of a decision that it goes by. */
export function noteOf(kind: WaitKind, chosen: Chosen, asked: string | undefined): Advance {
  const { event, decision } = chosen;
  const stage = STAGE_OF[kind];
  const word = decision.status.slice(0, 1).toUpperCase() + decision.status.slice(1);
  const isReplaced = decision.kind === "hold" && decision.code === "contractReplaced";
  const isPlain = decision.status !== "indeterminate";
  return {
    type: isReplaced ? "contractReplaced" : `${stage}${word}`,
    set: { ...statusOf(kind, chosen), [markOf(chosen)]: event.receivedAt },
    when: { [markOf(chosen)]: { absent: true } },
    stage,
    ...(!isPlain && { note: reasonOfHold(kind, chosen, asked).message }),
  };
}

function statusOf(kind: WaitKind, { event, decision }: Chosen) {
  const status = kind === "credit" ? "creditStatus" : "contractStatus";
  return { [status]: decision.status, ...(event.creditClass !== undefined && { creditClass: event.creditClass }) };
}

function stepOf(kind: WaitKind, chosen: Chosen, order: OrderRecord, consequence: Consequence): Advance {
  const told = noteOf(kind, chosen, order.contractEnvelopeId);
  const from = [order.status];
  switch (consequence.kind) {
    case "keep": {
      const lets =
        chosen.decision.kind === "proceed" && (order.status === "held" || MOVING.some((one) => one === order.status));
      const kept = keptStep(kind, chosen.event, order);
      return { ...kept, from, set: { ...kept.set, ...(lets && statusOf(kind, chosen)) } };
    }
    case "putBack":
      return { ...told, from };
    case "object": {
      const { reason } = consequence;
      const common = { ...told, note: reason.message, from };
      if (order.status === "held") return { ...common, set: { ...told.set, objection: reason } };
      return { ...common, to: "held", reason: reason.code, set: { ...told.set, reason } };
    }
    case "break": {
      const { reason } = consequence;
      const at = chosen.event.receivedAt;
      const common = { ...told, note: reason.message, from, reason: reason.code };
      return { ...common, set: { ...told.set, break: { ...reason, at } } };
    }
  }
}

/** In the timeline, and nowhere else: the order's own time of change stays. */
function keptStep(kind: WaitKind, event: InboxRecord, order: OrderRecord): Advance {
  const mark = keptMarkOf(event);
  return {
    type: `${STAGE_OF[kind]}NewsKept`,
    set: { [mark]: event.receivedAt },
    when: { [mark]: { absent: true } },
    quiet: true,
    stage: STAGE_OF[kind],
    note: `${saidText(kind, event.decision)}${otherEnvelope(kind, event, order)}`,
  };
}

/** Which envelope AT&T speaks of, where it is not ours. */
function otherEnvelope(kind: WaitKind, { subjectId }: InboxRecord, { contractEnvelopeId }: OrderRecord): string {
  const isOurs = subjectId === "" || canonicalId(subjectId) === canonicalId(contractEnvelopeId ?? "");
  return kind === "credit" || isOurs ? "" : ` It speaks of the envelope ${shownWord(subjectId)}.`;
}

/** Events that others count for more than: the order is told of each, once. */
export async function keepNews(
  orders: OrderStore,
  kind: WaitKind,
  order: OrderRecord,
  events: readonly InboxRecord[],
): Promise<void> {
  for (const event of events) {
    const isTold = isKept(order, event) || isHeard(order, { event, decision: decisionOf(kind, event.decision) });
    if (!isTold) await orders.advance(order.orderId, keptStep(kind, event, order));
  }
}
