// What records of earlier versions tell, not only that they can be read: the timeline of an order whose lines are marks (ADR 0028), and
// calls whose records share an item (ADR 0035). The samples are as the version of that day wrote them.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { OrderStore } from "../../../pipeline/orders/order-store.ts";
import { ordersOfFile } from "../../../pipeline/orders/orders-of-file.ts";
import { timelineOf } from "../../../pipeline/orders/timeline.ts";
import { recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { keys } from "../../../contracts/records.ts";
import type { Item, Key } from "../../../adapters/aws/table.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

const SAMPLES = new URL("../../fixtures/versions/2026-11-28.json", import.meta.url);
const samples = JSON.parse(readFileSync(SAMPLES, "utf8")) as Record<
  "OrderRecord" | "CallGroup" | "PackedCall",
  Key & Item
>;
const { OrderRecord: order, CallGroup: group, PackedCall: packed } = samples;
const orderId = String(order["orderId"]);
const fileId = String(order["fileId"]);

it("an order that no index has, and whose lines are marks, is listed and tells its timeline", async () => {
  const table = new MemoryTable();
  await table.put(order);
  await table.put(keys.orderOf(fileId, orderId));
  const listed: string[] = [];
  for await (const one of ordersOfFile(table, fileId)) listed.push(String(one["orderId"]));
  expect(listed).toEqual([orderId]);
  const lines = await timelineOf(table, orderId, [order]);
  expect(lines.map(({ type, actor, to }) => [type, actor, to])).toEqual([
    ["orderAcknowledged", "start-order", "acknowledged"],
    ["execution1Started", "start-order", undefined],
    ["quoteStarted", "quote", "inProgress"],
    ["quoteCreated", "quote", undefined],
    ["creditStarted", "credit", "inProgress"],
    ["creditRequested", "credit", undefined],
    ["creditAwaited", "credit", "pending"],
  ]);
  const store = new OrderStore(table, { now: () => new Date() }, "test");
  expect(await store.order(orderId)).toMatchObject({ creditCheckId: "a9XA", callsInGroups: true });
});

it("calls that share an item are each read by their own place, also with what a newer version has put beside them", async () => {
  const table = new MemoryTable();
  await table.put({ ...group, ofAnotherVersion: { words: ["new"] } });
  const records = new CallRecords(table);
  const read = (scope: number) =>
    records.read(recordKeyOf({ orderId, stage: "handoff", call: "handOff", scope, inGroups: true }));
  expect(await read(0)).toMatchObject({ state: "confirmed", endedAt: "2026-11-28T09:00:10.500Z", attempts: 1 });
  expect(await read(1)).toMatchObject({ state: "intent", owner: "owner-1", leaseUntil: 1795856482100, attempts: 2 });
  expect(await read(2)).toBeUndefined();
  const listed: string[] = [];
  for await (const { sk, record } of records.ofOrder(orderId)) listed.push(`${sk} ${record.state}`);
  expect(listed).toEqual(["CALL#handoff#handOff#00000 confirmed", "CALL#handoff#handOff#00001 intent"]);
});

it("an answer that was kept compressed is read as it came", async () => {
  const table = new MemoryTable();
  await table.put(packed);
  const records = new CallRecords(table);
  const key = recordKeyOf({ orderId, stage: "order", call: "createOrder", scope: "order", inGroups: true });
  const record = await records.read(key);
  expect(await records.answerOf(key, record!)).toMatchObject({ orderId: "801A", subOrder: [{ siteId: "a7lA" }, {}] });
});
