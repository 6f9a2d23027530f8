// A workbook that is dropped goes the way of every file: its rows under the numbers that Excel shows, its results as CSV and as workbooks.
import { expect, test } from "vitest";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import { WorkbookFile } from "../../../pipeline/results/workbook-file.ts";
import { rowXml } from "../../../domain/results/workbook-xml.ts";
import { readWorkbook } from "../../../reading/xlsx/workbook.ts";
import { readFileSync } from "node:fs";
import { BulkWorld } from "./bulk-world.ts";
import { makeWorkbook } from "../../reading/xlsx/make-workbook.ts";
import { csvOf, validRows } from "./example-file.ts";

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
    { row: ({ cells }) => failed.push(cells) },
  );
  expect(failed).toHaveLength(2);
  expect(failed[1]?.[failed[0]?.indexOf("site_zip") ?? -1]).toBe("7030");
  const report = world.s3.keys("files", "results/").find((one) => one.endsWith(`${fileId}/report.html`)) ?? "";
  expect(Buffer.from(world.s3.bytes("files", report)).toString()).toContain(
    'Open <a href="failed.xlsx">failed.xlsx</a>',
  );
});

/** Two sheets, `Orders` and `Straße & Co`, with an order each. */
function twoSheets(): Promise<Buffer> {
  const names = COLUMN_LIST.map(({ name }) => name);
  const [first = "", second = ""] = validRows(2, 1).map((row) => {
    const cells: Record<string, string> = row;
    return (
      rowXml(1, names) +
      rowXml(
        2,
        names.map((name) => cells[name] ?? ""),
      )
    );
  });
  return makeWorkbook({ sheets: { Orders: first, "Straße &amp; Co": second } });
}

test("the sheet that the upload names is read, and is a batch of its own", async () => {
  const workbook = await twoSheets();
  const world = new BulkWorld();
  const first = await world.drop("two.xlsx", workbook);
  const second = await world.drop("again.xlsx", workbook, { sheet: encodeURIComponent("straße & co") });
  expect(second.fileId).not.toBe(first.fileId);
  expect((await world.documents()).map(({ orderRef }) => orderRef)).toEqual(["R-1", "R-2"]);
  await world.runPipeline();
  expect(world.rows(second.fileId).map((row) => [row["order_ref"], row["_outcome"]])).toEqual([["R-2", "handedOff"]]);
});

test("sheets that were not read are named, and naming one as the warning says sends it", async () => {
  // Saved by LibreOffice: two sheets with an order each, one empty, one hidden, one with a note.
  const workbook = readFileSync(new URL("../../fixtures/workbooks/five-sheets.xlsx", import.meta.url));
  const world = new BulkWorld();
  const first = await world.drop("two.xlsx", workbook);
  const [warning, ...others] = world.receipt(first.fileId).issues;
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ severity: "warning", code: "file.sheetsNotRead", row: null });
  expect(warning?.message).toContain('Not read: "Ohio & "East"", "Notes".');
  expect(warning?.fix).toContain("--sheet NAME");
  const [, sheet = ""] = /read: "(.+?)", "/.exec(warning?.message ?? "") ?? [];
  const second = await world.drop("two.xlsx", workbook, { sheet: encodeURIComponent(sheet) });
  expect(world.receipt(second.fileId)).toMatchObject({ status: "processing", issues: [] });
});

test("a first sheet without orders is refused with the names of the others", async () => {
  const names = COLUMN_LIST.map(({ name }) => name);
  const notes = rowXml(1, ["Please fill in the next sheet"]);
  const workbook = await makeWorkbook({ sheets: { "Read me": notes, Sites: rowXml(1, names), Lists: "" } });
  const world = new BulkWorld();
  const { fileId } = await world.drop("notes.xlsx", workbook);
  const { status, issues } = world.receipt(fileId);
  expect(status).toBe("rejected");
  expect(issues.map(({ code }) => code)).toContain("file.noHeader");
  expect(issues.find(({ code }) => code === "file.sheetsNotRead")?.message).toContain('Not read: "Sites".');
});

test("a sheet that is not there refuses the file and lists the sheets that are", async () => {
  const world = new BulkWorld();
  const { fileId } = await world.drop("two.xlsx", await twoSheets(), { sheet: "Sites" });
  const { status, issues } = world.receipt(fileId);
  expect(status).toBe("rejected");
  expect(issues).toMatchObject([{ code: "file.sheetUnknown" }]);
  expect(issues[0]?.message).toContain("Orders, Straße & Co");
});

test("a sheet that is asked of a CSV is told, and the file is read", async () => {
  const world = new BulkWorld();
  const { fileId } = await world.drop("one.csv", csvOf(validRows(1, 1)), { sheet: "Orders" });
  expect(world.receipt(fileId).issues).toMatchObject([{ severity: "warning", code: "file.noSheets" }]);
  expect(world.sent).toHaveLength(1);
});
