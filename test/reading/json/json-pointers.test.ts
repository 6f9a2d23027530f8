// A JSON file's rows are named by their pointers, wherever people read of them, and its fixes speak of JSON.
import { expect, test } from "vitest";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import { issueText } from "../../../cli/outcome-report.ts";
import { BulkWorld } from "../../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../../pipeline/intake/example-file.ts";
import { validated } from "../../pipeline/intake/validated.ts";

/** Two orders of one order_ref, on one line of text. */
function jsonOf(rows: readonly Cells[]): string {
  const part = (row: Cells, isOrder: boolean): Cells =>
    Object.fromEntries(
      COLUMN_LIST.filter(({ group }) => (group === "order") === isOrder).map(({ name }) => [name, row[name] ?? ""]),
    );
  return JSON.stringify({ orders: rows.map((row) => ({ ...part(row, true), sites: [part(row, false)] })) });
}

const [first = {}, second = {}, third = {}] = validRows(3);
const issuesOf = async (text: string) => (await validated([text])).issues;

test("rows that an order's findings name are pointers in JSON and lines in CSV", async () => {
  const rows = [first, { ...second, customer_name: "Other Inc" }, { ...third, site_ref: first["site_ref"] ?? "" }];
  const inJson = await issuesOf(jsonOf(rows));
  expect(inJson.map(({ code, message }) => [code, message])).toEqual([
    [
      "order.conflict",
      "customer_name differs between /orders/0/sites/0, /orders/1/sites/0, /orders/2/sites/0 of this order.",
    ],
    ...Array(2).fill([
      "site.duplicate",
      "site_ref occurs in /orders/0/sites/0, /orders/2/sites/0 of this order with different content.",
    ]),
  ]);
  expect((await issuesOf(csvOf(rows))).map(({ message }) => message)).toEqual([
    "customer_name differs between rows 2, 3, 4 of this order.",
    ...Array(2).fill("site_ref occurs in rows 2, 4 of this order with different content."),
  ]);
});

test("repeated and probably repeated sites name the other one by its pointer", async () => {
  const issues = await issuesOf(jsonOf([first, first, { ...first, site_ref: "S-9" }]));
  expect(issues.map(({ message }) => message)).toEqual([
    "This row repeats /orders/0/sites/0 exactly.",
    "Another site of this order, in /orders/0/sites/0, has the same address and product.",
  ]);
  const inCsv = await issuesOf(csvOf([first, first]));
  expect(inCsv.map(({ message }) => message)).toEqual(["This row repeats row 2 exactly."]);
});

test("an issue is printed with the pointer of its site, once with its column, and a fix for JSON", async () => {
  const [issue] = await issuesOf(jsonOf([first, { ...second, contact_phone: "5.55E+09" }]));
  if (issue === undefined) throw new Error("no issue");
  const [line, fix] = issueText(issue, (_style, words) => words);
  expect(line).toMatch(/^ {4}error row 1, \/orders\/1, contact_phone "/);
  expect(fix).toBe("      fix: Write the value as a string, in quotes, in full.");
  const [inCsv] = await issuesOf(csvOf([{ ...first, contact_phone: "5.55E+09" }]));
  expect(inCsv?.fix).toMatch(/^Format the column as text first/);
});

test("report.html shows the pointers of sites and issues", async () => {
  const world = new BulkWorld();
  const { fileId } = await world.drop("a.json", jsonOf([first, { ...second, port_speed: "fast" }]));
  await world.runPipeline();
  const report = world.results(fileId, "report.html");
  expect(report).toContain(
    '<td data-label="Row">1 /orders/1/sites/0</td><td data-label="Column"><code>port_speed</code></td>',
  );
  expect(report).toContain('<td data-label="Row">/orders/1/sites/0</td><td data-label="Order">R-1</td>');
});

test("a pointer has the key that the file has, and leads to where it stands", async () => {
  const { customer_zip: _zip, floor: _floor, ...rest } = first;
  const text = JSON.stringify([{ ...rest, customer_zip: "abc", Sites: [{ ...rest, floor: "#REF!" }] }]);
  const site = JSON.stringify({ ...rest, "Customer Zip": "abc" });
  const pointers = async (json: string) => (await issuesOf(json)).map(({ pointer }) => pointer);
  expect(await pointers(text)).toContain("/0/customer_zip");
  expect(await pointers(text)).toContain("/0/Sites/0/floor");
  expect(await pointers(`[{"sites":[${site}]}]`)).toEqual(
    expect.arrayContaining(["/0/sites/0/Customer Zip", "/0/sites/0/floor"]),
  );
});
