// Sites in groups: what a change costs, that none overwrites another's, and that orders recorded before there were groups keep
// their single items.
import { describe, expect, it } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { SiteStore } from "../../../pipeline/orders/site-store.ts";
import { orderDocument, pipelineWorld, seedOrder } from "../../fakes/pipeline-world.ts";
import { newSites } from "../../../domain/orders/new-order.ts";

async function worldOf(sites: number) {
  const world = pipelineWorld(orderDocument(sites));
  await seedOrder(world);
  const { made } = world.table;
  const instance = (): SiteStore => new SiteStore(world.table, () => world.orders.now(), "test");
  const quoted = async (store: SiteStore, from: number, to: number) => {
    const found = await store.sites("o-1", { from, to });
    const learned = found.map((site) => ({ site, set: { siteId: `S-${String(site.index)}` } }));
    await store.learn("o-1", learned, { once: "siteId", happened: { type: "siteQuoted", stage: "quote" } });
  };
  return { world, made, instance, quoted };
}

describe("sites of a group", () => {
  it("change in one write, on what was read just before", async () => {
    const { made, instance, quoted } = await worldOf(60);
    const before = { ...made };
    await quoted(instance(), 0, 25);
    expect({ gets: made.get - before.get, updates: made.update - before.update }).toEqual({ gets: 1, updates: 1 });
  });

  it("are read across groups, and by any range", async () => {
    const { instance } = await worldOf(60);
    const indexes = async (range?: { from: number; to: number }) =>
      (await instance().sites("o-1", range)).map(({ index }) => index);
    expect(await indexes()).toEqual(Array.from({ length: 60 }, (_, at) => at));
    expect(await indexes({ from: 24, to: 52 })).toEqual(Array.from({ length: 28 }, (_, at) => 24 + at));
    expect(await indexes({ from: 59, to: 60 })).toEqual([59]);
  });

  it("keep what another instance has changed since they were seen", async () => {
    const { world, instance, quoted } = await worldOf(3);
    const [one, other] = [instance(), instance()];
    const [first, second] = await one.sites("o-1");
    await quoted(other, 0, 3);
    if (first === undefined || second === undefined) throw new Error("no sites");
    await one.decide("o-1", [{ site: second, reason: reasonOf("refusedByPartner") }], "quote");
    expect(await world.siteRows()).toMatchObject([
      { siteId: "S-0", status: "acknowledged" },
      { siteId: "S-1", status: "failed" },
      { siteId: "S-2", status: "acknowledged" },
    ]);
  });

  it("are decided once where two instances decide at the same moment", async () => {
    const { world, instance } = await worldOf(3);
    const sites = await world.siteRows();
    const decide = (status: "failed" | "cancelled") =>
      instance().decide(
        "o-1",
        sites.map((site) => ({ site, reason: reasonOf("cancelled") })),
        "quote",
        status,
      );
    await Promise.all([decide("failed"), decide("cancelled")]);
    const statuses = new Set((await world.siteRows()).map(({ status }) => status));
    expect(statuses.size).toBe(1);
    expect((await world.timeline()).filter((line) => /site(Failed|Cancelled)/.test(line))).toHaveLength(3);
  });

  it("lose no line of the timeline when there are many", async () => {
    const { world, instance } = await worldOf(2);
    for (let round = 0; round < 12; round += 1) {
      const store = instance();
      const [site] = await store.sites("o-1");
      if (site === undefined) throw new Error("no site");
      const happened = { type: `round${String(round)}`, stage: "enrich" } as const;
      await store.record("o-1", [{ site, set: { status: "inProgress" }, when: () => true, happened }]);
    }
    const rounds = (await world.timeline()).filter((line) => line.startsWith("round"));
    expect(rounds).toHaveLength(12);
    const group = (await world.table.get(keys.siteGroup("o-1", 0))) ?? {};
    expect(Object.keys(group).filter((name) => name.startsWith("line#")).length).toBeLessThanOrEqual(8);
  });
});

describe("an order recorded before there were groups", () => {
  it("keeps its single items: they are read, changed on the state that they have, and told", async () => {
    const world = pipelineWorld(orderDocument(30));
    for (const site of newSites(world.document)) await world.table.put({ ...keys.site("o-1", site.index), ...site });
    const [first, second] = await world.sites.sites("o-1", { from: 25, to: 30 });
    if (first === undefined || second === undefined) throw new Error("no sites");
    const learned = [{ site: first, set: { siteId: "S-25" } }];
    await world.sites.learn("o-1", learned, { once: "siteId", happened: { type: "siteQuoted", stage: "quote" } });
    await world.sites.learn("o-1", [{ site: first, set: { siteId: "another" } }], { once: "siteId" });
    await world.sites.handedOff("o-1", [{ site: second, acknowledgement: "taken", at: "2027-01-01T00:00:00.000Z" }]);
    const after = await world.sites.sites("o-1");
    expect(after).toHaveLength(30);
    expect(after[25]).toMatchObject({ siteId: "S-25" });
    expect(after[26]).toMatchObject({ status: "completed", handedOffAt: "2027-01-01T00:00:00.000Z" });
    expect(await world.table.get(keys.siteGroup("o-1", 1))).toBeUndefined();
  });

  it("has each site once where this version has recorded it to the end", async () => {
    const world = pipelineWorld(orderDocument(3));
    const sites = newSites(world.document);
    for (const site of sites.slice(0, 2)) await world.table.put({ ...keys.site("o-1", site.index), ...site });
    await world.sites.create(sites);
    expect((await world.sites.sites("o-1")).map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});
