// Orders in the table: every change is one conditional write on the order's own item, with its line of the timeline in the
// same write. A repeated change finds its condition false and changes nothing.
import * as z from "zod";
import { invariant } from "../../contracts/errors.ts";
import { type Meter, SILENT_METER } from "../../contracts/metrics.ts";
import type { OrderStatus, Reason } from "../../contracts/outcomes.ts";
import { indexKeys, keys, type OrderRecord, OrderRecordSchema } from "../../contracts/records.ts";
import type { Chunk, Stage } from "../../contracts/stages.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Item, Table, When } from "../../adapters/aws/table.ts";
import { measureChange } from "./measure-change.ts";
import { lineOf, moveLines, putEvents, type TimelineEvent } from "./timeline.ts";
import { readRecord } from "./unreadable-record.ts";

/** One change of an order. */
export interface Advance {
  /** The timeline's word for it, past tense. */
  readonly type: string;
  readonly to?: OrderStatus;
  /** Statuses that it may leave. */
  readonly from?: readonly OrderStatus[];
  /** Happens at most once in the order's life. */
  readonly once?: boolean;
  readonly set?: Item;
  readonly remove?: readonly string[];
  readonly when?: When;
  readonly stage?: Stage;
  readonly reason?: string;
  /** What the timeline says beside the type: a sentence. */
  readonly note?: string;
  /** Something to be known, that moves nothing: the order stands as long as before. */
  readonly quiet?: boolean;
}

/** Statuses of an order that its stages move. */
export const MOVING = ["acknowledged", "inProgress", "pending"] as const satisfies readonly OrderStatus[];

const NewestSchema = z.looseObject({ revision: z.int().positive() });

export class OrderStore {
  readonly meter: Meter;
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #actor: string;

  /** `actor`: the function or operator whose doing the timeline records. */
  constructor(table: Table, clock: Clock, actor: string, meter: Meter = SILENT_METER) {
    this.meter = meter;
    this.#table = table;
    this.#clock = clock;
    this.#actor = actor;
  }

  now(): string {
    return this.#clock.now().toISOString();
  }

  async order(orderId: string): Promise<OrderRecord | undefined> {
    const item = await this.#table.get(keys.order(orderId));
    return item && readRecord(OrderRecordSchema, item);
  }

  /** Orders of a file that wait for a person; by the index, which trails the table. */
  async *heldOf(fileId: string): AsyncIterable<OrderRecord> {
    const held = this.#table.queryIndex(indexKeys.ordersOf(fileId), { prefix: "held#" });
    for await (const item of held) yield OrderRecordSchema.parse(item);
  }

  /** AT&T has made the parent order. That the id leads to this order was written with the call's answer. */
  async created(orderId: string, partnerOrderId: string): Promise<void> {
    await this.advance(orderId, { type: "orderCreated", once: true, set: { partnerOrderId }, stage: "order" });
  }

  /** The order as it stands: `fresh`, or what was recorded before. */
  async create(fresh: OrderRecord): Promise<OrderRecord> {
    const { orderId, fileId, status: to, createdAt: at } = fresh;
    const line = lineOf({ at, type: "orderAcknowledged", orderId, to, actor: this.#actor });
    const item = { ...keys.order(orderId), ...indexKeys.order(fileId, to, orderId), ...fresh, ...line };
    await this.#table.put(item, { ifAbsent: true });
    const order = await this.order(orderId);
    invariant(order, "orders.vanished");
    return order;
  }

  /** The newest revision of a distributor's order_ref. */
  async newestRevision(distributor: string, orderRef: string): Promise<number | undefined> {
    const item = await this.#table.get(keys.orderRef(distributor, orderRef));
    return item && NewestSchema.parse(item).revision;
  }

  /** Numbers the order's next execution; where another has numbered it meanwhile, the number is the same. */
  async takeExecution({ orderId, executions }: OrderRecord): Promise<number> {
    const n = executions + 1;
    await this.#table.update(keys.order(orderId), { set: { executions: n }, when: { executions } });
    return n;
  }

  /** The order as it is after the change; `changed` says whether this call made it. Undefined: no such order. */
  async advance(
    orderId: string,
    step: Advance,
  ): Promise<{ readonly order: OrderRecord; readonly changed: boolean } | undefined> {
    const at = this.now();
    const mark = `marks.${step.type}`;
    const key = keys.order(orderId);
    const { type, to, stage, reason, note } = step;
    const item = await this.#table.update(key, {
      set: {
        ...step.set,
        ...lineOf({ at, type, orderId, to, stage, reason, note, actor: this.#actor }),
        ...(step.to !== undefined && { status: step.to, gsi1sk: indexKeys.order("", step.to, orderId).gsi1sk }),
        ...(step.quiet !== true && { updatedAt: at }),
        [mark]: at,
      },
      ...(step.remove !== undefined && { remove: step.remove }),
      when: {
        orderId: { absent: false },
        ...(step.from !== undefined && { status: { in: step.from } }),
        ...(step.once === true && { [mark]: { absent: true } }),
        ...step.when,
      },
    });
    const order = item === undefined ? await this.order(orderId) : readRecord(OrderRecordSchema, item);
    if (order === undefined) return undefined;
    if (item !== undefined) {
      measureChange(this.meter, step, order, at);
      await moveLines(this.#table, key, item);
    }
    return { order, changed: item !== undefined };
  }

  /** A line of the timeline that no change of the order's own record stands behind. */
  async note(event: Omit<TimelineEvent, "actor">): Promise<void> {
    await putEvents(this.#table, [{ ...event, actor: this.#actor }]);
  }

  /** The first message of a stage moves the order into it; the stage never goes back. */
  async enter(order: OrderRecord, stage: Stage): Promise<OrderRecord> {
    const type = `${stage}Started`;
    if (order.marks?.[type] !== undefined) return order;
    const entered = await this.advance(order.orderId, {
      type,
      once: true,
      to: "inProgress",
      from: MOVING,
      set: { stage },
      stage,
    });
    return entered?.order ?? order;
  }

  /** What AT&T took back while something else held the order holds it now. */
  async raiseObjection(order: OrderRecord): Promise<OrderRecord> {
    const { objection: reason, orderId } = order;
    if (reason === undefined) return order;
    const step = { type: "orderHeld", to: "held", from: MOVING, reason: reason.code } as const;
    const raised = await this.advance(orderId, { ...step, set: { reason }, remove: ["objection"] });
    return raised?.order ?? order;
  }

  /** A person must act. Only while the order is in that stage: late news of an earlier one holds nothing. */
  async hold(orderId: string, stage: Stage, reason: Reason): Promise<void> {
    const step = { type: "orderHeld", to: "held", from: MOVING, stage, reason: reason.code } as const;
    await this.advance(orderId, { ...step, set: { reason }, when: { stage } });
  }

  /**
   * A business decision ends the order; settle gives it its final status. The first reason stays. Only while the order is in that
   * stage: what a straggler hears of an earlier one (AT&T refuses it because the order is far ahead) stops nothing.
   */
  async stop(orderId: string, stage: Stage, reason: Reason): Promise<void> {
    const step = { type: "orderStopped", once: true, from: MOVING, stage, reason: reason.code } as const;
    await this.advance(orderId, { ...step, set: { reason }, when: { stage } });
  }

  /** Adds a chunk's sites to the stage's progress, however often the chunk's message comes. */
  async countDone(orderId: string, stage: Stage, done: number, chunk?: Chunk): Promise<void> {
    const key = keys.order(orderId);
    if (chunk === undefined) {
      await this.#table.update(key, { set: { [`progress.${stage}`]: done }, when: { orderId: { absent: false } } });
      return;
    }
    const counted = `counted.${stage}${String(chunk.n)}`;
    await this.#table.update(key, {
      set: { [counted]: done },
      add: { [`progress.${stage}`]: done },
      when: { orderId: { absent: false }, [counted]: { absent: true } },
    });
  }
}
