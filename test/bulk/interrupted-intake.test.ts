// An intake that died, a corrected file in between, and the first one's repetition (found by the simulation, seed 59).
import { expect, test } from "vitest";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

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
