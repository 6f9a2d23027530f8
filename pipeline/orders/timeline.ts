// The timeline of an order and its sites: it only grows. A line is written into the changed record itself, by the very write
// that changes it, so that no crash can part the two; once a record has gathered a few of them they get items of their own.
// Whoever reads the timeline reads both places.
import { type EventRecord, EventRecordSchema, keys } from "../../contracts/records.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";

/** Undefined values are left out of the record. */
export type TimelineEvent = {
  readonly [K in keyof EventRecord]: EventRecord[K] | undefined;
} & Pick<EventRecord, "at" | "type" | "orderId" | "actor">;

/** Attributes of an order's or a site's record that hold a line each. No dot: that would be a path. */
const LINE_PREFIX = "line#";
/** Lines that a record keeps: a write costs by the size of its record, an item of its own costs a write. */
const KEPT_LINES_MAX = 8;

/** The attribute that a change writes along. The same line is always the same attribute. */
export function lineOf(event: TimelineEvent): Item {
  const known = Object.entries(event).filter(([, value]) => value !== undefined);
  return { [`${LINE_PREFIX}${event.type}@${String(Date.parse(event.at))}`]: Object.fromEntries(known) };
}

/** Gives the lines of a record items of their own, when they have become many. A crash before the end leaves both. */
export async function moveLines(table: Table, key: Key, record: Item): Promise<void> {
  const names = Object.keys(record).filter((name) => name.startsWith(LINE_PREFIX));
  if (names.length <= KEPT_LINES_MAX) return;
  await putEvents(table, linesIn(record));
  await table.update(key, { remove: names, when: { orderId: { absent: false } } });
}

/** A line that no change of a record stands behind. */
export async function putEvents(table: Table, events: readonly TimelineEvent[]): Promise<void> {
  const items = events.map((event) => ({ ...keyOf(event), ...event }));
  // One item alone is a plain put: cheaper than a batch.
  const [only, ...more] = items;
  if (only !== undefined && more.length === 0) await table.put(only);
  else await table.putMany(items);
}

/**
 * In the order of time. `records`: the order's and its sites' records, read before; a line that was moved since is found
 * where it is now.
 */
export async function timelineOf(table: Table, orderId: string, records: Iterable<Item>): Promise<EventRecord[]> {
  const found = new Map<string, EventRecord>();
  for (const record of records) for (const line of linesIn(record)) found.set(keyOf(line).sk, line);
  const { pk, prefix } = keys.eventsOf(orderId);
  for await (const { pk: _pk, sk, ...event } of table.query(pk, { prefix })) {
    found.set(String(sk), EventRecordSchema.parse(event));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function linesIn(record: Item): EventRecord[] {
  return Object.entries(record).flatMap(([name, line]) =>
    name.startsWith(LINE_PREFIX) ? [EventRecordSchema.parse(line)] : [],
  );
}

function keyOf({ orderId, at, type, siteRef }: TimelineEvent): Key {
  return keys.event(orderId, at, siteRef === undefined ? type : `${type}#${siteRef}`);
}
