// A file that names an order_ref of which a record is damaged: its rows say so and nothing of it is sent; the other orders of the file go on,
// and a break names the record. Once it is mended the same rows are taken as ever.
import { expect, test } from "vitest";
import { writeResults } from "../../../pipeline/results/write-results.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

test.each(["ORDERREF#", "SITEREF#"])("a damaged %s stops its own order alone", async (kind) => {
  const world = new BulkWorld();
  await world.drop("first.csv", csvOf(validRows(1)));
  world.sent.splice(0);
  const item = [...world.table.items.values()].find(({ sk }) => String(sk).startsWith(kind))!;
  const key = { pk: String(item["pk"]), sk: String(item["sk"]) };
  await world.table.put({ ...item, ...key, fileId: 7 });

  const [known, fresh] = [validRows(1)[0]!, { ...validRows(1)[0]!, order_ref: "NEW-1" }];
  const { fileId } = await world.drop("second.csv", csvOf([{ ...known, floor: "77" }, fresh]));
  await writeResults(world.deps, fileId);
  const codes = world.rows(fileId).map((row) => `${row["_outcome"]} ${row["_code"]}`);
  expect(codes).toEqual(["failed order.recordUnreadable", expect.stringContaining("waiting")]);
  expect(world.sent).toHaveLength(1);
  const [found] = await new BreakBook(world.table).open();
  expect(found).toMatchObject({ kind: "recordUnreadable", record: key, command: "npm start -- breaks" });
  expect(found?.cause).toContain(`${key.pk} ${key.sk}`);
  expect(found?.cause).toContain("docs/runbook.md, recordUnreadable, says how to mend it.");

  await world.table.put({ ...item, ...key });
  world.sent.splice(0);
  const third = await world.drop("third.csv", csvOf([known, { ...fresh, order_ref: "NEW-2" }]));
  await writeResults(world.deps, third.fileId);
  expect(world.rows(third.fileId).map((row) => row["_outcome"])).toEqual(["unchanged", "waiting"]);
  expect(world.sent).toHaveLength(1);
});

test("a damaged address costs its warning alone", async () => {
  const world = new BulkWorld();
  await world.drop("first.csv", csvOf(validRows(1)));
  const item = [...world.table.items.values()].find(({ sk }) => sk === "PLACE")!;
  await world.table.put({ ...item, pk: String(item["pk"]), sk: "PLACE", index: "x" });
  world.sent.splice(0);
  const { fileId } = await world.drop("second.csv", csvOf([{ ...validRows(1)[0]!, order_ref: "NEW-1" }]));
  expect(world.sent.map((message) => message.fileId)).toEqual([fileId]);
});
