// The break that tells of records which cannot be read: one per file for what its results say of them, and one for each record that nobody
// can go on with. A person must see to the record; no program can make it up.
import { keys } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Clock } from "../../domain/ports.ts";
import { UnreadableRecord } from "../orders/unreadable-record.ts";
import { BreakBook, type FoundBreak } from "./break-book.ts";
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

/** Whose keys name the file or the order that they are about. */
const NAMED = [
  { pattern: /^ORDER#(\S+)/, command: "show", of: (orderId: string) => ({ orderId }) },
  { pattern: /^FILE#\S+ (?:OPEN|ORDER)#(\S+)/, command: "show", of: (orderId: string) => ({ orderId }) },
  { pattern: /^FILE#(\S+)/, command: "status", of: (fileId: string) => ({ fileId }) },
  { pattern: /^RESULTS#untold (\S+)/, command: "status", of: (fileId: string) => ({ fileId }) },
] as const;

/** What the record is about cannot be gone on with. */
export function breakOfRecord({ record, key }: Pick<UnreadableRecord, "record" | "key">): FoundBreak {
  const common = {
    class: "executions" as const,
    ...{ kind: RECORD_UNREADABLE, record: key },
    cause: `The record ${record} cannot be read: it is damaged, or of another version of the program.`,
  };
  for (const { pattern, command, of } of NAMED) {
    const id = pattern.exec(record)?.[1];
    if (id === undefined) continue;
    // Several records of one order or file may be damaged: each has a break of its own.
    const subject = key.sk === keys.order(id).sk ? id : record;
    return { ...common, subject, ...of(id), command: commandOf(`${command} ${id}`) };
  }
  // No command shows more of it than this list.
  const cause = `${common.cause} docs/runbook.md, recordUnreadable, says how to mend it.`;
  return { ...common, cause, subject: record, command: commandOf("breaks") };
}

/** Whatever handles a message: a record that it cannot read is told of, and the message fails as ever. */
export function tellingUnreadable<R, A>(
  { table, clock }: { readonly table: Table; readonly clock: Clock },
  handle: (message: R) => Promise<A>,
): (message: R) => Promise<A> {
  return async (message) => {
    try {
      return await handle(message);
    } catch (error) {
      if (error instanceof UnreadableRecord) await noteUnreadable(table, error, clock.now().toISOString());
      throw error;
    }
  };
}

/** Told at once by the function that meets it; `at`: an ISO instant. */
export async function noteUnreadable(table: Table, met: UnreadableRecord, at: string): Promise<void> {
  await new BreakBook(table).note(breakOfRecord(met), at, at);
}
