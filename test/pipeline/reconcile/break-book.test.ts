// Which breaks a nightly run takes out at its end: those that nobody has seen since it began.
import { expect, test } from "vitest";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { breakOfRecord, noteUnreadable } from "../../../pipeline/reconcile/unreadable-break.ts";
import { UnreadableRecord } from "../../../pipeline/orders/unreadable-record.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

const recordOf = (orderId: string) => new UnreadableRecord({ pk: `ORDER#${orderId}`, sk: "META" });
const [BEFORE, RUN, DURING, NEXT_RUN] = ["01T22", "02T02", "02T03", "03T02"].map((at) => `2027-01-${at}:00:00.000Z`);

test("a break that somebody else has met since the run began stays; one that nobody has seen goes", async () => {
  const table = new MemoryTable();
  const book = new BreakBook(table);
  const subjects = async () => (await book.open()).map(({ subject }) => subject).toSorted();
  await noteUnreadable(table, recordOf("o-before"), BEFORE!);
  await book.note(breakOfRecord(recordOf("o-found")), RUN!, DURING!);
  await noteUnreadable(table, recordOf("o-during"), DURING!);
  await book.closeOthers(RUN!, ["executions"]);
  expect(await subjects()).toEqual(["o-during", "o-found"]);
  await book.closeOthers(NEXT_RUN!, ["executions"]);
  expect(await subjects()).toEqual([]);
});
