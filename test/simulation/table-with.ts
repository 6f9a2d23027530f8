// A table whose operations are partly replaced, for the deliberate bugs.
import type { Table } from "../../adapters/aws/table.ts";

type Operations = Partial<Pick<Table, "get" | "put" | "update" | "delete" | "putMany" | "query">>;

/** The table with some operations replaced, for the keys that the bug is about. */
export function tableWith(table: Table, replaced: Operations): Table {
  return {
    get: (key) => table.get(key),
    put: (item, options) => table.put(item, options),
    update: (key, update) => table.update(key, update),
    delete: (key, when) => table.delete(key, when),
    getMany: (keys) => table.getMany(keys),
    query: (pk, options) => table.query(pk, options),
    queryIndex: (pk, options) => table.queryIndex(pk, options),
    putMany: (items) => table.putMany(items),
    ...replaced,
  };
}
