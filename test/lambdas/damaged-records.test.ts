// Each kind of record in the table, damaged by hand: the sync and the night go on with everything else, and a break names the record, with its
// key and what to do, until it can be read again.
import { expect, test } from "vitest";
import { pauseKeys } from "../../contracts/pauses.ts";
import { indexKeys, keys } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { makeSync } from "../../lambdas/sync/sync.ts";
import { BreakBook } from "../../pipeline/reconcile/break-book.ts";
import { UnreadableRecord } from "../../pipeline/orders/unreadable-record.ts";
import { tellingUnreadable } from "../../pipeline/reconcile/unreadable-break.ts";
import { NightWorld } from "../fakes/night-world.ts";

const HOUR = 3_600_000;
type Key = { pk: string; sk: string };

async function setUp() {
  const world = new NightWorld();
  const [damaged] = (await world.file("damaged.csv")) as [OrderMessage];
  const [healthy] = (await world.file("healthy.csv")) as [OrderMessage];
  await world.order(damaged);
  await world.order(healthy);
  await world.completed(healthy);
  const sync = (kind: string) => makeSync(world.deps)({ kind, graceMinutes: 0 }, world.invocation());
  const breaks = async () =>
    (await new BreakBook(world.bulk.table).open()).filter(({ kind }) => kind === "recordUnreadable");
  return { world, damaged, healthy, sync, breaks };
}

const at = "2027-01-05T09:00:00.000Z";
type Damage = (order: OrderMessage) => { key: Key; what: Record<string, unknown> };
const DAMAGE: Record<string, Damage> = {
  "a file": ({ fileId }) => ({ key: keys.file(fileId), what: { status: "onTheMoon" } }),
  "a held file": ({ fileId }) => ({ key: keys.file(fileId), what: { status: 7, ...indexKeys.heldFile(fileId, at) } }),
  "an order": ({ orderId }) => ({ key: keys.order(orderId), what: { status: "onTheMoon" } }),
  "a feed": () => ({ key: keys.feed("demo"), what: { distributor: 7 } }),
  "a pause": () => ({ key: pauseKeys.pause({ scope: "stage", name: "quote" }), what: { since: "today" } }),
};
/** Met by the function that works on the order or on a later file: told then, and looked at again each night. */
const DAMAGE_OF_PARTS: Record<string, Damage> = {
  "a call": ({ orderId }) => ({ key: keys.call(orderId, "quote", "createQuote", "order"), what: { state: "x" } }),
  "a call in a group": ({ orderId }) => ({ key: keys.callGroup(orderId, "handoff", "handOff", 0), what: { s0: "?" } }),
  "a group of sites": ({ orderId }) => ({ key: keys.siteGroup(orderId, 0), what: { sites: { 0: 7 } } }),
  "what an order_ref has sent": ({ orderId }) => ({ key: keys.siteRef("demo", orderId, 1, "s"), what: { hash: 7 } }),
  "an order_ref": ({ orderId }) => ({ key: keys.orderRef("demo", orderId), what: { revision: "newest" } }),
  "a wait": () => ({ key: keys.wait("credit", "0Q0"), what: { state: "x" } }),
  "a decision": () => ({ key: keys.inbox("credit", "0Q0", "e"), what: { kind: "x" } }),
  "a drop": () => ({ key: keys.drop("inbox/demo/other.csv", undefined), what: { sentAgainAt: 7 } }),
};

async function damaged(make: Damage) {
  const world = await setUp();
  const { key, what } = make(world.damaged);
  const { table } = world.world.bulk;
  const before = await table.get(key);
  await table.put({ ...before, ...key, ...what });
  const mend = () => (before === undefined ? table.delete(key) : table.put({ ...key, ...before }));
  return { ...world, key, mend };
}

test.each(Object.entries(DAMAGE))("%s stops only itself, and is told with its key", async (_, make) => {
  const { world, healthy, sync, breaks, key, mend } = await damaged(make);
  world.time += 2 * HOUR;
  await sync("quarterHour");
  expect(await sync("nightly")).toMatchObject({ nightly: "written" });
  expect((await world.deps.files.file(healthy.fileId))?.status).toBe("completed");
  const found = await breaks();
  const causes = found.map(({ cause }) => cause);
  expect(causes).toContainEqual(expect.stringContaining(`${key.pk} ${key.sk} cannot be read`));
  expect(found.map(({ command }) => command)).toContainEqual(
    expect.stringMatching(/^npm start -- (show|status|breaks)/),
  );
  await sync("nightly");
  expect(await breaks()).toHaveLength(found.length);
  await mend();
  for (let night = 0; night < 3; night += 1) {
    world.time += 2 * HOUR;
    await sync("nightly");
  }
  expect(await breaks()).toEqual([]);
});

test.each(Object.entries(DAMAGE_OF_PARTS))(
  "%s is told by who meets it, and by each night until it is mended",
  async (_, make) => {
    const { world, sync, breaks, key, mend } = await damaged(make);
    const met = new UnreadableRecord(key);
    const handle = tellingUnreadable(world.deps, () => Promise.reject(met));
    await expect(handle({})).rejects.toBe(met);
    const since = (await breaks())[0]!.since;
    await sync("nightly");
    expect(await breaks()).toMatchObject([{ since, record: key }]);
    await mend();
    await sync("nightly");
    expect(await breaks()).toEqual([]);
  },
);

test.each(["a wait", "a decision"])(
  "%s that is damaged keeps its pending order among those that move, and its file open",
  async (name) => {
    const { world, damaged: message, sync, breaks } = await setUp();
    const { orderId, fileId } = message;
    const { quoteId } = await world.order(message, { status: "pending", stage: "credit", creditCheckId: "CC1" });
    const key = name === "a wait" ? keys.wait("credit", quoteId!) : keys.inbox("credit", quoteId!, "e");
    const { table } = world.bulk;
    await table.put({ ...key, state: "x", kind: "x" });
    const marker = await table.get(keys.openOrder(fileId, orderId));
    for (const kind of ["quarterHour", "nightly", "quarterHour"]) {
      world.time += 2 * HOUR;
      await sync(kind);
      expect(await table.get(keys.openOrder(fileId, orderId))).toEqual(marker);
      expect((await world.deps.files.file(fileId))?.status).toBe("processing");
      expect(await breaks()).toMatchObject([{ record: key }]);
    }
    await table.delete(key);
    await sync("nightly");
    expect(await breaks()).toEqual([]);
  },
);

test("an order whose sites are damaged while it is canceled keeps its file open no longer, and no night opens it again", async () => {
  const { world, damaged: message, sync, breaks } = await setUp();
  const { orderId, fileId } = message;
  await world.order(message, { status: "pendingCancellation" });
  const { table } = world.bulk;
  const key = keys.siteGroup(orderId, 0);
  const before = await table.get(key);
  await table.put({ ...before, ...key, sites: { 0: 7 } });
  world.time += 2 * HOUR;
  await sync("quarterHour");
  const closed = await world.deps.files.file(fileId);
  expect(closed?.status).toBe("needsAttention");
  for (const kind of ["nightly", "quarterHour", "nightly", "quarterHour"]) {
    world.time += 2 * HOUR;
    await sync(kind);
    expect(await world.deps.files.file(fileId)).toEqual(closed);
    expect(await breaks()).toContainEqual(expect.objectContaining({ record: key }));
  }
  await table.put({ ...key, ...before });
  for (let night = 0; night < 3; night += 1) {
    world.time += 2 * HOUR;
    await sync("nightly");
  }
  expect((await world.deps.orders.order(orderId))?.status).toBe("cancelled");
  expect((await world.deps.files.file(fileId))?.status).toBe("completed");
  expect(await breaks()).toEqual([]);
});

test("a note of results that nobody was told of is written anew", async () => {
  const { world, healthy, sync, breaks } = await setUp();
  const key = keys.untoldResults(healthy.fileId);
  const told: string[] = [];
  world.deps.tellResults = ({ batchId }) => Promise.resolve(void told.push(batchId));
  await world.bulk.table.put({ ...key, version: 7 });
  await sync("quarterHour");
  expect((await breaks()).map(({ fileId }) => fileId)).toEqual([healthy.fileId]);
  world.time += HOUR;
  await sync("quarterHour");
  expect(told).toEqual([healthy.fileId]);
  expect(await world.bulk.table.get(key)).toBeUndefined();
  await sync("nightly");
  expect(await breaks()).toEqual([]);
});

test("a night whose own record or state is damaged says so, and the next one is whole again", async () => {
  const { world, sync } = await setUp();
  await sync("nightly");
  await world.bulk.table.put({ ...(await world.bulk.table.get(keys.nightly)), ...keys.nightly, state: "x" });
  expect(await sync("quarterHour")).toMatchObject({ nightly: "nothingToDo" });
  const { missing, previous } = await world.night();
  expect(missing).toEqual(["The record of the run before could not be read."]);
  expect(previous).not.toBeNull();
  expect((await world.night()).missing).toEqual([]);
});
