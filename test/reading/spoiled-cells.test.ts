// A row of which only some cells are spoiled: all others are checked at once, and its order goes on without it.
import { describe, expect, test } from "vitest";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";

const OF_ORDER =
  /^(?:order_ref|sp_id|opportunity|customer|contact|alt_contact|approver|contract|accept|discount|promo)/;
const pick = (row: Cells, isOfOrder: boolean): Cells =>
  Object.fromEntries(Object.entries(row).filter(([name]) => OF_ORDER.test(name) === isOfOrder));

/** One order with these sites, as JSON. */
const jsonOf = (...sites: unknown[]): string => {
  const [row = {}] = validRows(1);
  return JSON.stringify([{ ...pick(row, true), sites }]);
};
const siteOf = (ref: string): Cells => ({ ...pick(validRows(1)[0] ?? {}, false), site_ref: ref, room: ref });

async function answerTo(name: string, text: string) {
  const world = new BulkWorld();
  const { fileId } = await world.drop(name, text, { policy: "site" });
  const { issues, rows } = world.receipt(fileId);
  const sent = (await world.documents()).flatMap(({ sites }) => sites.map(({ siteRef }) => siteRef));
  return { rows, sent, errors: issues.filter(({ severity }) => severity === "error") };
}

describe("a site of JSON with a list in a cell", () => {
  test("is told of that cell and of its other errors", async () => {
    const { errors } = await answerTo("a.json", jsonOf({ ...siteOf("A"), floor: [3], site_zip: "abc" }));
    expect(errors.map(({ code, column }) => [code, column])).toEqual([
      ["cell.notText", "floor"],
      ["zip.form", "site_zip"],
    ]);
  });

  test("does not hold back the order's other sites under the policy site", async () => {
    const { sent, rows } = await answerTo("a.json", jsonOf(siteOf("A"), { ...siteOf("B"), floor: {} }, siteOf("C")));
    expect(sent).toEqual(["A", "C"]);
    expect(rows).toMatchObject({ total: 3, failed: 1, waiting: 2 });
  });
});

test.each([
  ["first", [7, siteOf("B")]],
  ["last", [siteOf("B"), 7]],
])("a number that stands %s among the sites is told of its place, and the other site goes", async (_, sites) => {
  const { sent, errors } = await answerTo("a.json", jsonOf(...sites));
  expect(sent).toEqual(["B"]);
  expect(errors).toMatchObject([{ code: "json.notASite", pointer: `/0/sites/${String(sites.indexOf(7))}` }]);
});

test("a value under a column without a name hides no other error of its row", async () => {
  const [header = "", row = ""] = csvOf([{ ...validRows(1)[0], site_zip: "abc" }]).split("\n");
  const { errors } = await answerTo("a.csv", `${header},\n${row},x\n`);
  expect(errors.map(({ code }) => code).sort()).toEqual(["header.blank", "zip.form"]);
});

describe("a row of CSV with a cell too many, under the policy site", () => {
  const rows = ["A", "B", "C"].map((ref): Cells => ({ ...pick(validRows(1)[0] ?? {}, true), ...siteOf(ref) }));
  const without = (row: Cells): Cells => ({ ...row, opportunity_name: "", discount_percent: "", promo_code: "" });
  const spoil = (text: string, ref: string): string =>
    text.replace(new RegExp(`^.*,${ref},.*$`, "m"), (line) => `${line},x`);

  test("holds back no other site of its order, whose blank cells are those of the row before", async () => {
    expect((await answerTo("a.csv", spoil(csvOf(rows.map(without)), "B"))).sent).toEqual(["A", "C"]);
  });

  test("holds back no other site where the file does not have the optional columns of the order", async () => {
    const required = rows.map((row): Cells => {
      const { opportunity_name: _a, discount_percent: _b, promo_code: _c, ...rest } = row;
      return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith("alt_")));
    });
    expect((await answerTo("a.csv", spoil(csvOf(required), "A"))).sent).toEqual(["B", "C"]);
  });

  test("holds back its order where nobody knows whether it has the order's discount", async () => {
    expect((await answerTo("a.csv", spoil(csvOf(rows.map(without)), "A"))).sent).toEqual([]);
  });
});
