// The timeline of an order and its sites: it only grows. An entry is written into the changed record itself, by the very write
// that changes it, so that no crash can part the two; once a record has gathered a few of them they get items of their own.
// An entry that says no more than its mark does (marked-entries.ts) is that mark. A reader of the timeline reads all three places.
import * as z from "zod";
import { plainObject } from "../../contracts/object-schemas.ts";
import { type EventRecord, EventRecordSchema, keys } from "../../contracts/records.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import type { SiteChange } from "./site-changes.ts";
import { isPlain, markedEntries, type TimelineEvent } from "./marked-entries.ts";
import { groupIn, type SiteGroup } from "./site-groups.ts";
import { keyOfItem, orUnreadable, readPart, readRecord, UnreadableRecord } from "./unreadable-record.ts";

/** Attributes that hold an entry each: of a group of sites, and of records that versions before 2026-11-28 have written. No dot: that would be a path. */
const ENTRY_PREFIX = "line#";
/** The same of an order or a site: `told#TYPE@MILLIS`. What the name and the record say already is left out: a write costs by its size. */
const TOLD_PREFIX = "told#";
/** Whether the attribute of a record is an entry of the timeline. */
export const isEntry = (name: string): boolean => name.startsWith(ENTRY_PREFIX) || name.startsWith(TOLD_PREFIX);
/** Entries that a record keeps: a write costs by the size of its record, an item of its own costs a write. */
const KEPT_ENTRIES_MAX = 8;

/** What happened to several sites of a group; `at` and `notes` by the site's index, epoch milliseconds. */
const GroupEntrySchema = plainObject(() => ({
  ...EventRecordSchema.pick({ type: true, actor: true, stage: true, to: true, reason: true }).shape,
  at: z.record(z.string(), z.number()),
  notes: z.record(z.string(), z.string()).optional(),
}));
type GroupEntry = z.infer<typeof GroupEntrySchema>;

const ToldSchema = plainObject(() => EventRecordSchema.omit({ type: true, at: true, orderId: true }).shape);

/**
 * The attribute that a change writes along, if any. The same entry is always the same attribute. `isMarked`: the same write sets the
 * mark of this type, and no other write ever will.
 */
export function entryOf(event: TimelineEvent, { isMarked = false } = {}): Item {
  if (isMarked && isPlain(event)) return {};
  const { at, type, orderId: _orderId, ...rest } = event;
  const told = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { [`${TOLD_PREFIX}${type}@${String(Date.parse(at))}`]: Object.fromEntries(told) };
}

/**
 * The attributes that a change of several sites of a group writes along: one for each thing that happened, with a moment per site.
 * Their names count with the group's version, so that none ever takes another's place.
 */
export function groupEntries(
  changes: readonly SiteChange[],
  { version, actor, now }: { readonly version: number; readonly actor: string; readonly now: string },
): Item {
  const told = changes.flatMap(({ site, happened }) =>
    happened === undefined ? [] : [{ index: site.index, happened }],
  );
  const alike = Map.groupBy(told, ({ happened: { type, stage, to, reason } }) =>
    JSON.stringify([type, stage, to, reason]),
  );
  const entries = [...alike.values()].map((own, n): [string, GroupEntry] => {
    const [{ happened } = { happened: undefined }] = own;
    const { type = "", stage, to, reason } = happened ?? {};
    const at = own.map(({ index, happened: one }) => [String(index), Date.parse(one.at ?? now)] as const);
    const notes = own.flatMap(({ index, happened: { note } }) =>
      note === undefined ? [] : [[String(index), note] as const],
    );
    return [
      `${ENTRY_PREFIX}${String(version)}-${String(n)}`,
      {
        ...{ type, actor, at: Object.fromEntries(at) },
        ...(stage !== undefined && { stage }),
        ...(to !== undefined && { to }),
        ...(reason !== undefined && { reason }),
        ...(notes.length > 0 && { notes: Object.fromEntries(notes) }),
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** Gives the entries of a record items of their own, when they have become many. A crash before the end leaves both. */
export async function moveEntries(table: Table, key: Key, record: Item): Promise<void> {
  const names = Object.keys(record).filter(isEntry);
  if (names.length <= KEPT_ENTRIES_MAX) return;
  await putEvents(table, writtenEntries(record));
  await table.update(key, { remove: names, when: { orderId: { absent: false } } });
}

/** An entry that no change of a record stands behind. */
export async function putEvents(table: Table, events: readonly TimelineEvent[]): Promise<void> {
  const items = events.map((event) => ({ ...keyOf(event), ...event }));
  // One item alone is a plain put: cheaper than a batch.
  const [only, ...more] = items;
  if (only !== undefined && more.length === 0) await table.put(only);
  else await table.putMany(items);
}

/**
 * In the order of time. `records`: the order's and its sites' records, read before; an entry that was moved since is found
 * where it is now. What cannot be read is named, and the other entries are told.
 */
export async function timelineOf(
  table: Table,
  orderId: string,
  records: Iterable<Item>,
  onUnreadable: (record: string) => void = () => undefined,
): Promise<EventRecord[]> {
  const found = new Map<string, EventRecord>();
  for (const record of records) {
    const entries = orUnreadable(() => entriesIn(record));
    if (entries instanceof UnreadableRecord) onUnreadable(entries.record);
    else for (const entry of entries) found.set(keyOf(entry).sk, entry);
  }
  const { pk, prefix } = keys.eventsOf(orderId);
  for await (const item of table.query(pk, { prefix })) {
    const entry = orUnreadable(() => readRecord(EventRecordSchema, item));
    if (entry instanceof UnreadableRecord) onUnreadable(entry.record);
    else found.set(String(item["sk"]), entry);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** Of marks first: where an entry is written, too, it says more. */
const entriesIn = (record: Item): EventRecord[] => [...markedEntries(record), ...writtenEntries(record)];

function writtenEntries(record: Item): EventRecord[] {
  const group = groupIn(record);
  return Object.entries(record).flatMap(([name, entry]) => {
    if (!isEntry(name)) return [];
    if (name.startsWith(TOLD_PREFIX)) return [toldEntry(name, entry, record)];
    const item = keyOfItem(record);
    return group === undefined
      ? [readPart(EventRecordSchema, entry, item)]
      : entriesOfGroup(group, readPart(GroupEntrySchema, entry, item));
  });
}

function toldEntry(name: string, entry: unknown, record: Item): EventRecord {
  const [type = "", millis] = name.slice(TOLD_PREFIX.length).split("@");
  const about = { orderId: String(record["orderId"]) };
  const moment = new Date(Number(millis));
  const at = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  const item = keyOfItem(record);
  return readPart(EventRecordSchema, { ...about, ...readPart(ToldSchema, entry, item), type, at }, item);
}

function entriesOfGroup({ sites }: SiteGroup, { at, notes = {}, ...happened }: GroupEntry): EventRecord[] {
  return Object.entries(at).flatMap(([index, millis]) => {
    const site = sites.get(Number(index));
    if (site === undefined) return [];
    const { orderId, siteRef } = site;
    const note = notes[index];
    const entry = { ...happened, at: new Date(millis).toISOString(), orderId, siteRef };
    return [note === undefined ? entry : { ...entry, note }];
  });
}

function keyOf({ orderId, at, type, siteRef }: TimelineEvent): Key {
  return keys.event(orderId, at, siteRef === undefined ? type : `${type}#${siteRef}`);
}
