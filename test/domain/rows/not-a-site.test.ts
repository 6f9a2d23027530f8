// Rows of a sheet that are no sites, and healthy rows that only look like them.
import { describe, expect, test } from "vitest";
import { notASite } from "../../../domain/rows/not-a-site.ts";
import { readHeader } from "../../../domain/rows/read-header.ts";
import { type Cells, validRows } from "../../pipeline/intake/example-file.ts";

const [full = {}] = validRows(1);
const names = Object.keys(full);
const header = readHeader([...names, "_code", "_message"], 1, undefined);
const row = (cells: Cells): string[] => [...names, "_code", "_message"].map((name) => cells[name] ?? "");

describe("is no site", () => {
  const cases: [string, Cells | string[], string][] = [
    ["a total with its word in the first column", { order_ref: "Total", customer_name: "2 sites" }, "a total"],
    ["a subtotal of an order", { order_ref: "NW-1", premise_notes: "Subtotal: 3" }, "a total"],
    [
      "a grand total as it comes back from us",
      { order_ref: "GRAND TOTAL", _code: "row.noSite", _message: "x" },
      "a total",
    ],
    ["a count", { premise_notes: "14 rows" }, "a total"],
    ["a comment", { order_ref: "# as of Monday" }, "a comment"],
    ["a comment of a programmer", { order_ref: "// old" }, "a comment"],
    ["a footer", { room: "Page 1 of 3" }, "a footer"],
    ["a short footer", ["End of report"], "a footer"],
    ["check boxes dragged down", { start_billing_early: "FALSE", paperless_billing: "FALSE" }, "only FALSE"],
    ["one value dragged down", { site_state: "NY" }, "only site_state"],
    ["the header once more", names, "the column names once more"],
    [
      "the header in capitals",
      names.map((name) => name.toUpperCase().replaceAll("_", " ")),
      "the column names once more",
    ],
  ];
  test.each(cases)("%s", (_, cells, words) => {
    expect(notASite(header)(Array.isArray(cells) ? cells : row(cells))).toBe(words);
  });
});

describe("is a site", () => {
  const cases: [string, Cells | string[]][] = [
    ["a full row", full],
    ["a full row whose references say total", { ...full, order_ref: "TOTAL-1", site_ref: "Total" }],
    [
      "a full row of a customer named so",
      { ...full, customer_name: "Total Fitness", premise_notes: "# 4, second door" },
    ],
    ["a row that has its site and lacks its street", { ...full, site_street: "" }],
    ["a row with half of its cells", Object.fromEntries(Object.entries(full).slice(0, 20))],
    ["references and nothing else: each missing cell is told", { order_ref: "NW-1", site_ref: "S-1" }],
    ["a short row that is no footer: nobody knows what its cells are", ["NW-1", "A-06399x"]],
    ["a row that repeats one column's name", { ...full, order_ref: "order_ref" }],
  ];
  test.each(cases)("%s", (_, cells) => {
    expect(notASite(header)(Array.isArray(cells) ? cells : row(cells))).toBeUndefined();
  });
});
