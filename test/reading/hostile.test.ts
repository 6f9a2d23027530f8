// Files that want to harm or are simply broken: each gets an answer, none stops the handler.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Issue } from "../../contracts/outcomes.ts";
import { NOW } from "../pipeline/intake/bulk-world.ts";
import { profileOf } from "../../reading/profiles.ts";
import { type Validation, validateFile } from "../../pipeline/intake/validate-file.ts";
import { template } from "../../domain/rows/template.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { WRONG_VALUES, type WrongValue } from "./wrong-values.ts";

async function check(
  body: string | Uint8Array,
  chunkBytes = 65_536,
): Promise<{ issues: Issue[]; codes: string[]; result: Validation }> {
  const bytes = Buffer.from(body);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    await Promise.resolve();
  }
  const issues: Issue[] = [];
  const result = await validateFile({
    open: chunks,
    profile: profileOf("demo"),
    onIssue: (issue) => issues.push(issue),
    now: NOW,
  });
  const { read, accepted, rejected, carriedThrough } = result.cells;
  expect(read).toBe(accepted + rejected + carriedThrough);
  return {
    issues,
    codes: [...new Set(issues.filter(({ severity }) => severity === "error").map(({ code }) => code))],
    result,
  };
}

const json = (rows = 2) => [...template("json", rows)].join("");
const csv = (rows = 3) => csvOf(validRows(rows));

describe("encodings and forms of a valid file", () => {
  const text = csv();
  const cases: [string, string | Buffer][] = [
    ["UTF-8", text],
    ["UTF-8 with BOM", `\uFEFF${text}`],
    ["UTF-16 LE with BOM", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 BE with BOM", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["UTF-16 LE without BOM", Buffer.from(text, "utf16le")],
    ["Windows-1252", Buffer.from(text.replaceAll("Acme", "Caf\u00e9"), "latin1")],
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["CR", text.replaceAll("\n", "\r")],
    ["semicolons", csvWith(";")],
    ["tabs", csvWith("\t")],
    ["pipes", csvWith("|")],
    ["sep= line", `sep=;\r\n${csvWith(";")}`],
    ["gzip", gzipSync(text)],
    ["JSON", json()],
    ["bare array", JSON.stringify((JSON.parse(json()) as { orders: unknown[] }).orders)],
    ["NDJSON", [...template("ndjson", 45)].join("")],
    ["gzipped NDJSON", gzipSync([...template("ndjson", 3)].join(""))],
    ["headers in capitals with spaces", text.replace(/^.*\n/, (line) => line.toUpperCase().replaceAll("_", " "))],
    ["snake_case JSON", json().replaceAll("siteZip", "site_zip")],
  ];
  test.each(cases)("%s is read without an error, in chunks of any size", async (_, body) => {
    for (const chunk of [65_536, 7, 1]) expect((await check(body, chunk)).codes).toEqual([]);
  });
});

function csvWith(delimiter: string): string {
  const rows = validRows(3);
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => cells.join(delimiter))
    .join("\n");
}

const edited = (column: string, value: string) =>
  csvOf(validRows(2).map((row, at) => (at === 0 ? { ...row, [column]: value } : row)));

describe("values", () => {
  const errors = [
    ...WRONG_VALUES,
    ["floor", "a\u0000b", "cell.control"],
    ["site_ref", "S-0002", "site.duplicate"],
    ["customer_name", "Other Inc", "order.conflict"],
  ] as const satisfies readonly WrongValue[];
  test.each(errors)("%s = %j is %s in line 2, with a fix", async (column, value, code) => {
    const { issues } = await check(edited(column, value));
    const issue = issues.find((found) => found.code === code);
    expect(issue, JSON.stringify(issues)).toMatchObject({ severity: "error" });
    expect(issue?.fix).toBeTruthy();
    expect(issue?.row).toBe(2);
    expect(issue?.column).toBeTruthy();
  });

  test("certain damage is repaired and recorded with the original", async () => {
    const repairs: [string, string, string][] = [
      ["floor", '="03"', "excel.formulaText"],
      ["room", "'007", "excel.apostrophe"],
      ["room", "MÃ¼ller", "encoding.mojibake"],
      ["site_zip", "101181234", "zip.plusFour"],
    ];
    for (const [column, value, code] of repairs) {
      const { issues, codes } = await check(edited(column, value));
      expect(codes).toEqual([]);
      expect(issues).toMatchObject([{ severity: "fixed", code, column, value }]);
    }
    const jersey = { site_city: "Newark", site_state: "NJ", site_zip: "7102" };
    const { issues } = await check(csvOf(validRows(1).map((row) => ({ ...row, ...jersey }))));
    expect(issues).toMatchObject([{ severity: "fixed", code: "zip.leadingZeros", value: "7102" }]);
  });

  test("a column of dates is read in the order that one of its values proves", async () => {
    const rows = validRows(2).map((row, at) => ({
      ...row,
      requested_due_date: at === 0 ? "05/06/2028" : "25/06/2028",
    }));
    const { issues, codes } = await check(csvOf(rows));
    expect(codes).toEqual([]);
    expect(issues).toMatchObject([{ code: "date.columnDecided", row: 2, column: "requested_due_date" }]);
  });

  test("personal data is masked in an issue", async () => {
    const { issues } = await check(edited("install_email", "jane.doe at example"));
    expect(issues[0]?.value).toBe("j***");
  });

  test.each([
    ["install_phone", "5.55E+09", "5***E+09"],
    ["install_phone", "(212) 555-014", "(***) ***-***"],
    ["install_email", "#REF!", "#REF!"],
    ["install_email", "n/a", "n/a"],
    ["port_speed", "fast", "fast"],
    // Cells that slipped into the wrong column.
    ["port_speed", "jane.doe@example.com", "j***"],
    ["port_speed", "212-555-0143", "2**-***-****"],
    ["site_zip", "jane@example.com", "j***"],
    ["requested_due_date", "2026-13-45", "2026-13-45"],
    ["premise_notes", '="Ask Jo, 212-555-0143 or jo@example.com"', '="Ask Jo, 2**-***-**** or j***'],
  ])("what an issue shows of %s %s is %s", async (column, value, shown) => {
    const { issues } = await check(edited(column, value));
    expect(issues.map((issue) => issue.value)).toContain(shown);
  });
});

describe("hostile and broken files", () => {
  const header = csv(1).split("\n")[0] ?? "";
  const cases: [string, string | Uint8Array, string][] = [
    ["0 bytes", "", "file.empty"],
    ["blank lines", "\n\n  \n", "file.empty"],
    ["only a header", `${header}\n`, "file.noRows"],
    ["no header", "a,b,c\n1,2,3\n", "file.noHeader"],
    ["a cut workbook", Buffer.from("504b030414000600786c2f", "hex"), "file.cutOff"],
    [
      "random bytes",
      Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919 * (at + 3)) % 251)),
      "file.notText",
    ],
    ["a duplicate header", `${header},site_zip\n`, "header.duplicate"],
    ["a missing required header", csv().replace("site_zip", "zip_of_site"), "header.missing"],
    ["a short row", `${csv()}a,b\n`, "row.tooShort"],
    ["a long row", csv().replace(/\n$/, ",x,y\n"), "row.tooLong"],
    ["a quote that never closes", csv().replace("S-0001", '"S-0001'), "quote.unclosed"],
    ["text behind a quote", csv().replace("S-0001", '"S"-0001'), "quote.misplaced"],
    ["a million columns", "a,".repeat(1_000_000), "file.tooManyColumns"],
    ["a cell of 30 MB", csv().replace("MDF", "x".repeat(30_000_000)), "cell.tooLong"],
    ["a quoted cell of 30 MB", csv().replace("MDF", `"${"x,\n".repeat(10_000_000)}"`), "cell.tooLong"],
    [
      "a damaged byte in UTF-8",
      Buffer.from(csv().replace("MDF", "é é é \u00ff"), "utf8").map((b, at, all) =>
        b === 0xc3 && all[at + 1] === 0xbf ? 0xff : b,
      ),
      "encoding.damaged",
    ],
    ["a gzip bomb", gzipSync(Buffer.alloc(300_000_000, "a,")), "file.gzipRatio"],
    ["a cut gzip", gzipSync(csv(50)).subarray(0, 400), "file.gzipBroken"],
    ["JSON nested 100,000 deep", `[${"[".repeat(100_000)}`, "json.depth"],
    ["JSON that ends too early", json().slice(0, -10), "json.syntax"],
    ["a trailing comma", json().replace(/\]\}\s*$/, ",]}"), "json.syntax"],
    ["duplicate keys", json(1).replace('"siteRef"', '"floor": "9", "siteRef"'), "json.duplicateKey"],
    ["a number for an order", "[1]", "json.notAnOrder"],
    ["an order without sites", '[{"orderRef":"A"}]', "order.noSites"],
    ["a broken line of NDJSON", `${[...template("ndjson", 25)].join("")}{"orderRef":\n`, "json.syntax"],
    ["NaN", json(1).replace('"36"', "NaN").replace(/: 36/, ": NaN"), "json.syntax"],
    ["an object as a value", json(1).replace(/"floor": "[^"]*"/, '"floor": {"a":1}'), "cell.notText"],
  ];
  test.each(cases)("%s is answered with an error", async (_, body, code) => {
    const { codes, result } = await check(body);
    expect(codes).toContain(code);
    const { total, failed, waiting } = result.rows;
    expect(total).toBe(failed + waiting);
  });

  test("prototype keys are keys like others", async () => {
    const { issues, codes } = await check(
      json(1).replace('"orderRef"', '"__proto__": {"x":1}, "constructor": "y", "orderRef"'),
    );
    expect(codes).toEqual([]);
    expect(issues.map(({ code, column }) => [code, column])).toEqual([
      ["json.unknownKey", "__proto__"],
      ["json.unknownKey", "constructor"],
    ]);
  });

  test("an unknown header is a warning with the nearest name, once", async () => {
    const { issues, codes } = await check(csv().replace("promo_code", "promo_cod"));
    expect(codes).toEqual([]);
    expect(issues).toMatchObject([{ severity: "warning", code: "header.unknown", row: 1, column: "promo_cod" }]);
    expect(issues[0]?.fix).toContain("promo_code");
  });

  test("errors of JSON carry a pointer to the value", async () => {
    const { issues } = await check(json(2).replace('"siteZip": "46204"', '"siteZip": "99999"'));
    expect(issues[0]).toMatchObject({ code: "zip.state", pointer: "/orders/0/sites/1/siteZip" });
  });

  test("all errors of a file are given, not only the first", async () => {
    const rows = validRows(50).map((row) => ({ ...row, floor: "", port_speed: "fast", site_zip: "x" }));
    const { issues } = await check(csvOf(rows));
    expect(issues.filter(({ severity }) => severity === "error")).toHaveLength(150);
  });

  test("a spreadsheet formula is guarded in what we write and means the same when it is read again", async () => {
    const { issues } = await check(edited("premise_notes", "=1+1"));
    const again = await check(edited("premise_notes", "'=1+1"));
    expect(issues).toEqual([]);
    expect(again.issues).toEqual([]);
  });
});
