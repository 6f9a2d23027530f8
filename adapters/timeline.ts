// The timeline of an order and its sites: it only grows, and the same happening written twice is one line.
import { type EventRecord, keys } from "../contracts/records.ts";
import type { Table } from "./table.ts";

/** Undefined values are left out of the record. */
export type TimelineEvent = {
  readonly [K in keyof EventRecord]: EventRecord[K] | undefined;
} & Pick<EventRecord, "at" | "type" | "orderId" | "actor">;

export async function putEvents(table: Table, events: readonly TimelineEvent[]): Promise<void> {
  const items = events.map((event) => {
    const tie = event.siteRef === undefined ? event.type : `${event.type}#${event.siteRef}`;
    return { ...keys.event(event.orderId, event.at, tie), ...event };
  });
  // One item alone is a plain put: cheaper than a batch.
  const [only, ...more] = items;
  if (only !== undefined && more.length === 0) await table.put(only);
  else await table.putMany(items);
}
