// A workbook that is dropped goes the way of every file: its rows under the numbers that Excel shows, its results as CSV and as workbooks.
import { expect, test } from "vitest";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import { WorkbookFile } from "../../../pipeline/results/workbook-file.ts";
import { readWorkbook } from "../../../reading/xlsx/workbook.ts";
import { readFileSync } from "node:fs";
import { BulkWorld } from "./bulk-world.ts";
import { validRows } from "./example-file.ts";

test("a workbook's good row is sent, its bad row comes back in failed.xlsx, as it was", async () => {
  const names = COLUMN_LIST.map(({ name }) => name);
  using workbook = new WorkbookFile("Sites");
  workbook.append(names);
  for (const [at, row] of validRows(2, 1).entries()) {
    const cells: Record<string, string> = { ...row, ...(at === 1 && { site_zip: "7030" }) };
    workbook.append(names.map((name) => cells[name] ?? ""));
  }
  const world = new BulkWorld();
  const { fileId } = await world.drop("sites.xlsx", readFileSync((await workbook.finish()).path));
  await world.runPipeline();
  const rows = world.rows(fileId);
  expect(rows.map((row) => row["_outcome"])).toEqual(["handedOff", "failed"]);
  expect(rows[1]?.["_column"]).toBe("site_zip");

  const failed: (readonly string[])[] = [];
  await readWorkbook(
    (async function* () {
      const key = world.s3.keys("files", "results/").find((one) => one.endsWith(`${fileId}/failed.xlsx`));
      yield world.s3.bytes("files", key ?? "failed.xlsx");
    })(),
    undefined,
    () => undefined,
    ({ cells }) => failed.push(cells),
  );
  expect(failed).toHaveLength(2);
  expect(failed[1]?.[failed[0]?.indexOf("site_zip") ?? -1]).toBe("7030");
});
