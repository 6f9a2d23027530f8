// A plan says what the intake then does, writes nothing, and is named by what it rests on.
import { describe, expect, test } from "vitest";
import { changedSince } from "../../../pipeline/intake/plan-file.ts";
import { BulkWorld } from "./bulk-world.ts";
import { type Cells, csvOf, validRows } from "./example-file.ts";
import { type Asked, planned } from "./planned.ts";

const rowsOf = (orderRef: string, ...siteRefs: readonly string[]): Cells[] =>
  validRows(siteRefs.length).map((row, at) => ({
    ...row,
    ...{ order_ref: orderRef, site_ref: siteRefs[at] ?? "", site_unit: `${orderRef} ${siteRefs[at] ?? ""}` },
  }));
const spoiled = (row: Cells | undefined): Cells => ({ ...row, site_zip: "12" });
const changed = (row: Cells | undefined): Cells => ({ ...row, room: "Other" });

/** Earlier: KNOWN went through with three sites, ENDED was canceled. */
async function worldWithOrders(): Promise<BulkWorld> {
  const world = new BulkWorld();
  await world.drop("known.csv", csvOf(rowsOf("KNOWN", "1", "2", "3")));
  await world.runPipeline();
  await world.drop("ended.csv", csvOf(rowsOf("ENDED", "1")));
  await world.runPipeline(() => ({ status: "cancelled" }));
  return world;
}

/** One order of each action. */
function ofEachAction(): string {
  const [held, bad] = rowsOf("REFUSED", "1", "2");
  return csvOf([
    ...rowsOf("NEW", "1", "2"),
    ...[...rowsOf("KNOWN", "1", "2", "3"), ...rowsOf("KNOWN", "4")],
    changed(rowsOf("ENDED", "1")[0]),
    ...[held ?? {}, spoiled(bad)],
  ]);
}

describe("a plan", () => {
  test("names each order's action and counts its sites", async () => {
    const { orders, totals } = await planned(await worldWithOrders(), ofEachAction());
    expect(orders.map(({ orderRef, action, sites }) => [orderRef, action, sites])).toEqual([
      ["NEW", "create", { create: 2, unchanged: 0, refused: 0 }],
      ["KNOWN", "add", { create: 1, unchanged: 3, refused: 0 }],
      ["ENDED", "change", { create: 1, unchanged: 0, refused: 0 }],
      ["REFUSED", "refused", { create: 0, unchanged: 0, refused: 2 }],
    ]);
    expect(totals).toEqual({
      orders: { total: 4, create: 1, add: 1, change: 1, unchanged: 0, refused: 1 },
      sites: { total: 9, create: 4, unchanged: 3, refused: 2 },
    });
  });

  test.each(["order", "file", "site"] as const)("says what the intake then does under policy %s", async (policy) => {
    const world = await worldWithOrders();
    const file = csvOf([
      ...rowsOf("NEW", "1", "2"),
      ...rowsOf("KNOWN", "1"),
      changed(rowsOf("KNOWN", "2")[0]),
      ...rowsOf("MIXED", "1"),
      spoiled(rowsOf("MIXED", "2")[0]),
    ]);
    const { totals, issues } = await planned(world, file, { policy });
    const { fileId } = await world.drop("now.csv", file, { policy });
    const { rows } = world.receipt(fileId);
    expect(totals.sites).toEqual({
      ...{ total: rows.total, create: rows.waiting },
      ...{ unchanged: rows.unchanged, refused: rows.failed },
    });
    expect(issues).toEqual(world.receipt(fileId).issues);
  });

  test("writes nothing: table, buckets and queues stay as they are", async () => {
    const world = await worldWithOrders();
    const state = () => ({
      items: structuredClone(world.table.items),
      made: { ...world.table.made, get: 0 },
      objects: [...world.s3.keys("files", ""), ...world.s3.keys("work", "")],
      sent: [...world.sent],
    });
    const before = state();
    await planned(world, ofEachAction());
    await planned(world, csvOf(rowsOf("KNOWN", "1", "2", "3")), { policy: "file" });
    expect(state()).toEqual(before);
  });

  test("of a file that was taken in: nothing is sent again, also where an order of it has ended", async () => {
    const world = await worldWithOrders();
    const { known, orders, totals } = await planned(world, csvOf(rowsOf("ENDED", "1")));
    expect(known?.status).toBe("completed");
    expect(orders.map(({ action }) => action)).toEqual(["unchanged"]);
    expect(totals.sites).toEqual({ total: 1, create: 0, unchanged: 1, refused: 0 });
    const sent = world.sent.length;
    await world.drop("ended.csv", csvOf(rowsOf("ENDED", "1")));
    expect(world.sent).toHaveLength(sent);
  });

  test("has the quoted price of an order that is unchanged, and none of one that is not quoted", async () => {
    const world = await worldWithOrders();
    for (const item of world.table.items.values()) {
      const sites = item["sites"];
      if (typeof sites !== "object" || sites === null) continue;
      for (const site of Object.values(sites) as Record<string, unknown>[]) {
        site["price"] = { recurring: 100, oneTime: 7, currency: "USD" };
      }
    }
    const { orders } = await planned(world, csvOf([...rowsOf("KNOWN", "1", "2"), ...rowsOf("NEW", "1")]));
    expect(orders.map(({ price }) => price)).toEqual([{ recurring: 200, oneTime: 14, currency: "USD" }, null]);
  });

  test("refuses every row of a file that cannot be read, and one line stands for rows without an order_ref", async () => {
    const unknown = await planned(undefined, csvOf(rowsOf("A", "1", "2")), { distributor: "nobody" });
    expect(unknown.orders).toEqual([]);
    expect(unknown.totals.sites).toEqual({ total: 2, create: 0, unchanged: 0, refused: 2 });
    const nameless = rowsOf("", "1", "2");
    const { orders, totals } = await planned(undefined, csvOf([...rowsOf("A", "1"), ...nameless]));
    expect(orders.map(({ orderRef, sites }) => [orderRef, sites.refused])).toEqual([
      ["A", 0],
      ["", 2],
    ]);
    expect(totals.orders.total).toBe(1);
  });
});

describe("a plan's hash", () => {
  const file = csvOf(rowsOf("KNOWN", "1", "4"));
  const hashOf = async (world: BulkWorld | undefined, csv = file, asked: Asked = {}): Promise<string> =>
    (await planned(world, csv, asked)).hash;

  test("is the same for the same file in the same world", async () => {
    expect(await hashOf(await worldWithOrders())).toBe(await hashOf(await worldWithOrders()));
  });

  test("tells that the file has changed", async () => {
    const before = await hashOf(undefined);
    expect(changedSince(before, await hashOf(undefined, `${file}\n`))).toEqual(["file"]);
  });

  test.each([
    ["policy", { policy: "site" }],
    ["sheet", { sheet: "Orders" }],
    ["profile", { profile: { name: "Demo", spIds: "*", dateOrder: "dayFirst" } }],
  ] as const)("tells that the %s has changed", async (_, asked) => {
    expect(changedSince(await hashOf(undefined), await hashOf(undefined, file, asked))).toEqual(["settings"]);
  });

  test("tells that another file has sent the same order meanwhile", async () => {
    const world = await worldWithOrders();
    const before = await hashOf(world);
    await world.drop("between.csv", csvOf(rowsOf("KNOWN", "5")));
    expect(changedSince(before, await hashOf(world))).toEqual(["world"]);
  });

  test("tells that the file itself was sent meanwhile", async () => {
    const world = await worldWithOrders();
    const before = await hashOf(world);
    await world.drop("same.csv", file);
    expect(changedSince(before, await hashOf(world))).toEqual(["world"]);
  });

  test("stays where other orders were sent, and where a site of it only came further", async () => {
    const world = await worldWithOrders();
    await world.drop("own.csv", csvOf(rowsOf("MINE", "1")));
    const mine = csvOf(rowsOf("MINE", "1", "2"));
    const before = await hashOf(world, mine);
    await world.drop("else.csv", csvOf(rowsOf("ELSE", "1")));
    await world.runPipeline();
    expect(await hashOf(world, mine)).toBe(before);
  });

  test("is none of ours where it has another form", () => {
    expect(changedSince("latest", "0".repeat(40))).toBeUndefined();
  });
});
