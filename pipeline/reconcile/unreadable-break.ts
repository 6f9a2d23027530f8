// The break that tells of records which cannot be read: one per file for what its results say of them, and one per order that nobody
// can go on with. A person must see to the record; no program can make it up.
import type { FoundBreak } from "./break-book.ts";
import { commandOf } from "./command-of.ts";

export const RECORD_UNREADABLE = "recordUnreadable";
/** Records that a break names; it counts all of them. */
const NAMED_MAX = 3;

/** Rows of the file say `recordUnreadable`. */
export function breakOfResults(fileId: string, records: readonly string[]): FoundBreak {
  const more = records.length > NAMED_MAX ? `, and ${String(records.length - NAMED_MAX)} more` : "";
  const named = records.slice(0, NAMED_MAX).join(", ") + more;
  return {
    ...{ class: "results", kind: RECORD_UNREADABLE, subject: fileId, fileId },
    cause: `Records of this file cannot be read: ${named}. Their rows say so. Once the records can be read, the next night writes the results anew.`,
    command: commandOf(`status ${fileId}`),
  };
}

/** `record`: partition and sort key. An order of it cannot be gone on with. */
export function breakOfRecord(record: string): FoundBreak {
  const orderId = /^ORDER#(\S+)/.exec(record)?.[1];
  return {
    ...{ class: "executions", kind: RECORD_UNREADABLE, subject: orderId ?? record },
    ...(orderId !== undefined && { orderId }),
    cause: `The record ${record} cannot be read: it is damaged, or of another version of the program.`,
    command: commandOf(orderId === undefined ? "status" : `show ${orderId}`),
  };
}
