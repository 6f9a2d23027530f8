// Kinds of files that people make, beyond the one instance that the corpus has of each: other columns, other formats, the fix
// followed to the letter, and healthy look-alikes that stay untouched.
import { describe, expect, test } from "vitest";
import { template } from "../../domain/rows/template.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { codesOf, validated } from "../pipeline/intake/validated.ts";

const json = (count = 2): string => [...template("json", count)].join("");
const csv = (count = 2): string => csvOf(validRows(count));
const issuesOf = async (text: string | Uint8Array) => (await validated([text])).issues;

describe("JSON numbers", () => {
  test("two references beyond 2^53 are two orders, and every digit reaches the document", async () => {
    const world = new BulkWorld();
    const order = (ref: string, floor: string): string =>
      json(1)
        .replace('"NW-10001"', ref)
        .replace(/"floor": "[^"]*"/, `"floor": ${floor}`)
        .replace(/^[^]*"orders":\[/, "")
        .replace(/\]\}\s*$/, "");
    const text = `[${order("9007199254740993", "3.10")},${order("9007199254740992", "1e3")}]`;
    await world.drop("numbers.json", text);
    const documents = await world.documents();
    expect(documents.map(({ orderRef }) => orderRef)).toEqual(["9007199254740993", "9007199254740992"]);
    expect(documents[0]?.sites[0]?.port.floor).toBe("3.10");
  });

  test("a key of the distributor's own keeps them too, and comes back with them", async () => {
    const world = new BulkWorld();
    const { fileId } = await world.drop("own.json", json(1).replace('"orderRef"', '"costCenter": 100.50, "orderRef"'));
    await world.runPipeline();
    expect(world.rows(fileId)[0]?.["costCenter"]).toBe("100.50");
  });
});

describe("JSON that does not parse", () => {
  test.each([
    ["pretty-printed", json(2).replace('"floor": "3"', '"floor": None'), "None is not JSON; write null"],
    ["on one line", JSON.stringify(JSON.parse(json(2))).replace('"3"', "'3'"), "a text begins with a single quote"],
  ])("is told by line and column, %s", async (_, text, words) => {
    const [issue] = await issuesOf(text);
    const at = text.search(/None|'3'/);
    const before = text.slice(0, at).split("\n");
    const place = `at line ${String(before.length)}, column ${String((before.at(-1) ?? "").length + 1)}, `;
    expect(issue).toMatchObject({ code: "json.syntax", row: before.length });
    expect(issue?.message).toContain(place + words);
  });

  test("a quote that puts the structure out of step is the cause, and not the end of the file", async () => {
    const text = json(2).replace('"floor": "3"', '"floor": "3');
    const [issue] = await issuesOf(text);
    expect(issue?.message).toContain("a text is not closed before the line ends");
    expect(issue?.row).toBe(text.slice(0, text.indexOf('"floor"')).split("\n").length);
  });

  test("the text ends too early only where it does", async () => {
    const [issue] = await issuesOf(json(2).slice(0, -10));
    expect(issue?.message).toContain("the text ends too early");
  });

  test("a line of NDJSON is told by its own line", async () => {
    const lines = [...template("ndjson", 41)].join("").trimEnd().split("\n");
    const [issue] = await issuesOf([lines[0], lines[1]?.replace('"sites":', '"sites"'), lines[2]].join("\n"));
    expect(issue).toMatchObject({ code: "json.syntax", row: 2 });
    expect(issue?.message).toContain("a colon is missing behind the key");
  });
});

describe("JSON of another shape", () => {
  type Order = Record<string, unknown> & { sites: Record<string, unknown>[] };
  const orders = (): Order[] => (JSON.parse(json(3)) as { orders: Order[] }).orders;

  test("moving the keys into the sites, as the fix says, leads to success", async () => {
    const moved = orders().map(({ sites, ...order }) => {
      const [first, ...others] = sites.map(({ floor: _floor, room: _room, ...site }) => site);
      return { ...order, floor: "3", room: "MDF", sites: [first, ...others] };
    });
    const issues = await issuesOf(JSON.stringify(moved));
    expect(issues).toMatchObject([{ code: "json.siteKeys", pointer: "/0", column: "sites" }]);
    expect(issues[0]?.message).toContain("floor, room");
    const followed = moved.map(({ floor, room, sites, ...order }) => ({
      ...order,
      sites: sites.map((site) => ({ ...site, floor, room })),
    }));
    expect(await codesOf([JSON.stringify(followed)])).toEqual([]);
  });

  test("issues of a flat order and of a sole site point where the value stands", async () => {
    const flat = orders().map(({ sites: [site], ...order }) => ({ ...order, ...site, siteZip: "1" }));
    const sole = orders().map(({ sites: [site], ...order }) => ({ ...order, Sites: { ...site, siteZip: "1" } }));
    expect((await issuesOf(JSON.stringify(flat))).map(({ pointer }) => pointer)).toContain("/0/siteZip");
    expect((await issuesOf(JSON.stringify(sole))).map(({ pointer }) => pointer)).toContain("/0/Sites/siteZip");
  });

  test("two spellings of one key are two values of one column", async () => {
    const text = json(1).replace('"floor"', '"Floor": "9", "floor"');
    expect(await codesOf([text])).toContain("json.duplicateKey");
  });

  test("no words of CSV are used", async () => {
    for (const text of ['{"orders": []}', '{"a": 1}', '{"orders": {}}', '{"data": [{"orderRef": "x"}]}', "[]"]) {
      const issues = await issuesOf(text);
      expect(issues).toHaveLength(1);
      for (const { message, fix } of issues) expect(`${message} ${fix ?? ""}`).not.toMatch(/header|\brows?\b|line 1/i);
    }
  });
});

describe("rows that lack or have too many cells", () => {
  const [header = "", first = "", second = ""] = csv().split("\n");
  const short = second.split(",").slice(0, -3).join(",");

  test("a short row that is wrong for another reason comes back whole, and is read once that is mended", async () => {
    const world = new BulkWorld();
    const broken = short.replace(/,MDF,/, ",,");
    const { fileId } = await world.drop("a.csv", [header, first, broken, ""].join("\n"), { policy: "site" });
    await world.runPipeline();
    const failed = world.results(fileId, "failed.csv");
    await world.drop("failed.csv", failed.replace(/(,3),,/, "$1,MDF,"), { policy: "site" });
    expect(failed).not.toContain("Not as the file had it");
    expect((await world.documents()).flatMap(({ sites }) => sites)).toHaveLength(1);
  });

  test("a missing required cell, and text beyond the header, stay errors", async () => {
    const cut = second.split(",").slice(0, 40).join(",");
    expect(await codesOf([[header, first, cut].join("\n")])).toEqual(["row.tooShort"]);
    expect(await codesOf([[header, first, `${second},,x`].join("\n")])).toEqual(["row.tooLong"]);
  });

  test("many rows of one form are one remark that says how many; each is in the results", async () => {
    const world = new BulkWorld();
    const cut = second.split(",").slice(0, 40).join(",");
    const { fileId } = await world.drop("a.csv", [header, first, ...Array<string>(25).fill(cut)].join("\n"));
    const { issues, rows } = world.receipt(fileId);
    expect(issues).toMatchObject([{ code: "row.tooShort", row: 3 }]);
    expect(issues[0]?.message).toContain("the first of 25 alike");
    expect(rows.total).toBe(26);
    expect(world.rows(fileId).filter(({ _code }) => _code === "row.tooShort")).toHaveLength(25);
  });
});

describe("rows that are no sites", () => {
  test("hold back no order, not even the one that they name", async () => {
    const rows = validRows(4, 2);
    const subtotal: Cells = { order_ref: "R-1", premise_notes: "Subtotal: 2 sites" };
    const { issues, result } = await validated([
      csvOf([...rows.slice(0, 2), { ...blank(rows[0]), ...subtotal }, ...rows.slice(2)]),
    ]);
    expect(issues).toMatchObject([{ code: "row.noSite", row: 4 }]);
    expect(result.rows).toMatchObject({ total: 5, waiting: 4, failed: 1 });
    expect(result.orders).toMatchObject({ total: 2, accepted: 2 });
  });

  const blank = (row: Cells = {}): Cells => Object.fromEntries(Object.keys(row).map((name) => [name, ""]));
});

describe("encodings", () => {
  test("every byte that Windows-1252 does not have is an error of its cell that names it", async () => {
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d]) {
      const text = csvOf(validRows(2, 1).map((row, at) => (at === 0 ? { ...row, customer_name: "Gar\u00ffon" } : row)));
      const bytes = Buffer.from(text, "latin1").map((one) => (one === 0xff ? byte : one));
      const { issues, result } = await validated([bytes]);
      expect(issues.map(({ code }) => code)).toEqual(["encoding.damaged", "file.encodingAssumed"]);
      expect(issues[0]?.message).toContain("Windows-1252");
      expect(result.rows).toMatchObject({ total: 2, failed: 1 });
    }
  });

  test("NULs and end marks within the file are no end", async () => {
    const text = csv().replace("MDF", "M\u001AF");
    expect(await codesOf([`${text}\0\0`])).not.toEqual([]);
    expect(await codesOf([Buffer.from(csv()), ...Array<Uint8Array>(40).fill(new Uint8Array(100_000))])).toEqual([]);
  });
});
