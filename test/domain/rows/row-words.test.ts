// What a row that did not go is told: all of its errors, and which other rows are to blame.
import { describe, expect, test } from "vitest";
import { template } from "../../../domain/rows/template.ts";
import { BulkWorld } from "../../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../../pipeline/intake/example-file.ts";

async function firstRow(changes: Cells): Promise<Record<string, string>> {
  const world = new BulkWorld();
  const rows = validRows(2, 1).map((row, at): Cells => (at === 0 ? { ...row, ...changes } : row));
  const { fileId } = await world.drop("a.csv", csvOf(rows));
  await world.runPipeline();
  expect(world.results(fileId, "report.html")).toContain(world.rows(fileId)[0]?.["_message"]);
  return world.rows(fileId)[0] ?? {};
}

describe("a row with several errors", () => {
  test("is told all of them, each with its column, and how to mend each", async () => {
    const row = await firstRow({ site_zip: "ABCDE", port_speed: "fast" });
    expect(row).toMatchObject({
      _code: "zip.form",
      _column: "site_zip",
      _message: "site_zip: This is not a ZIP code; port_speed: This is not a speed",
    });
    expect(row["_fix"]).toBe(
      "site_zip: Enter five digits like 75075, or ZIP+4 like 75075-8004; port_speed: Enter a number with its unit, like 100M or 1 Gbps",
    );
  });

  test("is told one fix once, and no column twice", async () => {
    const row = await firstRow({ floor: "", room: "" });
    expect([row["_message"], row["_fix"]]).toEqual(["floor is required; room is required", "Fill in the cell."]);
  });

  test("with one error is told just that", async () => {
    expect((await firstRow({ site_zip: "ABCDE" }))["_message"]).toBe("This is not a ZIP code.");
  });

  test("with very many is told so many as are read, and how many more there are", async () => {
    const all = Object.fromEntries(Object.keys(validRows(1)[0] ?? {}).map((name) => [name, "#REF!"]));
    const { _message: message = "" } = await firstRow({ ...all, order_ref: "R-1" });
    expect(message).toMatch(/^sp_id: The cell holds .*; and \d+ more$/);
    expect(message.length).toBeLessThan(650);
  });

  test("is told those that only its order shows, too", async () => {
    const world = new BulkWorld();
    const rows = validRows(3).map((row, at): Cells => ({ ...row, ...(at > 0 && { site_ref: "S-9", floor: "" }) }));
    const { fileId } = await world.drop("a.csv", csvOf(rows.map((row, at) => ({ ...row, room: `R${String(at)}` }))));
    expect(world.rows(fileId)[2]?.["_message"]).toBe(
      "floor is required; site_ref occurs in rows 3, 4 of this order with different content",
    );
  });
});

describe("a row that another row holds back", () => {
  test("names the rows to blame by their lines", async () => {
    const world = new BulkWorld();
    const rows = validRows(6).map((row, at) => (at > 0 && at < 5 ? { ...row, floor: "" } : row));
    const { fileId } = await world.drop("a.csv", csvOf(rows));
    const [first, , , , , last] = world.rows(fileId);
    expect(first?.["_message"]).toBe(
      "This row is fine. It is held back because of an error in rows 3, 4, 5 and 1 more of the same order.",
    );
    expect(last?.["_message"]).toBe(first?.["_message"]);
  });

  test("names them by pointer in JSON", async () => {
    const world = new BulkWorld();
    const json = [...template("json", 2)].join("").replace('"siteZip": "46204"', '"siteZip": "X"');
    const { fileId } = await world.drop("a.json", json);
    expect(world.rows(fileId)[0]?.["_message"]).toContain("in /orders/0/sites/1 of the same order");
  });
});
