// Which cells of a date column prove its order, and what a cell is told that is a day in neither.
import { expect, test } from "vitest";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { validated } from "../pipeline/intake/validated.ts";

/** Codes and rows of a file whose orders have these effective dates. */
async function toldOf(...days: string[]): Promise<string[]> {
  const rows = validRows(days.length, 1).map((row, at) => ({ ...row, contract_effective_date: days[at] ?? "" }));
  return (await validated([csvOf(rows)])).issues.map(({ code, row }) => `${code} ${String(row)}`);
}

test("a day above 12 proves the order of its column", async () => {
  expect(await toldOf("3/4/2027", "25/4/2027")).toEqual(["date.columnDecided 2"]);
  expect(await toldOf("3/4/2027", "4/25/2027")).toEqual(["date.columnDecided 2"]);
});

test.each(["30/02/2027", "2/30/2027", "13/13/2027", "31/04/2027"])("%s is no day, and proves nothing", async (day) => {
  expect(await toldOf("3/4/2027", day)).toEqual(["date.ambiguous 2", "date.form 3"]);
});

test("a column of no days is not said to have been read in some order", async () => {
  expect(await toldOf("13/13/2027", "31/04/2027")).toEqual(["date.form 2", "date.form 3"]);
});
