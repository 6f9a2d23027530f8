// A cell that Excel takes for a date, in a column that takes none: what was typed is lost.
import { expect, test } from "vitest";
import { type Cells, validRows } from "../../pipeline/intake/example-file.ts";
import { validated } from "../../pipeline/intake/validated.ts";
import { makeWorkbook } from "./make-workbook.ts";

const STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
const text = (value: string): string =>
  `<c t="inlineStr"><is><t>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</t></is></c>`;
/** January 2, 2026. */
const DAY = '<c s="1"><v>46024</v></c>';

/** What is told of a site with these cells, and of one below it. */
async function toldOf(marks: Record<string, string>, cells: Cells = {}) {
  const rows = validRows(2).map((row, at): Cells => ({ ...row, ...(at === 0 && cells), my_day: "" }));
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row, at) =>
    names.map((name) => (at === 0 ? marks[name] : undefined) ?? text(row[name] ?? "")).join(""),
  );
  const data = [names.map(text).join(""), ...lines].map((line) => `<row>${line}</row>`).join("");
  const { issues } = await validated([await makeWorkbook({ sheets: { Sites: data }, styles: STYLES })]);
  return issues.filter(({ severity }) => severity === "error");
}

test.each(["floor", "room", "site_ref", "order_ref", "promo_code"])(
  "a date as %s is an error of that cell",
  async (name) => {
    const [issue] = await toldOf({ [name]: DAY });
    expect(issue).toMatchObject({ code: "excel.autoDate", row: 2, column: name, value: "2026-01-02" });
  },
);

test("the other cells of its row are checked all the same", async () => {
  const told = await toldOf({ floor: DAY }, { site_zip: "abc" });
  expect(told.map(({ code }) => code).sort()).toEqual(["excel.autoDate", "zip.form"]);
});

test("a date in a date column, a note, or a column of the distributor's own is healthy", async () => {
  expect(await toldOf({ requested_start_date: DAY, premise_notes: DAY, my_day: DAY })).toEqual([]);
});
