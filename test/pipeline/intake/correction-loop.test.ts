// The correction loop, played at random against a model: rows are damaged, healed, changed and added, round after round, and
// exactly those sites move of which the model says so.
import fc from "fast-check";
import { expect, test } from "vitest";
import { randomRuns } from "../../fakes/random-runs.ts";
import { BulkWorld } from "./bulk-world.ts";
import { type Cells, csvOf, validRows } from "./example-file.ts";
import { planned } from "./planned.ts";

const SITES = 8;
const PER_ORDER = 3;
/** Values of one cell: good ones, and one that is an error. */
const FLOORS = ["1", "2", "3", ""] as const;

interface Known {
  readonly floor: string;
  /** ordered: AT&T has a sub-order. ended: it was sent and failed without one. */
  readonly state: "ordered" | "ended";
}

const edit = fc.record({
  site: fc.nat(SITES - 1),
  floor: fc.constantFrom(...FLOORS),
  /** What becomes of the site if it is sent. */
  succeeds: fc.boolean(),
});
const rounds = fc.array(fc.array(edit, { maxLength: 5 }), { minLength: 2, maxLength: 5 });

test("random edits in random rounds move exactly those sites that are new, corrected or changed after a failure", async () => {
  let edits = 0;
  await fc.assert(
    fc.asyncProperty(rounds, async (played) => {
      const world = new BulkWorld();
      const known = new Map<number, Known>();
      const floors = Array.from({ length: SITES }, () => "1");
      const succeeds = Array.from({ length: SITES }, () => true);
      for (const [round, changes] of played.entries()) {
        for (const change of changes) {
          floors[change.site] = change.floor;
          succeeds[change.site] = change.succeeds;
          edits += 1;
        }
        const rows = validRows(SITES, PER_ORDER).map((row, at): Cells => ({ ...row, floor: floors[at] ?? "" }));
        // A carried column makes every round's bytes its own; the sites do not change by it.
        const file = csvOf(rows.map((row) => ({ ...row, Round: String(round) })));
        const { totals } = await planned(world, file, { policy: "site" });
        const { fileId } = await world.drop(`round-${String(round)}.csv`, file, { policy: "site" });
        const expected = floors.map((floor, at) => fateOf(floor, known.get(at)));
        // What a plan said before is what happens.
        const fates = (fate: string): number => expected.filter((one) => one === fate).length;
        const refused = SITES - fates("sent") - fates("unchanged");
        expect(totals.sites).toEqual({ total: SITES, create: fates("sent"), unchanged: fates("unchanged"), refused });
        const moved = (await world.documents()).flatMap(({ sites }) => sites.map(({ siteRef }) => siteRef));
        expect(moved.sort()).toEqual(rows.filter((_, at) => expected[at] === "sent").map((row) => row["site_ref"]));
        await world.runPipeline((_order, siteRef) =>
          succeeds[Number(siteRef.slice(2)) - 1] === true
            ? { status: "completed", subOrderId: `801${siteRef}` }
            : { status: "failed", reason: { code: "addressNotValid", message: "no" } },
        );
        expected.forEach((fate, at) => {
          if (fate !== "sent") return;
          known.set(at, { floor: floors[at] ?? "", state: succeeds[at] === true ? "ordered" : "ended" });
        });
        expect(world.rows(fileId).map(shownFate)).toEqual(
          expected.map((fate, at) => (fate === "sent" ? (succeeds[at] === true ? "handedOff" : "failed") : fate)),
        );
        // The same bytes once more move nothing.
        await world.drop("again.csv", file, { policy: "site" });
        expect(world.sent).toEqual([]);
      }
    }),
    { numRuns: randomRuns(15, 40) },
  );
  expect(edits).toBeGreaterThan(randomRuns(40, 200));
});

type Fate = "sent" | "unchanged" | "cell.required" | "site.alreadyOrdered";

function fateOf(floor: string, known: Known | undefined): Fate {
  if (floor === "") return "cell.required";
  if (known === undefined) return "sent";
  if (known.floor === floor) return "unchanged";
  return known.state === "ordered" ? "site.alreadyOrdered" : "sent";
}

function shownFate(row: Cells): string {
  const code = row["_code"] ?? "";
  return code === "cell.required" || code === "site.alreadyOrdered" ? code : (row["_outcome"] ?? "");
}

test("failed.csv holds exactly the rows to correct; corrected and dropped as it is, it sends them and nothing else", async () => {
  const bad = fc.uniqueArray(fc.nat(SITES - 1), { minLength: 1, maxLength: SITES });
  await fc.assert(
    fc.asyncProperty(bad, async (damaged) => {
      const world = new BulkWorld();
      const rows = validRows(SITES, PER_ORDER).map((row, at) =>
        damaged.includes(at) ? { ...row, floor: "", premise_notes: "=1+1" } : row,
      );
      const { fileId } = await world.drop("a.csv", csvOf(rows), { policy: "site" });
      await world.runPipeline();
      const refs = rows.filter((_, at) => damaged.includes(at)).map((row) => row["site_ref"]);
      const failed = world.rows(fileId, "failed.csv");
      expect(failed.map((row) => row["site_ref"])).toEqual(refs);
      const again = await world.drop("failed.csv", csvOf(failed.map((row) => ({ ...row, floor: "9" }))), {
        policy: "site",
      });
      const sites = (await world.documents()).flatMap((document) => document.sites);
      expect(sites.map(({ siteRef }) => siteRef).sort()).toEqual(refs);
      // The guard that we wrote before the formula is gone again.
      expect(sites.every(({ premiseNotes }) => premiseNotes === "=1+1")).toBe(true);
      await world.runPipeline();
      expect(world.receipt(again.fileId).rows).toMatchObject({ total: refs.length, handedOff: refs.length });
    }),
    { numRuns: 15 },
  );
});
