// Orders in the table: every change is one conditional write on the order's own item, with its timeline entry in the
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
import type { TimelineEvent } from "./marked-entries.ts";
import { entryOf, moveEntries, putEvents } from "./timeline.ts";
import { type OnUnreadable, readableItems } from "./readable-items.ts";
import { readRecord } from "./unreadable-record.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

/** One change of an order. */
export interface Advance {
  /** The timeline's word for it, past tense. */
  readonly type: string;
  readonly to?: OrderStatus;
  /** Statuses that it may leave. */
  readonly from?: readonly OrderStatus[];
  /** Happens at most once in the order's life. */
  readonly once?: boolean;
  /** What had happened just before, also at most once, and is told by the same write. */
  readonly after?: string;
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

const NewestSchema = looseObject(() => ({ revision: z.int().positive() }));

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
  heldOf(fileId: string, onUnreadable: OnUnreadable): AsyncIterable<OrderRecord> {
    const held = this.#table.queryIndex(indexKeys.ordersOf(fileId), { prefix: "held#" });
    return readableItems(held, OrderRecordSchema, onUnreadable);
  }

  /** AT&T has made the parent order. That the id leads to this order was written with the call's answer. */
  async created(orderId: string, partnerOrderId: string): Promise<void> {
    await this.advance(orderId, { type: "orderCreated", once: true, set: { partnerOrderId }, stage: "order" });
  }

  /** The order as it stands: `fresh`, or what was recorded before. */
  async create(fresh: OrderRecord): Promise<OrderRecord> {
    const { orderId, fileId, status: to, createdAt: at } = fresh;
    const entry = entryOf({ at, type: "orderAcknowledged", orderId, to, actor: this.#actor }, { isMarked: true });
    // A listing of the file's orders passes over one that is not there yet.
    await this.#table.put(keys.orderOf(fileId, orderId));
    await this.#table.put({ ...keys.order(orderId), ...fresh, ...entry }, { ifAbsent: true });
    const order = await this.order(orderId);
    invariant(order, "orders.vanished");
    return order;
  }

  /** The newest revision of a distributor's order_ref. */
  async newestRevision(distributor: string, orderRef: string): Promise<number | undefined> {
    const item = await this.#table.get(keys.orderRef(distributor, orderRef));
    return item && readRecord(NewestSchema, item).revision;
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
    // The timeline is in order of time.
    const before = new Date(Date.parse(at) - 1).toISOString();
    const mark = `marks.${step.type}`;
    const key = keys.order(orderId);
    const { type, to, stage, reason, note } = step;
    const event = { at, type, orderId, to, stage, reason, note, actor: this.#actor };
    const item = await this.#table.update(key, {
      set: {
        ...step.set,
        ...(step.after !== undefined && this.#marked({ at: before, type: step.after, orderId, stage })),
        ...entryOf(event, { isMarked: step.once === true }),
        ...(to !== undefined && { status: to, ...(await this.#indexed(orderId, to)) }),
        ...(step.quiet !== true && { updatedAt: at }),
        [mark]: at,
      },
      ...(step.remove !== undefined && { remove: step.remove }),
      when: {
        orderId: { absent: false },
        ...(step.from !== undefined && { status: { in: step.from } }),
        ...(step.once === true && { [mark]: { absent: true } }),
        ...(step.after !== undefined && { [`marks.${step.after}`]: { absent: true } }),
        ...step.when,
      },
    });
    const order = item === undefined ? await this.order(orderId) : readRecord(OrderRecordSchema, item);
    if (order === undefined) return undefined;
    if (item !== undefined) {
      measureChange(this.meter, step, order, at);
      await moveEntries(this.#table, key, item);
    }
    return { order, changed: item !== undefined };
  }

  /** The mark of what happens once, and its entry where the mark does not say it all. */
  #marked(event: Pick<TimelineEvent, "at" | "type" | "orderId" | "stage">): Item {
    return { [`marks.${event.type}`]: event.at, ...entryOf({ ...event, actor: this.#actor }, { isMarked: true }) };
  }

  /** Held orders are listed by the index, and stay in it. One of an earlier version has been in it since it was recorded. */
  async #indexed(orderId: string, status: OrderStatus): Promise<Item> {
    const order = status === "held" ? await this.order(orderId) : undefined;
    return order === undefined ? indexKeys.orderStatus(status) : indexKeys.order(order.fileId, status, orderId);
  }

  /** A timeline entry that no change of the order's own record stands behind. */
  async note(event: Omit<TimelineEvent, "actor">): Promise<void> {
    await putEvents(this.#table, [{ ...event, actor: this.#actor }]);
  }

  /** AT&T was asked for a decision, and the order waits for it: one write, or two where the order has moved meanwhile. */
  async awaitDecision(
    orderId: string,
    stage: Stage,
    { asked, awaited, set }: { readonly asked: string; readonly awaited: string; readonly set: Item },
  ): Promise<void> {
    const wait = { type: awaited, to: "pending", from: ["inProgress"], when: { stage }, stage } as const;
    const both = await this.advance(orderId, { ...wait, after: asked, set });
    if (both?.changed === true) return;
    await this.advance(orderId, { type: asked, once: true, set, stage });
    await this.advance(orderId, wait);
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

  /**
   * Adds a chunk's sites to the stage's progress, however often the chunk's message comes. Where all of the order's sites went through
   * at once, the next stage says so (domain/orders/stage-progress.ts).
   */
  async countDone({ orderId, siteCount }: OrderRecord, stage: Stage, done: number, chunk?: Chunk): Promise<void> {
    if (done === siteCount) return;
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
