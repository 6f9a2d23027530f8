// A record in the table that no reader of this version understands: damaged, or written by a version that is too far away. Code
// that meets one can tell it from a failure that goes away, and names it without showing what is in it.
import type * as z from "zod";
import type { Item, Key } from "../../adapters/aws/table.ts";

export class UnreadableRecord extends Error {
  override readonly name = "UnreadableRecord";
  /** Partition and sort key. */
  readonly record: string;
  readonly key: Key;

  constructor(key: Key, fields: readonly string[] = []) {
    const record = `${key.pk} ${key.sk}`;
    super([record, ...(fields.length === 0 ? [] : [`(${fields.join(", ")})`])].join(" "));
    this.record = record;
    this.key = key;
  }
}

export const keyOfItem = (item: Item): Key => ({ pk: String(item["pk"]), sk: String(item["sk"]) });
export const nameOfItem = (item: Item): string => `${String(item["pk"])} ${String(item["sk"])}`;

/** Fields that are named with a record: the rest of a damaged one tells no more. */
const FIELDS_MAX = 5;

/** Throws UnreadableRecord, with the names of the fields that are wrong. */
export function readRecord<S extends z.ZodType>(schema: S, item: Item): z.output<S> {
  return readPart(schema, item, keyOfItem(item));
}

/** An item that was there a moment ago, or a part of one; `key` is the item's. */
export function readPart<S extends z.ZodType>(schema: S, part: unknown, key: Key): z.output<S> {
  const read = schema.safeParse(part);
  if (read.success) return read.data;
  const fields = new Set(read.error.issues.map(({ path }) => path.map(String).join(".")));
  throw new UnreadableRecord(key, [...fields].slice(0, FIELDS_MAX));
}

/** What `read` gives, or the unreadable record that it met. Any other failure is thrown. */
export function orUnreadable<T>(read: () => T): T | UnreadableRecord {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableRecord) return error;
    throw error;
  }
}
