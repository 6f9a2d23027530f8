// The timeline of an order and its sites: it only grows. A line is written into the changed record itself, by the very write
// that changes it, so that no crash can part the two; once a record has gathered a few of them they get items of their own.
// A line that says no more than its mark does (marked-lines.ts) is that mark. A reader of the timeline reads all three places.
import * as z from "zod";
import { type EventRecord, EventRecordSchema, keys } from "../../contracts/records.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import type { SiteChange } from "./site-changes.ts";
import { isPlain, markedLines, type TimelineEvent } from "./marked-lines.ts";
import { groupIn, type SiteGroup } from "./site-groups.ts";
import { keyOfItem, orUnreadable, readPart, readRecord, UnreadableRecord } from "./unreadable-record.ts";

/** Attributes that hold a line each: of a group of sites, and of records that versions before 2026-11-28 have written. No dot: that would be a path. */
const LINE_PREFIX = "line#";
/** The same of an order or a site: `told#TYPE@MILLIS`. What the name and the record say already is left out: a write costs by its size. */
const TOLD_PREFIX = "told#";
/** Whether the attribute of a record is a line of the timeline. */
export const isLine = (name: string): boolean => name.startsWith(LINE_PREFIX) || name.startsWith(TOLD_PREFIX);
/** Lines that a record keeps: a write costs by the size of its record, an item of its own costs a write. */
const KEPT_LINES_MAX = 8;

/** What happened to several sites of a group; `at` and `notes` by the site's index, epoch milliseconds. */
const GroupLineSchema = EventRecordSchema.pick({ type: true, actor: true, stage: true, to: true, reason: true }).extend(
  {
    at: z.record(z.string(), z.number()),
    notes: z.record(z.string(), z.string()).optional(),
  },
);
type GroupLine = z.infer<typeof GroupLineSchema>;

const ToldSchema = EventRecordSchema.omit({ type: true, at: true, orderId: true });

/**
 * The attribute that a change writes along, if any. The same line is always the same attribute. `isMarked`: the same write sets the
 * mark of this type, and no other write ever will.
 */
export function lineOf(event: TimelineEvent, { isMarked = false } = {}): Item {
  if (isMarked && isPlain(event)) return {};
  const { at, type, orderId: _orderId, ...rest } = event;
  const told = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { [`${TOLD_PREFIX}${type}@${String(Date.parse(at))}`]: Object.fromEntries(told) };
}

/**
 * The attributes that a change of several sites of a group writes along: one for each thing that happened, with a moment per site.
 * Their names count with the group's version, so that none ever takes another's place.
 */
export function groupLines(
  changes: readonly SiteChange[],
  { version, actor, now }: { readonly version: number; readonly actor: string; readonly now: string },
): Item {
  const told = changes.flatMap(({ site, happened }) =>
    happened === undefined ? [] : [{ index: site.index, happened }],
  );
  const alike = Map.groupBy(told, ({ happened: { type, stage, to, reason } }) =>
    JSON.stringify([type, stage, to, reason]),
  );
  const lines = [...alike.values()].map((own, n): [string, GroupLine] => {
    const [{ happened } = { happened: undefined }] = own;
    const { type = "", stage, to, reason } = happened ?? {};
    const at = own.map(({ index, happened: one }) => [String(index), Date.parse(one.at ?? now)] as const);
    const notes = own.flatMap(({ index, happened: { note } }) =>
      note === undefined ? [] : [[String(index), note] as const],
    );
    return [
      `${LINE_PREFIX}${String(version)}-${String(n)}`,
      {
        ...{ type, actor, at: Object.fromEntries(at) },
        ...(stage !== undefined && { stage }),
        ...(to !== undefined && { to }),
        ...(reason !== undefined && { reason }),
        ...(notes.length > 0 && { notes: Object.fromEntries(notes) }),
      },
    ];
  });
  return Object.fromEntries(lines);
}

/** Gives the lines of a record items of their own, when they have become many. A crash before the end leaves both. */
export async function moveLines(table: Table, key: Key, record: Item): Promise<void> {
  const names = Object.keys(record).filter(isLine);
  if (names.length <= KEPT_LINES_MAX) return;
  await putEvents(table, writtenLines(record));
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
 * where it is now. What cannot be read is named, and the other lines are told.
 */
export async function timelineOf(
  table: Table,
  orderId: string,
  records: Iterable<Item>,
  onUnreadable: (record: string) => void = () => undefined,
): Promise<EventRecord[]> {
  const found = new Map<string, EventRecord>();
  for (const record of records) {
    const lines = orUnreadable(() => linesIn(record));
    if (lines instanceof UnreadableRecord) onUnreadable(lines.record);
    else for (const line of lines) found.set(keyOf(line).sk, line);
  }
  const { pk, prefix } = keys.eventsOf(orderId);
  for await (const item of table.query(pk, { prefix })) {
    const line = orUnreadable(() => readRecord(EventRecordSchema, item));
    if (line instanceof UnreadableRecord) onUnreadable(line.record);
    else found.set(String(item["sk"]), line);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** Of marks first: where a line is written, too, it says more. */
const linesIn = (record: Item): EventRecord[] => [...markedLines(record), ...writtenLines(record)];

function writtenLines(record: Item): EventRecord[] {
  const group = groupIn(record);
  return Object.entries(record).flatMap(([name, line]) => {
    if (!isLine(name)) return [];
    if (name.startsWith(TOLD_PREFIX)) return [toldLine(name, line, record)];
    const item = keyOfItem(record);
    return group === undefined
      ? [readPart(EventRecordSchema, line, item)]
      : linesOfGroup(group, readPart(GroupLineSchema, line, item));
  });
}

function toldLine(name: string, line: unknown, record: Item): EventRecord {
  const [type = "", millis] = name.slice(TOLD_PREFIX.length).split("@");
  const about = { orderId: String(record["orderId"]) };
  const moment = new Date(Number(millis));
  const at = Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  const item = keyOfItem(record);
  return readPart(EventRecordSchema, { ...about, ...readPart(ToldSchema, line, item), type, at }, item);
}

function linesOfGroup({ sites }: SiteGroup, { at, notes = {}, ...happened }: GroupLine): EventRecord[] {
  return Object.entries(at).flatMap(([index, millis]) => {
    const site = sites.get(Number(index));
    if (site === undefined) return [];
    const { orderId, siteRef } = site;
    const note = notes[index];
    const line = { ...happened, at: new Date(millis).toISOString(), orderId, siteRef };
    return [note === undefined ? line : { ...line, note }];
  });
}

function keyOf({ orderId, at, type, siteRef }: TimelineEvent): Key {
  return keys.event(orderId, at, siteRef === undefined ? type : `${type}#${siteRef}`);
}
