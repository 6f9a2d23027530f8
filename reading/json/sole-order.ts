// A JSON document that is neither a list of orders nor an order: where its orders stand, for a fault that names the right position.
import { headerKey } from "../../contracts/bulk-file.ts";
import { ORDERS_KEY, isRecord } from "../../domain/rows/order-shape.ts";
import { FileFault } from "../row/file-fault.ts";

type Fields = Readonly<Record<string, unknown>>;
type LooksLikeOrder = (fields: Fields) => boolean;

/** Levels that are searched for orders. */
const LEVELS = 3;

/** One order under `orders`, where a list belongs; anything else is a fault of the file. */
export function soleOrder(
  root: unknown,
  looksLikeOrder: LooksLikeOrder,
): { readonly key: string; readonly order: Fields } {
  if (!isRecord(root)) throw new FileFault({ code: "json.shape" });
  const key = Object.keys(root).find((name) => headerKey(name) === ORDERS_KEY);
  if (key !== undefined) {
    const order = root[key];
    if (isRecord(order) && looksLikeOrder(order)) return { key, order };
    throw new FileFault({ code: "json.ordersNotList", column: key });
  }
  const pointer = pointerToOrders(root, looksLikeOrder, LEVELS);
  throw new FileFault(
    pointer === undefined ? { code: "json.shape" } : { code: "json.ordersElsewhere", detail: pointer },
  );
}

function pointerToOrders(value: unknown, looksLikeOrder: LooksLikeOrder, levels: number): string | undefined {
  if (Array.isArray(value)) return value.some((one) => isRecord(one) && looksLikeOrder(one)) ? "" : undefined;
  if (!isRecord(value) || levels === 0) return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (isRecord(member) && looksLikeOrder(member)) return `/${key}`;
    const within = pointerToOrders(member, looksLikeOrder, levels - 1);
    if (within !== undefined) return `/${key}${within}`;
  }
  return undefined;
}
