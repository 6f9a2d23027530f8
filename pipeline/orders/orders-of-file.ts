// The orders that were recorded for a file, as they are now. Each has an entry in the file's partition, written before the order itself,
// so that none is missed; an entry whose order is not there yet is passed over. Orders of versions before 2026-11-28 have no entry, and
// are found by the index.
import { indexKeys, keys } from "../../contracts/records.ts";
import { inPages } from "../../adapters/runtime/concurrently.ts";
import type { Item, Table } from "../../adapters/aws/table.ts";

/** Orders read at once: as many as one request takes. */
const READ_AT_ONCE = 100;

export async function* ordersOfFile(
  table: Pick<Table, "query" | "queryIndex" | "getMany">,
  fileId: string,
): AsyncIterable<Item> {
  const seen = new Set<string>();
  const { pk, prefix } = keys.ordersOf(fileId);
  for await (const group of inPages(table.query(pk, { prefix }), READ_AT_ONCE)) {
    const ids = group.map((entry) => String(entry["sk"]).slice(prefix.length));
    const found = await table.getMany(ids.map((id) => keys.order(id)));
    const byKey = new Map(found.map((item) => [String(item["pk"]), item]));
    for (const id of ids) {
      seen.add(id);
      const item = byKey.get(keys.order(id).pk);
      if (item !== undefined) yield item;
    }
  }
  for await (const item of table.queryIndex(indexKeys.ordersOf(fileId))) {
    if (!seen.has(String(item["orderId"]))) yield item;
  }
}
