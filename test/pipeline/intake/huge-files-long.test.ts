// Files at the limits of what is read, and far behind them, are answered row by row.
import { expect, test } from "vitest";
import { FILE_LIMITS } from "../../../contracts/limits.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

test("a quote that is never closed gives back a million lines, and says so where there are more", async () => {
  const world = new BulkWorld();
  const { fileId } = await world.drop("b.csv", `order_ref\n"R-1\n${"R-1\n".repeat(FILE_LIMITS.rowsMax)}`);
  const { rows, issuesByCode } = world.receipt(fileId);
  expect(rows.total).toBe(FILE_LIMITS.rowsMax + 1);
  expect(issuesByCode).toMatchObject({ "quote.unclosed": 1, "file.tooManyRows": 1 });
  expect(countLines(world.results(fileId, "results.csv"))).toBe(FILE_LIMITS.rowsMax + 2);
});

test("a file of more than a million rows has the rows that the limit leaves, and one for those behind it", async () => {
  const world = new BulkWorld();
  const { fileId } = await world.drop("a.csv", `order_ref\n${"R-1\n".repeat(FILE_LIMITS.rowsMax + 5)}`);
  expect(world.receipt(fileId).rows.total).toBe(FILE_LIMITS.rowsMax + 1);
  const text = world.results(fileId, "results.csv");
  expect(countLines(text)).toBe(FILE_LIMITS.rowsMax + 2);
  const last = text.slice(text.lastIndexOf("\n", text.length - 2));
  expect(last).toContain("file.tooManyRows");
  expect(last).toContain("read only up to line 1000002");
});

test("100,000 rows of one site, and an order nested 50,000 deep, are answered", async () => {
  const world = new BulkWorld();
  const [header = "", row = ""] = csvOf(validRows(1)).split("\n");
  const many = await world.drop("many.csv", `${header}\n${`${row}\n`.repeat(100_000)}`);
  expect(world.receipt(many.fileId).issuesByCode["order.tooManySites"]).toBe(1);
  expect(world.receipt(many.fileId).rows).toMatchObject({ total: 100_000, failed: 100_000 });
  const deep = `{"orderRef":"R","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}\n`;
  const nested = await world.drop("deep.ndjson", deep);
  expect(world.receipt(nested.fileId).issuesByCode["json.depth"]).toBe(1);
});
