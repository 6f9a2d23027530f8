// Under which key an order of JSON has a column, and whether there or in its site: what a JSON Pointer leads to.
import type { Column } from "../../contracts/bulk-file.ts";
import type { ColumnsByKey } from "../../domain/rows/columns-by-key.ts";
import { isRecord } from "../../domain/rows/order-shape.ts";
import type { WrittenKey } from "../row/json-pointer.ts";

/** `site`: what stands in its place. A key of the site counts before one of the order, as its value does. */
export function writtenKey(
  { order, site }: { readonly order: Readonly<Record<string, unknown>>; readonly site: unknown },
  column: Column,
  byKey: ColumnsByKey,
): WrittenKey | undefined {
  const keyIn = (fields: Readonly<Record<string, unknown>>): string | undefined =>
    Object.keys(fields).find((key) => byKey.of(key) === column);
  const inSite = isRecord(site) ? keyIn(site) : undefined;
  if (inSite !== undefined) return { key: inSite, isInSite: true };
  const inOrder = keyIn(order);
  return inOrder === undefined ? undefined : { key: inOrder, isInSite: false };
}
