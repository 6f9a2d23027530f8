// Work that an operator has paused: a message that finds its order's stage paused goes on in a new one, as it does while the partner
// is out of reach (docs/adr/0025), and a stage that is under way begins no further call. The timeline says both ends of it.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { pauseAt, pauseLookSeconds, pauseSentence, type PauseTarget } from "../../domain/orders/pause.ts";
import type { CallContext, CallOutcome, Clock, PartnerCalls } from "../../domain/ports.ts";
import type { RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import { MOVING, type OrderStore } from "../orders/order-store.ts";
import type { PauseStore } from "../orders/pause-store.ts";

export interface PauseDeps {
  readonly orders: OrderStore;
  readonly pauses: Pick<PauseStore, "recent">;
  readonly clock: Clock;
}

/** Undefined: the order's stage may begin. */
export async function pausedAnswer(
  { orders, pauses, clock }: PauseDeps,
  order: OrderRecord,
  target: PauseTarget,
): Promise<RecordAnswer | undefined> {
  const pause = pauseAt(await pauses.recent(), target);
  if (pause === undefined) {
    await noteContinued(orders, order, target);
    return undefined;
  }
  await notePaused(orders, order, { target, pause });
  return { kind: "goOn", code: "paused", afterSeconds: pauseLookSeconds(pause, clock.now().getTime()) };
}

/** Once per pause, however many messages of the order find it. It moves nothing. */
async function notePaused(
  orders: OrderStore,
  order: OrderRecord,
  { target, pause }: { readonly target: PauseTarget; readonly pause: PauseRecord },
): Promise<void> {
  const noted = order.marks?.["orderPaused"];
  if (noted !== undefined && noted >= pause.since) return;
  const step = {
    type: "orderPaused",
    from: MOVING,
    stage: target.stage,
    note: pauseSentence(pause),
    quiet: true,
  } as const;
  await orders.advance(order.orderId, { ...step, when: { "marks.orderPaused": noted ?? { absent: true } } });
}

async function noteContinued(orders: OrderStore, order: OrderRecord, { stage }: PauseTarget): Promise<void> {
  const paused = order.marks?.["orderPaused"];
  const continued = order.marks?.["orderContinued"];
  if (paused === undefined || (continued !== undefined && continued >= paused)) return;
  const step = { type: "orderContinued", from: MOVING, stage } as const;
  await orders.advance(order.orderId, { ...step, when: { "marks.orderContinued": continued ?? { absent: true } } });
}

/** The partner calls of one delivery, as long as nobody pauses its order's stage. */
export class PausableCalls implements PartnerCalls {
  readonly #calls: PartnerCalls;
  readonly #deps: Pick<PauseDeps, "pauses" | "clock">;
  #paused = false;

  constructor(calls: PartnerCalls, deps: Pick<PauseDeps, "pauses" | "clock">) {
    this.#calls = calls;
    this.#deps = deps;
  }

  /** A call was not begun because of a pause. */
  get paused(): boolean {
    return this.#paused;
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const pause = pauseAt(await this.#deps.pauses.recent(), context);
    if (pause === undefined) return this.#calls.perform(call, request, context);
    this.#paused = true;
    const afterSeconds = pauseLookSeconds(pause, this.#deps.clock.now().getTime());
    return { kind: "retryLater", afterSeconds, code: "partnerUnavailable", untried: true };
  }
}
