// Finds orders by what people have of them: the file, an id of AT&T's, the timeline. Reads only.
import { type EventRecord, keys, type OrderRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { ordersOfFile } from "./orders-of-file.ts";
import { type OnUnreadable, readableItems } from "./readable-items.ts";
import { timelineOf } from "./timeline.ts";

export class OrderLookup {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** All orders of a file. */
  ofFile(fileId: string, onUnreadable: OnUnreadable = () => undefined): AsyncIterable<OrderRecord> {
    return readableItems(ordersOfFile(this.#table, fileId), OrderRecordSchema, onUnreadable);
  }

  /** The orders whose parent order at AT&T is this one or comes last before it, the nearest first. */
  async nearPartnerOrder(partnerId: string, limit: number): Promise<string[]> {
    const { pk, sk } = keys.partnerOrder(canonicalId(partnerId));
    const found: string[] = [];
    const before = this.#table.query(pk, { between: ["0", sk], descending: true, limit });
    for await (const item of before) found.push(String(item["orderId"]));
    return found;
  }

  /** Of the wait for a credit decision, whose key is the quote. */
  async ofQuote(quoteId: string): Promise<string | undefined> {
    const item = await this.#table.get(keys.wait("credit", canonicalId(quoteId)));
    return item && String(item["orderId"]);
  }

  /** The entries of its timeline, and of those of its sites. */
  async timeline(orderId: string): Promise<EventRecord[]> {
    const records = [];
    const item = await this.#table.get(keys.order(orderId));
    if (item !== undefined) records.push(item);
    const { pk, prefix } = keys.sitesOf(orderId);
    for await (const site of this.#table.query(pk, { prefix })) records.push(site);
    return await timelineOf(this.#table, orderId, records);
  }
}
