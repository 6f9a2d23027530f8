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

test("each damaged record of one order or file has a break of its own, and what names the order still does", async () => {
  const table = new MemoryTable();
  const damaged = ["ORDER#o-1 META", "ORDER#o-1 CALLS#enrich#00000", "FILE#f-1 META", "FILE#f-1 NAME#a"];
  for (const record of damaged) {
    const [pk = "", sk = ""] = record.split(" ");
    await noteUnreadable(table, new UnreadableRecord({ pk, sk }), "2027-01-05T09:30:00.000Z");
  }
  const open = await new BreakBook(table).open();
  expect(open.map(({ subject }) => subject).toSorted()).toEqual([damaged[3], damaged[1], "f-1", "o-1"]);
  expect(open.filter(({ orderId }) => orderId === "o-1")).toHaveLength(2);
});
