// What a row that cannot be read does to the rows around it: nothing.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";

const bad = [
  "x",
  "a,b,c",
  '"open" shut,1',
  ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
];

describe("a row of the wrong form", () => {
  test("changes nothing about the rows around it, whatever orders they are of", async () => {
    const line = fc.oneof(fc.record({ order: fc.nat(2) }), fc.constantFrom(...bad));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const sites = validRows(lines.length);
        const rows = sites.map((row, at): Cells => {
          const planned = lines[at];
          const ref = typeof planned === "object" ? `NW-${String(planned.order)}` : "";
          return { ...row, order_ref: ref, customer_name: `Customer of ${ref}`, premise_notes: `Note ${String(at)}` };
        });
        const [header = "", ...good] = csvOf(rows).trimEnd().split("\n");
        const text = [
          header,
          ...lines.map((planned, at) => (typeof planned === "string" ? planned : (good[at] ?? ""))),
        ];
        const world = new BulkWorld();
        await world.drop("mixed.csv", `${text.join("\n")}\n`, { policy: "site" });
        const sent = (await world.documents()).flatMap((document) =>
          document.sites.map((site) => `${document.orderRef} ${document.customer.name} ${site.premiseNotes ?? ""}`),
        );
        const expected = lines.flatMap((planned, at) =>
          typeof planned === "string"
            ? []
            : `NW-${String(planned.order)} Customer of NW-${String(planned.order)} Note ${String(at)}`,
        );
        expect(sent.sort()).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });
});

test("two sites of an order at one place both go, and the place is recorded once", async () => {
  const world = new BulkWorld();
  const [row = {}] = validRows(1);
  const alike = [row, { ...row, site_ref: "S-B" }, { ...row, site_ref: "S-C" }];
  const { fileId, outcome } = await world.drop("alike.csv", csvOf(alike));
  expect(outcome).toBe("sent");
  expect((await world.documents()).flatMap(({ sites }) => sites)).toHaveLength(3);
  expect(world.receipt(fileId).issuesByCode).toEqual({ "site.probableDuplicate": 2 });
});

test("an order_ref that is no text of Unicode is a damaged cell, in every row", async () => {
  const world = new BulkWorld();
  const order = (ref: string, site: string) => {
    const [row = {}] = validRows(1);
    const { order_ref: _ref, site_ref: _site, ...rest } = row;
    return JSON.stringify({ order_ref: ref, sites: [{ ...rest, site_ref: site }], ...rest });
  };
  const { fileId } = await world.drop(
    "damaged.ndjson",
    [order("X\ud800", "A"), order("X\ud800", "B"), order("Z", "C")].join("\n"),
  );
  const { rows, issuesByCode } = world.receipt(fileId);
  expect(rows).toMatchObject({ total: 3, failed: 2, waiting: 1 });
  expect(issuesByCode["encoding.damaged"]).toBe(2);
});

test("work on many things begins nothing more after a failure, and ends before it is told", async () => {
  const began: number[] = [];
  const ended: number[] = [];
  const run = async (thing: number): Promise<void> => {
    began.push(thing);
    await new Promise((resolve) => setImmediate(resolve));
    if (thing === 1) throw new Error("one");
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(thing);
  };
  await expect(concurrently([...Array(20).keys()], 4, run)).rejects.toThrow("one");
  expect(began).toEqual([0, 1, 2, 3]);
  expect(ended).toEqual([0, 2, 3]);
});

test("policy file: what one attempt has checked and begun is not stopped by a correction in between", async () => {
  const world = new BulkWorld();
  const rows = validRows(4, 2);
  let killed = false;
  world.table.onCall = (_operation, { sk }) => {
    if (killed || sk !== "ORDERREF#R-2") return;
    killed = [...world.table.items.values()].some(({ sk: one }) => String(one).startsWith("SITEREF#"));
    if (killed) throw new Error("killed");
  };
  world.deps.groupSize = 1;
  await expect(world.drop("a.csv", csvOf(rows), { policy: "file" })).rejects.toThrow("killed");
  world.table.onCall = undefined;
  const corrected = rows.map((row) => (row["order_ref"] === "R-2" ? { ...row, floor: "77" } : row));
  await world.drop("corrected.csv", csvOf(corrected), { policy: "file" });
  const { fileId } = await world.drop("a.csv", csvOf(rows), { policy: "file" });
  // R-1 was told to the correction as sent: it must go.
  expect(world.sent.map(({ siteCount }) => siteCount)).toEqual([2, 2]);
  expect(world.receipt(fileId).rows).toMatchObject({ total: 4, failed: 2, waiting: 2 });
});

test("rows of the wrong width fail again until they are corrected: failed.csv as it is sends none of them", async () => {
  const world = new BulkWorld();
  const [header = "", one = "", two = "", three = ""] = csvOf(validRows(3)).split("\n");
  const short = two.split(",").slice(0, 30).join(",");
  const { fileId } = await world.drop("ragged.csv", [header, `${one},one more`, short, three].join("\n"), {
    policy: "site",
  });
  expect((await world.documents()).flatMap(({ sites }) => sites)).toHaveLength(1);
  await world.runPipeline();
  const failed = world.results(fileId, "failed.csv");
  expect(failed).toContain("one more");
  const again = await world.drop("failed.csv", failed, { policy: "site" });
  expect(world.sent).toEqual([]);
  expect(world.receipt(again.fileId).issuesByCode).toMatchObject({ "row.tooLong": 1, "row.tooShort": 1 });
});
