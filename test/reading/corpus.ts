// What lies under test/fixtures/files/: sick and healthy files of every kind, and what each must come to, said by hand. The
// files themselves and their receipts are written by `node test/reading/write-corpus.ts`, to be looked at before a commit.
import { gzipSync } from "node:zlib";
import { template } from "../../domain/rows/template.ts";
import { FORM_CORPUS } from "./form-corpus.ts";
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { WRONG_VALUES, type WrongValue } from "./wrong-values.ts";
import type { CorpusFile } from "./corpus-file.ts";
import { VALUE_CORPUS } from "./value-corpus.ts";

type Expected = readonly [codes: string, total: number, sent: number];

export const CORPUS: readonly CorpusFile[] = [
  ...VALUE_CORPUS,
  // Healthy, in every form.
  file("healthy-utf8.csv", () => csv(3), ["", 3, 3]),
  file("healthy-utf8-bom.csv", () => `\uFEFF${csv(3)}`, ["", 3, 3]),
  file("healthy-utf16le.csv", () => Buffer.from(`\uFEFF${csv(3)}`, "utf16le"), ["", 3, 3]),
  file("healthy-utf16be.csv", () => Buffer.from(`\uFEFF${csv(3)}`, "utf16le").swap16(), ["", 3, 3]),
  file("healthy-crlf.csv", () => csv(3).replaceAll("\n", "\r\n"), ["", 3, 3]),
  file("healthy-cr.csv", () => csv(3).replaceAll("\n", "\r"), ["", 3, 3]),
  file("healthy-semicolon.csv", () => csv(3).replaceAll(",", ";"), ["", 3, 3]),
  file("healthy-tab.csv", () => csv(3).replaceAll(",", "\t"), ["", 3, 3]),
  file("healthy-pipe.csv", () => csv(3).replaceAll(",", "|"), ["", 3, 3]),
  file("healthy-sep-line.csv", () => `sep=;\r\n${csv(3).replaceAll(",", ";")}`, ["", 3, 3]),
  file("healthy-no-last-newline.csv", () => csv(3).trimEnd(), ["", 3, 3]),
  file("healthy-quoted-newlines.csv", () => edit("premise_notes", 'Call "Sam"\r\nbefore,\nnoon'), ["", 3, 3]),
  file("healthy-everything-quoted.csv", () => csv(3).replaceAll(/[^,\n]+/g, (cell) => `"${cell}"`), ["", 3, 3]),
  file(
    "healthy-capital-headers.csv",
    () => csv(3).replace(/^.*\n/, (line) => line.toUpperCase().replaceAll("_", " ")),
    ["", 3, 3],
  ),
  file("healthy-rows-of-orders-mixed.csv", () => csvOf([0, 2, 4, 1, 3].map((at) => rows(5, 2)[at] ?? {})), ["", 5, 5]),
  file(
    "healthy-blank-order-cells.csv",
    () => csvOf(rows(3).map((row, at) => (at === 0 ? row : { ...row, customer_name: "", sp_id: "" }))),
    ["", 3, 3],
  ),
  file("healthy-emoji.csv", () => edit("premise_notes", "Klingeln 🔔 – bitte läuten"), ["", 3, 3]),
  file("healthy-gzip.csv.gz", () => gzipSync(csv(3)), ["", 3, 3]),
  file("healthy.json", () => json(3), ["", 3, 3]),
  file("healthy-bare-list.json", () => JSON.stringify(orders(3)), ["", 3, 3]),
  file("healthy-one-order.json", () => JSON.stringify(orders(3)[0], null, 2), ["", 3, 3]),
  file("healthy-snake-case.json", () => json(3).replaceAll("siteZip", "site_zip").replaceAll("orderRef", "order_ref"), [
    "",
    3,
    3,
  ]),
  file("healthy.ndjson", () => ndjson(45), ["", 45, 45]),
  file("healthy-gzip.ndjson.gz", () => gzipSync(ndjson(3)), ["", 3, 3]),
  { ...file("healthy-aliases.csv", aliased, ["", 3, 3]), distributor: "northwind-telecom" },
  file("healthy + name, ünicode..csv", () => csv(3), ["", 3, 3]),
  // Healed, or only warned of.
  file("repaired-leading-zeros.csv", () => edit({ site_city: "Newark", site_state: "NJ", site_zip: "7102" }), [
    "zip.leadingZeros",
    3,
    3,
  ]),
  file("repaired-zip-plus-four.csv", () => csvOf(rows(3).map((row) => ({ ...row, customer_zip: "750748004" }))), [
    "zip.plusFour",
    3,
    3,
  ]),
  file("repaired-formula-text.csv", () => edit("floor", '="03"'), ["excel.formulaText", 3, 3]),
  file("repaired-decimal-comma.csv", () => csvOf(rows(3).map((row) => ({ ...row, discount_percent: "7,5" }))), [
    "number.decimalComma",
    3,
    3,
  ]),
  file("warned-formula.csv", () => edit("room", "=1+1"), ["excel.formula", 3, 3]),
  file("repaired-apostrophe.csv", () => edit("room", "'007"), ["excel.apostrophe", 3, 3]),
  file("repaired-mojibake.csv", () => edit("premise_notes", "GrÃ¼ÃŸe vom MÃ¼ller"), ["encoding.mojibake", 3, 3]),
  file("repaired-us-dates.csv", () => csvOf(rows(3).map((row) => ({ ...row, requested_due_date: "06/25/2028" }))), [
    "date.columnDecided",
    3,
    3,
  ]),
  file("guarded-formula.csv", () => edit("premise_notes", "'=1+1"), ["", 3, 3]),
  file("warned-unknown-column.csv", () => csv(3).replace("promo_code", "promo_cod"), ["header.unknown", 3, 3]),
  file(
    "warned-tsp.csv",
    () => csvOf(rows(2).map((row, at) => ({ ...row, tsp_code: at === 0 ? "TSP645321-00" : "12345" }))),
    ["tsp.form tsp.revoked", 2, 2],
  ),
  file(
    "warned-lookalikes.csv",
    () => csvOf(rows(2).map((row) => ({ ...rows(1)[0], site_ref: row["site_ref"] ?? "" }))),
    ["site.probableDuplicate", 2, 2],
  ),
  file(
    "warned-lookalikes-of-another-order.csv",
    () => csvOf([...rows(2), ...rows(2)].map((row, at) => ({ ...row, order_ref: at < 2 ? "NW-1" : "NW-2" }))),
    ["site.orderedElsewhere", 4, 4],
  ),
  file("warned-blank-rows.csv", () => csv(3).replace(/\n/, "\n\n,,,\n"), ["row.blank", 3, 3]),
  file("warned-windows-1252.csv", () => Buffer.from(with3("customer_name", "Café “Zoë”", "latin1"), "latin1"), [
    "file.encodingAssumed",
    3,
    3,
  ]),
  // Values that are wrong; the good orders go.
  ...values(WRONG_VALUES),
  file(
    "value-mixed-dates.csv",
    () => csvOf(rows(2, 1).map((row, at) => ({ ...row, requested_due_date: at === 0 ? "25/06/2028" : "06/25/2028" }))),
    ["date.mixed", 2, 0],
  ),
  {
    ...file("value-foreign-sp-id.csv", () => edit("sp_id", "A-99999z", 1), ["spId.notAllowed", 3, 2]),
    distributor: "northwind-telecom",
  },
  file("value-damaged-byte.csv", () => replaceByte(edit("room", "é é \u00ff"), 0xc3bf), ["encoding.damaged", 3, 0]),
  file(
    "order-conflict.csv",
    () => csvOf(rows(3).map((row, at) => ({ ...row, customer_name: at === 2 ? "Other Inc" : "One Inc" }))),
    ["order.conflict", 3, 0],
  ),
  file("site-repeated.csv", () => csvOf([...rows(2), ...rows(2).slice(0, 1)]), ["site.repeated", 3, 0]),
  file("site-duplicate.csv", () => csvOf(rows(3).map((row, at) => (at === 2 ? { ...row, site_ref: "S-0001" } : row))), [
    "site.duplicate",
    3,
    0,
  ]),
  {
    ...file("policy-site.csv", () => csvOf(rows(3).map((row, at) => (at === 1 ? { ...row, floor: "" } : row))), [
      "cell.required",
      3,
      2,
    ]),
    policy: "site",
  },
  { ...file("policy-file.csv", () => edit("floor", ""), ["cell.required", 3, 0]), policy: "file" },
  // Forms that are wrong.
  file("row-too-short.csv", () => `${csv(3)}R-9,A-06399x\n`, ["row.tooShort", 4, 3]),
  file("row-too-long.csv", () => csvOf(rows(3, 1)).replace(/\n$/, ",x,y\n"), ["row.tooLong", 3, 2]),
  file("quote-misplaced.csv", () => csvOf(rows(3, 1)).replace("S-0001", '"S"-0001'), ["quote.misplaced", 3, 2]),
  file("quote-spread.csv", () => csvOf(quotedLater()).replace("S-0002", '"S-0002'), [
    "quote.misplaced quote.spread",
    5,
    0,
  ]),
  file("quote-unclosed.csv", () => csv(3).replace("S-0002", '"S-0002'), ["quote.unclosed", 3, 0]),
  file("header-missing.csv", () => csv(3).replace("site_zip", "Sit Zip Code"), ["header.missing header.unknown", 3, 0]),
  file("header-duplicate.csv", () => csv(3).replace("site_unit", "site_zip"), ["header.duplicate", 3, 0]),
  file("header-blank.csv", () => csvOf(rows(3, 1)).replace("premise_notes", ""), ["header.blank", 3, 0]),
  file("header-none.csv", () => "a,b,c\n1,2,3\n", ["file.noHeader", 1, 0]),
  file("header-only.csv", () => csv(0), ["file.noRows", 0, 0]),
  file("columns-501.csv", () => `${Array.from({ length: 501 }, (_, at) => `c${String(at)}`).join(",")}\n`, [
    "file.tooManyColumns",
    0,
    0,
  ]),
  file("header-40-kb.csv", () => `order_ref,${"x".repeat(40_000)}\n`, ["file.headerTooLong", 0, 0]),
  file("empty.csv", () => "", ["file.empty", 0, 0]),
  file("blank-lines.csv", () => "\n\n  \r\n\n", ["file.empty", 0, 0]),
  file("spreadsheet.xlsx", () => Buffer.from("504b0304140006000800", "hex"), ["file.cutOff", 0, 0]),
  file("bomb.csv.gz", () => gzipSync(Buffer.alloc(20_000_000, "a,")), ["file.gzipRatio", 0, 0]),
  file("cut.csv.gz", () => gzipSync(csv(50)).subarray(0, 400), ["file.gzipBroken", 0, 0]),
  { ...file("stranger.csv", () => csv(2), ["file.unknownDistributor", 2, 0]), distributor: "stranger" },
  // JSON that is wrong.
  file("cut.json", () => json(2).slice(0, -10), ["json.syntax", 1, 0]),
  file("no-orders.json", () => '{"a":1}', ["json.shape", 0, 0]),
  file("deep.json", () => `[${"[".repeat(1000)}`, ["json.depth", 1, 0]),
  file("duplicate-key.json", () => json(1).replace('"siteRef"', '"floor": "9", "siteRef"'), [
    "json.duplicateKey",
    1,
    0,
  ]),
  file("number-for-an-order.json", () => "[1]", ["json.notAnOrder", 1, 0]),
  file("number-for-a-site.json", () => JSON.stringify([{ ...orders(1)[0], sites: [7] }]), ["json.notASite", 1, 0]),
  file("no-sites.json", () => JSON.stringify([{ ...orders(1)[0], sites: [] }]), ["order.noSites", 1, 0]),
  file("object-as-value.json", () => json(1).replace(/"floor": "[^"]*"/, '"floor": {"a":1}'), ["cell.notText", 1, 0]),
  file(
    "prototype-keys.json",
    () => json(1).replace('"orderRef"', '"__proto__": {"x":1}, "constructor": "y", "orderRef"'),
    ["json.unknownKey", 1, 1],
  ),
  file("broken-line.ndjson", () => `${ndjson(3)}{"orderRef":\n${ndjson(1).replace("NW-10001", "NW-2")}`, [
    "json.syntax site.orderedElsewhere",
    5,
    4,
  ]),
  ...FORM_CORPUS,
];

function file(name: string, make: CorpusFile["make"], [codes, total, sent]: Expected): CorpusFile {
  return { name, make, codes: codes === "" ? [] : codes.split(" "), rows: [total, sent] };
}

/** One wrong cell in the first of three orders: it stays, the others go. */
function values(cases: readonly WrongValue[]): CorpusFile[] {
  return cases.map(([column, value, code]) =>
    file(`value-${code}${column === "install_phone" ? "-phone" : ""}.csv`, () => edit(column, value, 1), [code, 3, 2]),
  );
}

function rows(count: number, perOrder = count): Cells[] {
  return validRows(count, perOrder);
}

function csv(count: number): string {
  return count === 0 ? (csvOf(rows(1)).split("\n")[0] ?? "") : csvOf(rows(count));
}

/** Changes the first of three rows. */
function edit(column: string | Cells, value = "", perOrder = 3): string {
  const cells = typeof column === "string" ? { [column]: value } : column;
  return csvOf(rows(3, perOrder).map((row, at) => (at === 0 ? { ...row, ...cells } : row)));
}

function with3(column: string, value: string, encoding: BufferEncoding): string {
  // Windows-1252 has its quotes where Latin-1 has controls.
  const written = value.replaceAll("“", "\u0093").replaceAll("”", "\u0094");
  return Buffer.from(csvOf(rows(3).map((row) => ({ ...row, [column]: written }))), encoding).toString(encoding);
}

function aliased(): string {
  const names = { order_ref: "PO Number", sp_id: "Partner ID", site_zip: "Location Zip", port_speed: "Bandwidth" };
  let text = csvOf(rows(3).map((row) => ({ ...row, "Cost Center": "C-1" })));
  for (const [name, alias] of Object.entries(names)) text = text.replace(name, alias);
  return text;
}

function replaceByte(text: string, pair: number): Uint8Array {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(Buffer.of(pair >> 8, pair & 0xff));
  return Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 2)]);
}

/** The fourth row has a quoted cell, which ends what an open quote before it takes in. */
function quotedLater(): Cells[] {
  return rows(5).map((row, at) => ({ ...row, ...(at === 3 && { port_notes: "Rack 2, left" }) }));
}

const json = (count: number): string => [...template("json", count)].join("");
const ndjson = (count: number): string => [...template("ndjson", count)].join("");
const orders = (count: number): object[] => (JSON.parse(json(count)) as { orders: object[] }).orders;
