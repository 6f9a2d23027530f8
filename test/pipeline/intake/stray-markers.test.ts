// Markers that a late reading of a file has put for orders that are over: taken away in bounded time, one damaged order aside.
import { expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { takeStrayMarkers } from "../../../pipeline/intake/stray-markers.ts";
import { OpenOrders } from "../../../pipeline/orders/open-orders.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { BulkWorld, NOW } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

/** A file that is over, with the markers of a late reading. */
async function setUp() {
  const world = new BulkWorld();
  const { fileId } = await world.drop("a.csv", csvOf(validRows(3, 1)));
  const messages = [...world.sent];
  await world.runPipeline();
  await new OpenOrders(world.table).mark(fileId, messages, NOW.toISOString());
  const left = async () => {
    const found: string[] = [];
    for await (const { message } of new OpenOrders(world.table).ofFile(fileId, () => undefined)) {
      found.push(message.orderId);
    }
    return found;
  };
  return { world, fileId, ids: messages.map(({ orderId }) => orderId), left };
}

const inTime = (): boolean => false;

test("an order that cannot be read keeps its marker and is told of; the others lose theirs", async () => {
  const { world, fileId, ids, left } = await setUp();
  const key = keys.order(ids[0]!);
  await world.table.update(key, { set: { status: "onTheMoon" } });
  await takeStrayMarkers(world.deps, fileId, inTime);
  expect(await left()).toEqual([ids[0]]);
  expect(await new BreakBook(world.table).open()).toMatchObject([{ kind: "recordUnreadable", record: key }]);
});

test.each(["received", "reading"])(
  "a file that is %s is left to its reading: no marker is looked for",
  async (status) => {
    const { world, fileId, ids, left } = await setUp();
    await world.table.update(keys.file(fileId), { set: { status } });
    await takeStrayMarkers(world.deps, fileId, inTime);
    expect((await left()).toSorted()).toEqual(ids.toSorted());
  },
);

test("where time is short one group of markers is looked at, and the rest stays for the next run", async () => {
  const { world, fileId, left } = await setUp();
  world.deps.groupSize = 1;
  await takeStrayMarkers(world.deps, fileId, () => true);
  expect(await left()).toHaveLength(2);
  await takeStrayMarkers(world.deps, fileId, inTime);
  expect(await left()).toEqual([]);
});

test("each marker is read once", async () => {
  const { world, fileId, left } = await setUp();
  const read: string[] = [];
  const get = world.table.get.bind(world.table);
  world.table.get = (key) => {
    read.push(key.sk);
    return get(key);
  };
  await takeStrayMarkers(world.deps, fileId, inTime);
  expect(read.filter((sk) => sk.startsWith("OPEN#"))).toEqual([]);
  expect(await left()).toEqual([]);
});

test("an order that is put back to work meanwhile keeps its new marker", async () => {
  const { world, fileId, ids } = await setUp();
  const openOrders = new OpenOrders(world.table);
  const later = new Date(NOW.getTime() + 1).toISOString();
  const get = world.table.get.bind(world.table);
  world.table.get = async (key) => {
    const item = await get(key);
    if (key.sk === "META" && key.pk.startsWith("ORDER#")) {
      const marker = await openOrders.marker(fileId, key.pk.slice("ORDER#".length));
      await openOrders.mark(fileId, marker === undefined ? [] : [marker.message], later);
    }
    return item;
  };
  await takeStrayMarkers(world.deps, fileId, inTime);
  world.table.get = get;
  expect(await openOrders.marker(fileId, ids[0]!)).toMatchObject({ markedAt: later });
});
