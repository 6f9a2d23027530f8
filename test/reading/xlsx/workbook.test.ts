// What a workbook's cells say: text exactly, days by their cell's format, numbers with every digit, a formula's last value; and what is
// refused: damage, passwords, bombs, entities.
import { describe, expect, it } from "vitest";
import { readWorkbook } from "../../../reading/xlsx/workbook.ts";
import { FileFault } from "../../../reading/row/file-fault.ts";
import { makeWorkbook, type WorkbookParts, zipOf } from "./make-workbook.ts";

async function* pieces(bytes: Buffer, size = 1000): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function rowsOf(bytes: Buffer, sheet?: string) {
  const rows: (readonly [number, readonly string[]])[] = [];
  let name = "";
  const left: string[] = [];
  await readWorkbook(pieces(bytes), sheet, {
    begin: (read) => (name = read),
    left: (names) => left.push(...names),
    row: ({ row, cells }) => rows.push([row, cells]),
  });
  return { name, rows, left };
}
const cells = async (parts: WorkbookParts): Promise<readonly string[]> =>
  (await rowsOf(await makeWorkbook(parts))).rows[0]?.[1] ?? [];
const faultOf = async (bytes: Buffer, sheet?: string): Promise<unknown> =>
  rowsOf(bytes, sheet).then(
    () => undefined,
    (error: unknown) => (error instanceof FileFault ? error.finding : error),
  );

const STYLES =
  '<numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="00000"/><numFmt numFmtId="166" formatCode="&quot;day &quot;0"/><numFmt numFmtId="167" formatCode="00000\\-0000"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="9"/><xf numFmtId="167"/><xf numFmtId="22"/></cellXfs>';
const row = (content: string): string => `<row r="1">${content}</row>`;

describe("a cell of a workbook", () => {
  it.each([
    ["a whole number keeps its digits", '<c r="A1"><v>2125550119</v></c>', "2125550119"],
    [
      "a fraction is as Excel shows it, not as the processor keeps it",
      '<c r="A1"><v>0.10000000000000001</v></c>',
      "0.1",
    ],
    [
      "digits that Excel has lost are not made up",
      '<c r="A1"><v>1.2345678901234567E+19</v></c>',
      "1.2345678901234567E+19",
    ],
    ["a day is known by a built-in format", '<c r="A1" s="1"><v>46447</v></c>', "2027-03-01"],
    ["a day is known by a format of the workbook's own", '<c r="A1" s="2"><v>46447</v></c>', "2027-03-01"],
    ["a time of day stays with its day", '<c r="A1" s="7"><v>46447.5</v></c>', "2027-03-01 12:00:00"],
    ["a number that only looks like a day is a number", '<c r="A1"><v>46447</v></c>', "46447"],
    ["letters in quotes make no date", '<c r="A1" s="4"><v>46447</v></c>', "46447"],
    ["leading zeros that the format shows are there", '<c r="A1" s="3"><v>7030</v></c>', "07030"],
    ["a ZIP+4 format is followed", '<c r="A1" s="6"><v>70301234</v></c>', "07030-1234"],
    ["a percentage is what one sees", '<c r="A1" s="5"><v>0.07</v></c>', "7%"],
    ["an ISO day", '<c r="A1" t="d"><v>2027-03-01T00:00:00</v></c>', "2027-03-01"],
    ["a truth value", '<c r="A1" t="b"><v>1</v></c>', "TRUE"],
    ["an error", '<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"],
    ["a formula gives its last value", '<c r="A1" t="str"><f>B1</f><v>S-1</v></c>', "S-1"],
    ["a formula that was never calculated is an error", '<c r="A1"><f>B1</f></c>', "#CALC!"],
    ["inline text, with its blanks", '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 007 </t></is></c>', " 007 "],
    [
      "text of several runs",
      '<c r="A1" t="inlineStr"><is><r><t>Acme </t></r><r><t>Dental</t></r></is></c>',
      "Acme Dental",
    ],
    ["an escaped character", '<c r="A1" t="inlineStr"><is><t>a_x000A_b</t></is></c>', "a\nb"],
  ])("%s", async (_, cell, expected) => {
    expect(await cells({ sheets: { Sites: row(cell) }, styles: STYLES })).toEqual([expected]);
  });

  it("takes shared texts, without the readings beside them", async () => {
    const strings = "<si><t>one</t></si><si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>";
    const data = row('<c r="A1" t="s"><v>1</v></c><c r="C1" t="s"><v>0</v></c>');
    expect(await cells({ sheets: { Sites: data }, strings })).toEqual(["東京", "", "one"]);
  });

  it("counts days from 1904 where the workbook does", async () => {
    const data = row('<c r="A1" s="1"><v>44985</v></c>');
    expect(await cells({ sheets: { Sites: data }, styles: STYLES, date1904: true })).toEqual(["2027-03-01"]);
  });
});

describe("a sheet of a workbook", () => {
  const one =
    '<row r="3"><c r="B3"><v>1</v></c></row><row r="7"><c r="A7" s="1"/></row><row r="9"><c><v>2</v></c><c><v>3</v></c></row>';

  it("has its rows under the numbers that Excel shows, blank ones left out", async () => {
    expect((await rowsOf(await makeWorkbook({ sheets: { Sites: one } }))).rows).toEqual([
      [3, ["", "1"]],
      [9, ["2", "3"]],
    ]);
  });

  it("is the first that is not hidden, or the one that is named", async () => {
    const workbook = await makeWorkbook({
      sheets: { Old: row("<c><v>1</v></c>"), Sites: row("<c><v>2</v></c>") },
      hidden: ["Old"],
    });
    expect(await rowsOf(workbook)).toEqual({ name: "Sites", rows: [[1, ["2"]]], left: [] });
    expect(await rowsOf(workbook, "old")).toEqual({ name: "Old", rows: [[1, ["1"]]], left: [] });
    expect(await faultOf(workbook, "Nope")).toMatchObject({ code: "file.sheetUnknown", detail: "Old, Sites" });
  });
});

describe("sheets beside the one that is read", () => {
  const filled = row("<c><v>1</v></c>");
  const sheets = {
    ...{ Sites: filled, Blank: "", Formats: row('<c s="1"/>'), Gone: filled },
    ...{ Spaces: row('<c t="inlineStr"><is><t>  </t></is></c>'), Texas: filled, Broken: "<row><c>" },
  };

  it("are named where a person sees them and they have a value, or cannot be read", async () => {
    const workbook = await makeWorkbook({ sheets, hidden: ["Gone"] });
    expect(await rowsOf(workbook)).toMatchObject({ name: "Sites", left: ["Texas", "Broken"] });
  });

  it("are not named to a person who asked for a sheet", async () => {
    expect(await rowsOf(await makeWorkbook({ sheets }), "Texas")).toMatchObject({ name: "Texas", left: [] });
  });

  it("are read no further than to their first value", async () => {
    const long = row("<c><v>1</v></c>") + "<row><c><v>7</v></c></row>".repeat(200_000) + "<broken";
    const workbook = await makeWorkbook({ sheets: { Sites: filled, Long: long } });
    expect(await rowsOf(workbook)).toMatchObject({ left: ["Long"] });
  });
});

describe("what is no healthy workbook", () => {
  it("is told as cut off, wherever that was", async () => {
    const workbook = await makeWorkbook({ sheets: { Sites: one(50) } });
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      expect(await faultOf(workbook.subarray(0, Math.floor(workbook.length * share)))).toMatchObject({
        code: "file.cutOff",
      });
    }
  });

  it("is told as damaged where the archive is another's, or its XML ends early", async () => {
    expect(await faultOf(await zipOf({ "word/document.xml": "<a/>" }))).toMatchObject({ code: "file.workbookDamaged" });
    const workbook = await makeWorkbook({ sheets: { Sites: '<row r="1"><c><v>1</v>' } });
    expect(await faultOf(workbook)).toMatchObject({ code: "file.workbookDamaged" });
  });

  it("is refused where it grows too much, or brings entities", async () => {
    const bomb = await makeWorkbook({
      sheets: { Sites: row(`<c t="inlineStr"><is><t>${" ".repeat(4_000_000)}</t></is></c>`) },
    });
    expect(await faultOf(bomb)).toMatchObject({ code: "file.gzipRatio" });
    const laughs = await zipOf({ "_rels/.rels": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>' });
    expect(await faultOf(laughs)).toMatchObject({ code: "file.workbookDamaged" });
  });

  function one(rows: number): string {
    return Array.from(
      { length: rows },
      (_, n) =>
        `<row r="${String(n + 1)}"><c t="inlineStr"><is><t>S-${String(n)}-${String(Math.sin(n))}</t></is></c></row>`,
    ).join("");
  }
});
