// What an operator means by ORDER: an order's id, or the distributor's own order_ref, which is its newest order. What was
// taken is told; what could be two distributors' is refused before anything is done.
import { profileNames } from "../reading/profiles.ts";
import { type NamedOrder, type NamedOrders, ordersNamed } from "../pipeline/orders/named-orders.ts";
import type { OrderStore } from "../pipeline/orders/order-store.ts";
import { isTerminal } from "../domain/orders/settlement.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

export interface OperandContext {
  readonly orders: OrderStore;
  /** Undefined: any distributor that this version has a profile of. */
  readonly distributor: string | undefined;
  readonly terminal: Pick<Terminal, "note">;
}

export interface OrderOperand {
  readonly orderId: string;
  /** As it was typed, where it was no id. */
  readonly orderRef: string | null;
}

/** The id of a name that nobody knows is the name itself: the look-up then says that there is no such order. */
export async function orderOperand(
  name: string,
  { orders, distributor, terminal }: OperandContext,
): Promise<OrderOperand> {
  if ((await orders.order(name)) !== undefined) return { orderId: name, orderRef: null };
  const [found, ...others] = await ordersNamed(
    orders,
    name,
    distributor === undefined ? profileNames() : [distributor],
  );
  if (found === undefined) return { orderId: name, orderRef: null };
  if (others.length > 0) throw new UsageError(ambiguous(name, [found, ...others]));
  terminal.note(takenText(name, found));
  return { orderId: found.newest.orderId, orderRef: name };
}

function ambiguous(name: string, found: readonly NamedOrders[]): string {
  const candidates = found.map(({ distributor, newest }) => `--distributor ${distributor} (${newest.orderId})`);
  return `several distributors have an order_ref ${name}; say whose: ${candidates.join(" or ")}`;
}

function takenText(name: string, { distributor, newest, earlier }: NamedOrders): string {
  const which = earlier.length === 0 ? "" : `, its newest, of revision ${String(newest.revision)}`;
  const open = earlier.filter(isOpen).map(({ orderId, status }) => `${orderId} (${status ?? "not started"})`);
  const left = open.length === 0 ? "" : `; earlier ones that are not over: ${open.join(", ")}`;
  return `${name} of ${distributor} is order ${newest.orderId}${which}${left}`;
}

const isOpen = ({ status }: NamedOrder): boolean => status === undefined || !isTerminal(status);
