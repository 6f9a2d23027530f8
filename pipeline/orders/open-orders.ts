// Markers of the orders that move, one per order beside its file: what the sync goes through, and what keeps a file open.
// Intake writes a marker, the worker that ends or holds the order deletes it, a redrive puts it back.
import { keys, type OpenOrderRecord, OpenOrderRecordSchema } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { type OnUnreadable, readableItems } from "./readable-items.ts";

export class OpenOrders {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** `markedAt`: an ISO instant. A marker that is there already becomes this one. */
  async mark(fileId: string, messages: readonly OrderMessage[], markedAt: string): Promise<void> {
    await this.#table.putMany(
      messages.map((message) => ({ ...keys.openOrder(fileId, message.orderId), message, markedAt })),
    );
  }

  /** False: a marker is there already, and stays. */
  async markIfAbsent(fileId: string, message: OrderMessage, markedAt: string): Promise<boolean> {
    const marker = { ...keys.openOrder(fileId, message.orderId), message, markedAt };
    return await this.#table.put(marker, { ifAbsent: true });
  }

  /** One that cannot be read is as if it were not there: it is written anew from what else is known. */
  async marker(fileId: string, orderId: string): Promise<OpenOrderRecord | undefined> {
    return OpenOrderRecordSchema.safeParse(await this.#table.get(keys.openOrder(fileId, orderId))).data;
  }

  ofFile(fileId: string, onUnreadable: OnUnreadable): AsyncIterable<OpenOrderRecord> {
    const { pk, prefix } = keys.openOrdersOf(fileId);
    return readableItems(this.#table.query(pk, { prefix }), OpenOrderRecordSchema, onUnreadable);
  }

  async hasAny(fileId: string): Promise<boolean> {
    const { pk, prefix } = keys.openOrdersOf(fileId);
    for await (const _ of this.#table.query(pk, { prefix, limit: 1 })) return true;
    return false;
  }

  /** `markedAt`: only this marker; a later one, of an order that was put back to work meanwhile, stays. */
  async unmark(fileId: string, orderId: string, markedAt?: string): Promise<void> {
    await this.#table.delete(keys.openOrder(fileId, orderId), markedAt === undefined ? undefined : { markedAt });
  }
}
