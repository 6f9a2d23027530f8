// The timeline: an entry comes into the table with the change that it tells of, moves once, and is read once wherever it lies.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OrderStore } from "../../../pipeline/orders/order-store.ts";
import type { Item, Key, Table } from "../../../adapters/aws/table.ts";
import { entryOf, moveEntries, timelineOf } from "../../../pipeline/orders/timeline.ts";
import { keys } from "../../../contracts/records.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { startDynaliteTable } from "../../fakes/dynalite-table.ts";
import { pipelineWorld, seedOrder } from "../../fakes/pipeline-world.ts";

const key = keys.order("o-1");
const instant = (n: number): string => new Date(Date.UTC(2027, 0, 4) + n).toISOString();
const event = (n: number, type = "orderHeld") => ({ at: instant(n), type, orderId: "o-1", to: "held", actor: "test" });

/** The table, which dies after so many writes. */
function mortal(table: Table, writes: number): Table {
  let left = writes;
  const count = (): void => {
    left -= 1;
    if (left < 0) throw new Error("killed");
  };
  return Object.assign(Object.create(table) as Table, {
    get: (key: Key) => table.get(key),
    put: async (...args: Parameters<Table["put"]>) => (count(), await table.put(...args)),
    putMany: async (...args: Parameters<Table["putMany"]>) => (count(), await table.putMany(...args)),
    update: async (...args: Parameters<Table["update"]>) => (count(), await table.update(...args)),
  });
}

it("a writer that dies right after a change has told it", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "quote" });
  const orders = new OrderStore(mortal(world.table, 1), world.clock, "dying");
  await orders.hold("o-1", "quote", reasonOf("partnerUnavailable"));
  const entries = await timelineOf(world.table, "o-1", [(await world.table.get(key)) ?? {}]);
  expect(entries).toMatchObject([
    { type: "orderAcknowledged" },
    { type: "orderHeld", to: "held", reason: "partnerUnavailable", actor: "dying" },
  ]);
});

it("a change that was made before is not told again", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "quote" });
  const step = { type: "quoteCreated", once: true, set: { quoteId: "Q" } } as const;
  expect((await world.orders.advance("o-1", step))?.changed).toBe(true);
  expect((await world.orders.advance("o-1", step))?.changed).toBe(false);
  expect(await world.timeline()).toStrictEqual(["orderAcknowledged", "quoteCreated"]);
});

it("an order held and put back to work again and again keeps each entry, and its record stays small", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "quote" });
  for (let round = 0; round < 15; round += 1) {
    await world.orders.hold("o-1", "quote", reasonOf("partnerUnavailable"));
    await world.orders.advance("o-1", { type: "orderRedriven", to: "inProgress", from: ["held"] });
  }
  expect(await world.timeline()).toStrictEqual([
    "orderAcknowledged",
    ...Array.from({ length: 15 }, () => ["orderHeld", "orderRedriven"]).flat(),
  ]);
  const names = Object.keys((await world.table.get(key)) ?? {}).filter((name) => name.startsWith("told#"));
  expect(names.length).toBeLessThanOrEqual(8);
});

it("reads the entries that versions before 2026-11-28 wrote out, and each of them once", async () => {
  const world = pipelineWorld();
  const entry = (at: string, type: string, more: object) => ({
    [`line#${type}@${String(Date.parse(at))}`]: { at, type, orderId: "o-1", ...more },
  });
  const marks = { orderAcknowledged: instant(0), quoteStarted: instant(1), orderCompleted: instant(2) };
  const record = {
    ...{ ...key, orderId: "o-1", marks },
    ...entry(instant(0), "orderAcknowledged", { to: "acknowledged", actor: "start-order" }),
    ...entry(instant(2), "orderCompleted", { to: "completed", stage: "settle", actor: "sync" }),
  };
  // This one was moved to an item of its own.
  await world.table.put({
    ...keys.event("o-1", instant(1), "quoteStarted"),
    ...event(1, "quoteStarted"),
    actor: "quote",
  });
  expect((await timelineOf(world.table, "o-1", [record])).map(({ type, actor }) => [type, actor])).toStrictEqual([
    ["orderAcknowledged", "start-order"],
    ["quoteStarted", "quote"],
    ["orderCompleted", "sync"],
  ]);
});

it("tells what happens once by its mark alone, but not what another function did in another way", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "contract" });
  const stage = new OrderStore(world.table, world.clock, "contract");
  const step = { asked: "contractSent", awaited: "signatureAwaited", set: { contractEnvelopeId: "E1" } } as const;
  await stage.awaitDecision("o-1", "contract", step);
  await new OrderStore(world.table, world.clock, "sync").advance("o-1", {
    ...{ type: "orderCompleted", once: true, to: "completed", stage: "settle" },
  });
  const record = (await world.table.get(key)) ?? {};
  const told = Object.keys(record).filter((name) => name.startsWith("told#"));
  expect(told.map((name) => name.split("@")[0])).toStrictEqual(["told#signatureAwaited", "told#orderCompleted"]);
  const entries = await timelineOf(world.table, "o-1", [record]);
  const later = entries.filter(({ type }) => type !== "orderAcknowledged");
  expect(later.map(({ type, to, actor }) => [type, to, actor])).toStrictEqual([
    ["contractSent", undefined, "contract"],
    ["signatureAwaited", "pending", "contract"],
    ["orderCompleted", "completed", "sync"],
  ]);
});

it("tells of the question also where the order was held before its answer was written down", async () => {
  const world = pipelineWorld();
  await seedOrder(world, { status: "held", stage: "credit" });
  const step = { asked: "creditRequested", awaited: "creditAwaited", set: { creditCheckId: "C1" } } as const;
  for (let delivery = 0; delivery < 2; delivery += 1) await world.orders.awaitDecision("o-1", "credit", step);
  expect(await world.timeline()).toStrictEqual(["orderAcknowledged", "creditRequested"]);
  expect(await world.order()).toMatchObject({ status: "held", creditCheckId: "C1" });
});

describe("in DynamoDB", () => {
  let dynalite: Awaited<ReturnType<typeof startDynaliteTable>>;
  beforeAll(async () => {
    dynalite = await startDynaliteTable();
  });
  afterAll(() => dynalite.stop());

  it("entries are attributes of any record, and a mover that dies between leaves each entry to be read once", async () => {
    const { table } = dynalite;
    const record = Array.from({ length: 9 }, (_, n) => entryOf(event(n))).reduce(
      (all, entry) => ({ ...all, ...entry }),
      {},
    );
    await table.put({ ...key, orderId: "o-1" });
    const written: Item = (await table.update(key, { set: record })) ?? {};
    await expect(moveEntries(mortal(table, 1), key, written)).rejects.toThrow("killed");
    expect(await timelineOf(table, "o-1", [(await table.get(key)) ?? {}])).toStrictEqual(
      Array.from({ length: 9 }, (_, n) => event(n)),
    );
    await moveEntries(table, key, (await table.get(key)) ?? {});
    expect(Object.keys((await table.get(key)) ?? {}).toSorted()).toStrictEqual(["orderId", "pk", "sk"]);
    expect(await timelineOf(table, "o-1", [written])).toHaveLength(9);
  });
});
