// A list of items of which one cannot be read: it is told of and passed over, and never stops the others.
import type * as z from "zod";
import type { Item } from "../../adapters/aws/table.ts";
import { orUnreadable, readRecord, UnreadableRecord } from "./unreadable-record.ts";

/** `id`: partition and sort key. */
export type OnUnreadable = (id: string, error: UnreadableRecord) => void;

export async function* readableItems<S extends z.ZodType>(
  items: AsyncIterable<Item>,
  schema: S,
  onUnreadable: OnUnreadable,
): AsyncIterable<z.output<S>> {
  for await (const item of items) {
    const read = orUnreadable(() => readRecord(schema, item));
    if (read instanceof UnreadableRecord) onUnreadable(read.record, read);
    else yield read;
  }
}
