// The same bytes dropped again, where the record of one of their orders is damaged: that order is told of, and all others go on.
import { expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

const REASON = { code: "partnerUnavailable", message: "down" } as const;

test("an order that cannot be read stays as it is, and keeps no other order of its file from going on", async () => {
  const world = new BulkWorld();
  world.deps.groupSize = 1;
  const file = csvOf(validRows(3, 1));
  const { fileId } = await world.drop("a.csv", file);
  const [damaged, ...others] = world.sent.map(({ orderId }) => orderId);
  await world.runPipeline(() => ({ status: "held", reason: REASON }));
  for (const id of others) await world.table.update(keys.order(id), { set: { reason: REASON } });
  const key = keys.order(damaged!);
  await world.table.update(key, { set: { status: "onTheMoon" } });

  expect(await world.drop("a.csv", file)).toEqual({ outcome: "known", fileId });
  expect(world.sent.map(({ orderId }) => orderId)).toEqual(others);
  expect(await world.table.get(keys.openOrder(fileId, damaged!))).toBeUndefined();
  expect(await new BreakBook(world.table).open()).toMatchObject([{ kind: "recordUnreadable", record: key }]);
});
