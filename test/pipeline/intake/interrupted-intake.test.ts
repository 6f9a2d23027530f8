// Intakes of one order's files that meet: side by side, and one that died with a later file in between (found by the
// simulation, seeds 568 and 59).
import { expect, test } from "vitest";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

test("two files with the same sites, taken in at the same time, send each site once", async () => {
  const rows = validRows(3, 3);
  const [first = {}] = rows;
  const files = [csvOf(rows), csvOf([...rows, { ...first, site_ref: "NEW" }])];
  for (let apart = 0; apart < 30; apart += 1) {
    const world = new BulkWorld();
    const drops = files.map(async (file, n) => {
      for (let turn = 0; turn < n * apart; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await world.drop(`${String(n)}.csv`, file);
    });
    await Promise.all(drops);
    const sites = (await world.documents()).flatMap((document) => document.sites.map(({ siteRef }) => siteRef));
    expect(sites.toSorted(), `${String(apart)} turns apart`).toEqual([...new Set(sites)].toSorted());
    expect(sites).toEqual(expect.arrayContaining(["S-0001", "S-0002", "S-0003"]));
  }
});

test("a file whose reading died keeps its orders, also when a later file has claimed the next revision", async () => {
  const rows = validRows(3, 3);
  const [first = {}] = rows;
  const original = csvOf(rows);
  const corrected = csvOf([...rows, { ...first, site_ref: "NEW" }]);
  for (let kill = 1; kill < 40; kill += 1) {
    const world = new BulkWorld();
    let calls = 0;
    const die = () => {
      calls += 1;
      if (calls === kill) throw new Error("killed");
    };
    world.table.onCall = die;
    world.s3.onCall = die;
    await world.drop("a.csv", original).catch(() => undefined);
    world.table.onCall = undefined;
    world.s3.onCall = undefined;
    await world.drop("corrected.csv", corrected);
    await world.drop("a.csv", original);
    const markers = [...world.table.items.values()].filter(({ sk }) => String(sk).startsWith("OPEN#"));
    const documents = await world.documents(markers.map(({ message }) => message as never));
    const sites = documents.flatMap((document) => document.sites.map(({ siteRef }) => siteRef));
    expect(sites.toSorted(), `killed at call ${String(kill)}`).toEqual([...new Set(sites)].toSorted());
    if (calls < kill) break;
  }
});
