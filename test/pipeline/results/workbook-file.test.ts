// What we write as a workbook, our own reader gives back letter by letter: no zero, digit, date or odd character is changed on the way.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WorkbookFile } from "../../../pipeline/results/workbook-file.ts";
import { columnName } from "../../../domain/results/workbook-xml.ts";
import { readWorkbook } from "../../../reading/xlsx/workbook.ts";

async function written(
  rows: readonly (readonly string[])[],
  wrong: Parameters<WorkbookFile["append"]>[1] = [],
): Promise<Buffer> {
  using file = new WorkbookFile("Results");
  for (const [n, row] of rows.entries()) file.append(row, n === 1 ? wrong : []);
  return readFileSync((await file.finish()).path);
}

async function readBack(bytes: Buffer): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const stream = (async function* () {
    yield bytes;
  })();
  await readWorkbook(stream, undefined, { row: ({ cells }) => rows.push(cells) });
  return rows;
}

test("what would be changed by a spreadsheet comes back as it was", async () => {
  const rows = [
    ["ref", "zip", "date", "text"],
    ["007", "07030", "2027-03-01", "=SUM(A1)"],
    ["5.55E+09", "1/2", "TRUE", 'a "quoted" <b>&amp;</b>\r\nnext _x0041_ \u0001'],
  ];
  expect(await readBack(await written(rows))).toEqual(rows);
});

test("any text comes back", async () => {
  const cell = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => text.trim() !== "" && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      async (rows) => {
        expect(await readBack(await written(rows))).toEqual(rows);
      },
    ),
    { numRuns: 20 },
  );
});

test("a wrong cell is colored and carries its reason as a note", async () => {
  const bytes = await written(
    [["site_zip"], ["7030"]],
    [{ column: 0, note: "ZIP code 7030 has four digits. Correct it." }],
  );
  const { parts } = await unzipped(bytes);
  expect(parts["xl/worksheets/sheet1.xml"]).toContain('<c r="A2" s="3"');
  expect(parts["xl/worksheets/sheet1.xml"]).toContain("<legacyDrawing");
  expect(parts["xl/comments1.xml"]).toContain('<comment ref="A2"');
  expect(parts["xl/comments1.xml"]).toContain("ZIP code 7030 has four digits. Correct it.");
  expect(parts["xl/drawings/vmlDrawing1.vml"]).toContain("<x:Row>1</x:Row><x:Column>0</x:Column>");
});

test("columns are named as Excel names them", () => {
  expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
});

async function unzipped(bytes: Buffer) {
  const { ZipParts } = await import("../../../reading/xlsx/zip-parts.ts");
  await using zip = await ZipParts.open(
    (async function* () {
      yield bytes;
    })(),
  );
  const parts: Record<string, string> = {};
  for (const name of ["xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"]) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of zip.read(name)) chunks.push(chunk);
    parts[name] = Buffer.concat(chunks).toString("utf8");
  }
  return { parts };
}
