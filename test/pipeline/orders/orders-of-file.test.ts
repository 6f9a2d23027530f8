// A file's orders, whichever version recorded them: each once, as it is now.
import { expect, it } from "vitest";
import { indexKeys, keys } from "../../../contracts/records.ts";
import { ordersOfFile } from "../../../pipeline/orders/orders-of-file.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

async function idsOf(table: MemoryTable): Promise<string[]> {
  const found: string[] = [];
  for await (const item of ordersOfFile(table, "f-1"))
    found.push(`${String(item["orderId"])} ${String(item["status"])}`);
  return found;
}

it("lists what has a line in the file's partition, and what an earlier version put into the index", async () => {
  const table = new MemoryTable();
  await table.put({ ...keys.orderOf("f-1", "o-2"), orderId: "" });
  await table.put({ ...keys.order("o-2"), orderId: "o-2", fileId: "f-1", status: "inProgress" });
  const indexed = indexKeys.order("f-1", "completed", "o-1");
  await table.put({ ...keys.order("o-1"), ...indexed, orderId: "o-1", fileId: "f-1", status: "completed" });
  expect(await idsOf(table)).toStrictEqual(["o-2 inProgress", "o-1 completed"]);
});

it("lists an order once that has come into the index when it was held, and passes over one that is not there yet", async () => {
  const table = new MemoryTable();
  await table.put(keys.orderOf("f-1", "o-1"));
  await table.put(keys.orderOf("f-1", "o-3"));
  const indexed = indexKeys.order("f-1", "held", "o-1");
  await table.put({ ...keys.order("o-1"), ...indexed, orderId: "o-1", fileId: "f-1", status: "held" });
  expect(await idsOf(table)).toStrictEqual(["o-1 held"]);
});
