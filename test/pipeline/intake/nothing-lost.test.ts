// Every row of a file is in what the distributor gets back, however broken the file is; and failed.csv dropped again as it is
// sends no row that somebody has to look at first. Of each file of the corpus: test/reading/corpus.test.ts.
import { describe, expect, test } from "vitest";
import { template } from "../../../domain/rows/template.ts";
import { BulkWorld } from "./bulk-world.ts";
import { recordsOf } from "../../reading/csv/csv-reference.ts";
import { csvOf, validRows } from "./example-file.ts";

interface Answer {
  readonly world: BulkWorld;
  readonly fileId: string;
  readonly results: Record<string, string>[];
  readonly failed: Record<string, string>[];
}

/** Cells behind the last column are named by a number. */
function tableOf(text: string): Record<string, string>[] {
  const [header = [], ...rows] = recordsOf(text);
  return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [header[at] ?? `#${String(at)}`, cell])));
}

async function answerTo(name: string, body: string | Buffer, policy?: string): Promise<Answer> {
  const world = new BulkWorld();
  const { fileId } = await world.drop(name, body, policy === undefined ? {} : { policy });
  await world.runPipeline();
  const results = tableOf(world.results(fileId, "results.csv"));
  const failed = tableOf(world.results(fileId, "failed.csv"));
  expect(results).toHaveLength(world.receipt(fileId).rows.total);
  return { world, fileId, results, failed };
}

/** Sites that go when failed.csv is dropped as it is, or changed. */
async function sentAgain({ world, fileId }: Answer, change: (text: string) => string = (text) => text) {
  const failed = change(world.results(fileId, "failed.csv"));
  await world.drop("failed.csv", failed, { policy: "site" });
  return (await world.documents()).flatMap(({ sites }) => sites.map(({ siteRef }) => siteRef));
}

describe("a quote that is never closed", () => {
  const [header = "", ...lines] = csvOf(validRows(5, 1)).trimEnd().split("\n");
  const open = (line: string): string => line.replace("S-0002", '"S-0002');
  const text = [header, lines[0], "", open(lines[1] ?? ""), ...lines.slice(2)].join("\n");

  test("is the error of its row; the lines behind it come back by themselves, and say why they were not read", async () => {
    const { results, world, fileId } = await answerTo("a.csv", text);
    expect(results.map((row) => [row["site_ref"], row["_order_status"], row["_code"]])).toEqual([
      ["S-0001", "rejected.unassessed", "file.allHeldBack"],
      ['"S-0002', "rejected", "quote.unclosed"],
      ["S-0003", "rejected.unassessed", "file.allHeldBack"],
      ["S-0004", "rejected.unassessed", "file.allHeldBack"],
      ["S-0005", "rejected.unassessed", "file.allHeldBack"],
    ]);
    expect(results[1]?.["_message"]).toBe("A quote opens in this row and is never closed.");
    expect(results[4]?.["_message"]).toBe(
      "The file cannot be read (line 4: A quote opens in this row and is never closed), so this row was not checked.",
    );
    const { cells, issues, rows } = world.receipt(fileId);
    expect(issues).toMatchObject([{ code: "quote.unclosed", row: 4 }]);
    expect(rows).toMatchObject({ total: 5, failed: 5 });
    expect(cells.read).toBe(5 * header.split(",").length);
  });

  test("stays an error of failed.csv until the row was looked at", async () => {
    const answer = await answerTo("a.csv", text);
    expect(await sentAgain(answer)).toEqual(["S-0001", "S-0003", "S-0004", "S-0005"]);
    const corrected = await answerTo("a.csv", text);
    const sent = await sentAgain(corrected, (failed) =>
      failed.replace('"""S-0002"', "S-0002").replace(/,"Not as the file had it [^\n]*/, ""),
    );
    expect(sent).toEqual(["S-0001", "S-0002", "S-0003", "S-0004", "S-0005"]);
  });

  test("leaves the cells of its line where they are, also behind quoted ones", async () => {
    const line = open((lines[1] ?? "").replace("Acme Dental Group", '"Acme ""Dental"", Inc"'));
    const { results } = await answerTo("a.csv", [header, line, lines[2]].join("\n"));
    expect(results[0]).toMatchObject({
      customer_name: 'Acme "Dental", Inc',
      site_ref: '"S-0002',
      site_city: "Indianapolis",
    });
  });

  test("hides no quoted cell behind it: a line that is none by itself is to be looked at too", async () => {
    const broken = (lines[3] ?? "").replace(/[^,]*$/, '""INV');
    const answer = await answerTo("a.csv", [header, ...lines.slice(0, 1), open(lines[1] ?? ""), broken].join("\r\n"));
    expect(answer.results.map((row) => row["invoice_number"])).toEqual(["INV-7781", "INV-7781", '""INV']);
    expect(await sentAgain(answer)).toEqual(["S-0001"]);
  });

  test("in the header gives back all lines", async () => {
    const { results, world, fileId } = await answerTo("a.csv", `"${csvOf(validRows(5))}`);
    expect(results.map((row) => row["_code"])).toEqual([
      "quote.unclosed",
      ...Array.from({ length: 5 }, () => "file.allHeldBack"),
    ]);
    expect(world.results(fileId, "results.csv")).toContain("S-0005");
  });

  test("gives back all lines behind it, however many", async () => {
    const start = `${header}\n${lines[0] ?? ""}\n"`;
    const { results } = await answerTo("a.csv", start + "rest of the line, and more of it\n".repeat(40_000));
    expect(results).toHaveLength(40_001);
  });
});

describe("a file of which only a part was read", () => {
  const stopped = {
    _outcome: "failed",
    _order_status: "rejected",
    _message: expect.stringMatching(/The file was read only up to line \d+\. Nothing from there on is in the rows\./),
    _fix: expect.stringContaining("upload the original again"),
  };

  test.each([
    ["breaks off", (json: string) => json.slice(0, json.lastIndexOf("sites"))],
    ["lacks a comma", (json: string) => json.replace(/\}\s*,\s*(\{\s*"orderRef": "NW-10003")/, "} $1")],
  ])("JSON that %s gives back the orders before, and a row that stands for the rest", async (_, damage) => {
    const json = damage(JSON.stringify({ orders: orders(3) }, null, 1));
    const { results, failed, world, fileId } = await answerTo("a.json", json);
    expect(results.map((row) => row["order_ref"])).toEqual(["NW-10001", "NW-10002", ""]);
    expect(results[2]).toMatchObject({ ...stopped, _code: "json.syntax" });
    expect(results[0]?.["_message"]).toContain("This is not valid JSON");
    expect(failed).toHaveLength(3);
    expect(Object.values(failed[2] ?? {}).at(-1)).toContain("Not all of the file is here (json.syntax)");
    const { issues } = world.receipt(fileId);
    expect(issues).toMatchObject([{ code: "json.syntax", message: results[2]?.["_message"] }]);
    expect(world.results(fileId, "report.html")).toContain("The file was read only up to line");
  });

  test("failed.csv of it never comes to a file without errors", async () => {
    const json = JSON.stringify({ orders: orders(3) });
    const answer = await answerTo("a.json", json.slice(0, json.lastIndexOf("sites")));
    expect(await sentAgain(answer)).toEqual(["S-0001", "S-0001"]);
    await answer.world.runPipeline();
    const again = [...answer.world.table.items.values()].find(({ name }) => name === "failed.csv");
    expect(again).toMatchObject({ status: "completed" });
    expect(answer.world.receipt(String(again?.["fileId"]))).toMatchObject({
      rows: { total: 3, handedOff: 2, failed: 1 },
    });
  });
});

const orders = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => {
    const [order = {}] = (JSON.parse([...template("json", 1)].join("")) as { orders: object[] }).orders;
    return { ...order, orderRef: `NW-1000${String(at + 1)}` };
  });

describe("what is no row", () => {
  test("text behind a closing quote has to be looked at, however well we write it", async () => {
    const text = csvOf(validRows(2, 1)).replace("Rack 2", '"Rack" 2');
    const answer = await answerTo("a.csv", text);
    expect(answer.failed).toMatchObject([{ port_notes: '"Rack" 2', _code: "quote.misplaced" }]);
    expect(await sentAgain(answer)).toEqual([]);
    const looked = await answerTo("a.csv", text);
    expect(await sentAgain(looked, (failed) => failed.replace(/,"Not as the file had it [^\n]*/, ""))).toEqual([
      "S-0001",
    ]);
  });

  test("lines that a misplaced quote takes in are rows, and the row with the quote is the one to correct", async () => {
    const rows = validRows(5, 1).map((row, at) => ({ ...row, ...(at === 3 && { port_notes: "Rack 2, left" }) }));
    const answer = await answerTo("a.csv", csvOf(rows).replace("S-0002", '"S-0002'));
    expect(answer.results.map((row) => [row["site_ref"], row["_code"], row["port_notes"]])).toEqual([
      ["S-0001", "", "Rack 2"],
      ['"S-0002', "quote.misplaced", "Rack 2"],
      ["S-0003", "quote.spread", "Rack 2"],
      ["S-0004", "quote.spread", "Rack 2, left"],
      ["S-0005", "", "Rack 2"],
    ]);
    expect(answer.world.receipt(answer.fileId).issues).toMatchObject([
      { code: "quote.misplaced", row: 3, column: "site_ref" },
      { code: "quote.spread", row: 4, message: "A misplaced quote on line 3 swallows this line." },
      { code: "quote.spread", row: 5 },
    ]);
    expect(await sentAgain(answer)).toEqual(["S-0003", "S-0004"]);
  });

  test("quotes that nobody doubled in a text of several lines leave it one cell", async () => {
    const text = csvOf(validRows(1)).replace("Rack 2", '"Rack\n2 "left" of it"');
    const answer = await answerTo("a.csv", text);
    expect(answer.failed).toMatchObject([{ port_notes: '"Rack\n2 "left" of it"', _code: "quote.misplaced" }]);
  });

  test("a cell that was cut is not passed off as the whole", async () => {
    const rows = validRows(1).map((row) => ({ ...row, My_Column: "x".repeat(40_000) }));
    expect(await sentAgain(await answerTo("a.csv", csvOf(rows)))).toEqual([]);
  });

  test("an element that is no order comes back as the file has it", async () => {
    const list = JSON.stringify([12, ...orders(1), "text", { ...orders(2)[1], sites: [7] }]);
    const { results, failed } = await answerTo("a.json", list);
    expect(results.map((row) => [row["order_ref"], row["_code"], Object.values(row).at(-1)])).toEqual([
      ["", "json.notAnOrder", "12"],
      ["NW-10001", "", ""],
      ["", "json.notAnOrder", '"text"'],
      ["NW-10002", "json.notASite", "7"],
    ]);
    expect(failed.map((row) => Object.values(row).at(-1))).toMatchObject([
      expect.stringContaining("The file has: 12"),
      expect.stringContaining('The file has: "text"'),
      expect.stringContaining("The file has: 7"),
    ]);
  });

  test("a broken line of NDJSON and a value that is none come back as the file has them", async () => {
    const whole = JSON.stringify({ ...orders(1)[0], orderRef: "NW-1" });
    const object = whole.replace('"portNotes":"Rack 2"', '"portNotes":{"rack":2}').replace("NW-1", "NW-2");
    const answer = await answerTo("a.ndjson", `${whole}\n{"orderRef":"NW-3",\n${object}\n`);
    expect(Object.values(answer.results[1] ?? {}).at(-1)).toBe('{"orderRef":"NW-3",');
    expect(answer.results[2]).toMatchObject({ port_notes: '{"rack":2}', _code: "cell.notText" });
    expect(await sentAgain(answer)).toEqual([]);
  });
});
