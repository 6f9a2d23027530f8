// `validate` tells what it finds while it reads, and says the same as the intake would.
import { expect, test } from "vitest";
import { profileOf } from "../../../reading/profiles.ts";
import { NOW } from "./bulk-world.ts";
import { validateFile } from "../../../pipeline/intake/validate-file.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";
import { validated } from "./validated.ts";

test("the first issue of 500 rows is told before the file is read to its end", async () => {
  const rows = validRows(500, 20).map((row, at) => (at === 1 ? { ...row, floor: "" } : row));
  const bytes = Buffer.from(csvOf(rows));
  let read = 0;
  let readAtFirstIssue: number | undefined;
  async function* slowly() {
    for (; read < bytes.length;) {
      const chunk = bytes.subarray(read, read + 16_384);
      read += chunk.length;
      yield await Promise.resolve(chunk);
    }
  }
  await validateFile({
    open: slowly,
    profile: profileOf("demo"),
    now: NOW,
    onIssue: ({ code, row }) => {
      expect([code, row]).toEqual(["cell.required", 3]);
      readAtFirstIssue ??= read;
    },
  });
  expect(bytes.length).toBeGreaterThan(200_000);
  expect(readAtFirstIssue).toBeLessThan(bytes.length / 4);
});

test("says what the intake says: issues, rows, orders, cells", async () => {
  const rows = validRows(40, 4).map((row, at) => ({
    ...row,
    ...(at % 7 === 0 && { floor: "" }),
    ...(at === 9 && { site_zip: "99999" }),
    ...(at === 12 && { customer_name: "Other Inc" }),
  }));
  const file = csvOf(rows);
  const { issues, result } = await validated([file]);
  const world = new BulkWorld();
  const { fileId } = await world.drop("a.csv", file);
  const receipt = world.receipt(fileId);
  expect(issues).toEqual(receipt.issues);
  expect(result).toMatchObject({ format: receipt.format, rows: receipt.rows, cells: receipt.cells });
  expect(result.orders.total).toBe(receipt.orders.total);
});
