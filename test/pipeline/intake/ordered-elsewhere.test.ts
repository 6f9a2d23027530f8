// The same place and product under another order_ref, in this file or an earlier one: played at random against a model. A
// warning and no more: both are sent.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SiteAddress } from "../../../domain/orders/site-addresses.ts";
import { FileAddresses } from "../../../pipeline/intake/earlier-addresses.ts";
import { shortHash } from "../../../domain/rows/address-key.ts";
import { randomRuns } from "../../fakes/random-runs.ts";
import { BulkWorld } from "./bulk-world.ts";
import { type Cells, csvOf, validRows } from "./example-file.ts";

const PLACES = 4;
const order = fc.record({
  ref: fc.constantFrom("NW-1", "NW-2", "NW-3"),
  places: fc.uniqueArray(fc.nat(PLACES - 1), { minLength: 1, maxLength: 3 }),
  succeeds: fc.boolean(),
});
const file = fc.uniqueArray(order, { selector: ({ ref }) => ref, minLength: 1, maxLength: 3 });

interface Known {
  readonly ref: string;
  readonly live: boolean;
}

test("a site is told from one of another order that is ordered or on its way, and from no other", async () => {
  let warned = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
      const world = new BulkWorld();
      const byPlace = new Map<number, Known>();
      const sentBefore = new Set<string>();
      for (const [round, orders] of files.entries()) {
        const sites = orders.flatMap(({ ref, places, succeeds }) => places.map((place) => ({ ref, place, succeeds })));
        const rows = sites.map(({ ref, place }): Cells => ({
          ...validRows(PLACES)[place],
          ...{ order_ref: ref, site_ref: `S-${String(place)}`, Round: String(round) },
        }));
        const recorded = new Map<number, boolean>();
        // While the file is read, each of its sites may still come to an order.
        const expected = sites.filter(({ ref, place, succeeds }) => {
          const id = `${ref} ${String(place)}`;
          if (sentBefore.has(id)) return false;
          sentBefore.add(id);
          const other = byPlace.get(place);
          if (other?.live === true && other.ref !== ref) return true;
          byPlace.set(place, { ref, live: true });
          recorded.set(place, succeeds);
          return false;
        });
        const { fileId } = await world.drop(`round-${String(round)}.csv`, csvOf(rows), { policy: "site" });
        const lines = world.results(fileId, "issues.ndjson").split("\n").filter(Boolean);
        const told = lines.map((line) => JSON.parse(line) as { code: string; row: number });
        const rowsTold = told.filter(({ code }) => code === "site.orderedElsewhere").map(({ row }) => row - 2);
        expect(rowsTold.map((at) => sites[at])).toEqual(expected);
        warned += rowsTold.length;
        for (const [place, succeeds] of recorded) {
          const known = byPlace.get(place);
          if (known !== undefined) byPlace.set(place, { ...known, live: succeeds });
        }
        await world.runPipeline(({ orderRef }) =>
          orders.find(({ ref }) => ref === orderRef)?.succeeds === true
            ? { status: "completed", subOrderId: "801" }
            : { status: "failed", reason: { code: "addressNotValid", message: "no" } },
        );
      }
    }),
    { numRuns: randomRuns(20, 60) },
  );
  expect(warned).toBeGreaterThan(randomRuns(3, 30));
});

describe("validate, which knows no other file", () => {
  test("tells the first row of an address under another order, among many thousands", async () => {
    const known = new FileAddresses();
    const count = 5000;
    const siteOf = (at: number, ref: string): SiteAddress => ({
      ...{ key: shortHash(`address ${String(at)}`), orderRef: ref, siteRef: "S", row: at + 2 },
    });
    const first = await known.othersAt(Array.from({ length: count }, (_, at) => siteOf(at, "NW-1")));
    expect(first.every((other) => other === undefined)).toBe(true);
    const again = await known.othersAt([siteOf(7, "NW-2"), siteOf(count + 1, "NW-2"), siteOf(4321, "NW-3")]);
    expect(again.map((other) => other?.row)).toEqual([9, undefined, 4323]);
  });
});

test("addresses of one street, and of rows that differ in one character, have keys of their own", () => {
  const keys = new Set<string>();
  for (let number = 0; number < 200_000; number += 1) keys.add(shortHash(`${String(number)}fifthave\u0001ste300`));
  expect(keys.size).toBe(200_000);
});

test("two addresses that attempts at a file have left for one site are looked up once", async () => {
  const world = new BulkWorld();
  const [one = {}, two = {}] = validRows(2);
  await world.drop("a.csv", csvOf([one, two]));
  const records = [...world.table.items.values()].filter(({ sk }) => sk === "PLACE");
  expect(records).toHaveLength(2);
  for (const record of records) await world.table.put({ ...record, pk: String(record["pk"]), sk: "PLACE", index: 0 });
  const { fileId, outcome } = await world.drop(
    "b.csv",
    csvOf([one, two].map((row) => ({ ...row, order_ref: "NW-B" }))),
  );
  expect(outcome).toBe("sent");
  expect(world.receipt(fileId).issuesByCode).toEqual({ "site.orderedElsewhere": 2 });
});
