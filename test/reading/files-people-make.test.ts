// Files as people and their programs make them, each with what it is told, and with the fix followed to the letter.
import { describe, expect, test } from "vitest";
import { template } from "../../domain/rows/template.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { codesOf, validated } from "../pipeline/intake/validated.ts";

type Order = Record<string, unknown> & { sites: Record<string, unknown>[] };

const orders = (count = 21): Order[] =>
  (JSON.parse([...template("json", count)].join("")) as { orders: Order[] }).orders;
const list = (): string => JSON.stringify(orders(), null, 1);
const first = async (text: string | Uint8Array) => (await validated([text])).issues[0];
const edited = (cells: Cells, count = 2): string =>
  csvOf(validRows(count).map((row, at) => (at === 0 ? { ...row, ...cells } : row)));

describe("what stands around the list of orders", () => {
  test("is read for nothing where it is JSON, before the list and behind it", async () => {
    const objects = `"meta": {"rows": [1, {"a": "]}"}], "orders of May": "{"}, "tags": ["x"]`;
    for (const text of [`{"orders": ${list()}, ${objects}}`, `{${objects}, "orders": ${list()}}`]) {
      expect(await codesOf([text])).toEqual([]);
      // However the text is divided.
      expect(await codesOf(text.match(/[^]{1,97}/g) ?? [])).toEqual([]);
    }
  });

  test.each([
    ["a word behind the list", `{"orders": ${list()}, "total": NaN}`, /NaN/, "NaN is not JSON"],
    ["a word before the list", `{"total": None, "orders": ${list()}}`, /None/, "None is not JSON"],
    ["a comma behind the list", `{"orders": ${list()},\n}`, /\}$/, "after a comma, } is where a key should be"],
    ["no comma behind the list", `{"orders": ${list()}\n'x': 1}`, /'x'/, "a comma is missing before '"],
    ["a second list", `{"orders": ${list()},\n"Orders": ${list()}}`, /(?<="Orders"):/, "Orders is there twice"],
    ["a second text", `${list()}\n${list()}`, /(?<=\]\n)\[/, "all orders belong in one list, or each on a line"],
  ])("is told by its place where it is no JSON: %s", async (_, text, fault, words) => {
    const before = text.slice(0, text.search(fault)).split("\n");
    const issue = await first(text);
    expect(issue).toMatchObject({ code: "json.syntax", row: before.length });
    expect(issue?.message).toContain(`column ${String((before.at(-1) ?? "").length + 1)}, `);
    expect(issue?.message).toContain(words);
  });

  test("comments above JSON are named, and no header is asked for", async () => {
    for (const above of ["// exported\n\n", "/* a\n b */ ", "# one\n# two\n"]) {
      expect(await first(above + list())).toMatchObject({ code: "json.syntax", row: 1 });
      expect((await first(above + list()))?.message).toContain("a comment; JSON has none");
    }
    expect(await codesOf([`# exported\n${edited({})}`])).toEqual(["header.late"]);
  });

  test("a call around JSON and JSON within a string are named", async () => {
    expect(await codesOf([`callback(${list()});`])).toEqual(["file.script"]);
    expect(await codesOf([JSON.stringify(list())])).toEqual(["file.wrapped"]);
    expect(await codesOf([JSON.stringify(JSON.stringify({ orders: orders() }))])).toEqual(["file.wrapped"]);
  });

  test("digits of a list that begins with an object stay as written", async () => {
    const world = new BulkWorld();
    const [order] = orders(1);
    const text = JSON.stringify([{ ...order, marks: [{ a: "}" }, "@"] }]).replace('"@"', "9007199254740993, 1.10");
    const { fileId } = await world.drop("own.json", text);
    await world.runPipeline();
    expect(world.rows(fileId)[0]?.["marks"]).toBe('[{"a":"}"},9007199254740993,1.10]');
  });

  test("a nested object names the keys that are meant, and following it leads to success", async () => {
    const nested = orders().map(({ customerName, customerCity, ...order }) => ({
      ...order,
      customer: { name: customerName, city: customerCity },
    }));
    const issue = await first(JSON.stringify(nested));
    expect(issue).toMatchObject({ code: "json.nestedKey", column: "customer", severity: "warning" });
    expect(issue?.fix).toContain("customerName, customerCity");
    expect(await codesOf([JSON.stringify(orders())])).toEqual([]);
    expect(await codesOf([JSON.stringify(orders().map((order) => ({ ...order, own: { mood: 1 } })))])).toEqual([
      "json.unknownKey",
    ]);
  });

  test("an order without its ref says so once", async () => {
    const text = JSON.stringify(orders(1).map(({ orderRef: _ref, ...order }) => order));
    const { issues } = await validated([text]);
    expect(issues).toMatchObject([{ code: "cell.required", column: "order_ref", pointer: "/0/orderRef" }]);
  });

  test("lines of NDJSON that are named carry their number", async () => {
    const [order] = orders(1);
    const lines = ["A", "B"].map((orderRef) => JSON.stringify({ ...order, orderRef }));
    const { issues } = await validated([lines.join("\n")]);
    expect(issues.map(({ message }) => message).join()).toContain("line 1 (/sites/0)");
  });
});

describe("headers", () => {
  const [header = "", ...rows] = edited({}).trimEnd().split("\n");
  const groups = header
    .split(",")
    .map((name) => name.replace(/_.*/, ""))
    .join(",");

  test("groups of columns above the names are a title, though some of them are names, too", async () => {
    expect(groups.split(",")).toEqual(expect.arrayContaining(["product", "floor", "room", "interface"]));
    const { issues, result } = await validated([[groups, header, ...rows].join("\n")]);
    expect(issues).toMatchObject([{ code: "header.late", severity: "fixed", row: 2 }]);
    expect(result.rows).toMatchObject({ total: 2, failed: 0 });
  });

  test("a list that is turned is one remark", async () => {
    const records = [header, ...rows].map((line) => line.split(","));
    const turned = records[0]?.map((_, at) => records.map((cells) => cells[at] ?? "").join(",")) ?? [];
    const { issues, result } = await validated([turned.join("\n")]);
    expect(issues).toMatchObject([{ code: "file.turned", row: 1 }]);
    expect(result.rows.failed).toBe(result.rows.total);
  });

  test("a column of another name is to be renamed, and that leads to success", async () => {
    const text = edited({}).replace("customer_zip", "Customer Postal Code");
    const { issues } = await validated([text]);
    const missing = issues.find(({ code }) => code === "header.missing");
    expect(missing?.fix).toContain('rename the column "Customer Postal Code" to customer_zip');
    expect(await codesOf([text.replace("Customer Postal Code", "customer_zip")])).toEqual([]);
  });
});

describe("rows and cells", () => {
  test("what divides a row otherwise than its header is named", async () => {
    const [header = "", ...rows] = edited({ premise_notes: "" }).trimEnd().split("\n");
    const text = [header, ...rows.map((row) => row.replaceAll(",", ";"))].join("\n");
    expect(await first(text)).toMatchObject({ code: "row.tooShort", row: 2 });
    expect((await first(text))?.message).toContain("The row has 1 cell, the header");
    expect((await first(text))?.message).toContain("semicolon");
  });

  test("typographic quotes around a delimiter are named, and straight ones lead to success", async () => {
    const text = edited({ premise_notes: "Dock, rear" }).replace('"Dock, rear"', "“Dock, rear”");
    expect((await first(text))?.message).toContain("typographic quotes (“)");
    expect(await codesOf([text.replaceAll(/[“”]/g, '"')])).toEqual([]);
  });

  test("a table of Markdown is read, and its line is no site", async () => {
    const records = edited({})
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const lines = records.map((cells) => `| ${cells.join(" | ")} |`);
    lines.splice(1, 0, `|${" --- |".repeat(records[0]?.length ?? 0)}`);
    const { issues, result } = await validated([lines.join("\n")]);
    expect(issues).toMatchObject([{ code: "row.noSite", row: 2 }]);
    expect(result.rows).toMatchObject({ total: 3, failed: 1 });
  });

  test.each([
    ["7,5", "number.decimalComma"],
    ["7,50 %", "number.decimalComma"],
    ["7,500", "percent.form"],
    ["7,5,1", "percent.form"],
    ["7.5", undefined],
  ])("a discount of %s", async (discount_percent, code) => {
    const rows = validRows(1).map((row) => ({ ...row, discount_percent }));
    expect(await codesOf([csvOf(rows)])).toEqual(code === undefined ? [] : [code]);
  });

  test("a formula that was exported as such is warned of, but none that holds a text", async () => {
    expect(await codesOf([edited({ room: "=1+1" })])).toEqual(["excel.formula"]);
    expect(await codesOf([edited({ room: '="01"' })])).toEqual(["excel.formulaText"]);
    expect(await codesOf([edited({ premise_notes: "=1+1" })])).toEqual([]);
  });
});
