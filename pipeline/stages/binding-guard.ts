// Whether a call that binds somebody may still be made: right before it, the order is looked at once more, because the
// partner may have taken a decision back since its stage began. A look serves the calls of the next moment too, so that a
// chunk of sites does not read its order once per site.
import type { CallName } from "../../contracts/apex/calls.ts";
import { DECISION_HOLDS, type ReasonCode } from "../../contracts/reasons.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import type { OrderStore } from "../orders/order-store.ts";
import { CALL_CLASSES } from "../partner/call-classes.ts";

/** For calls of which an order makes one per site. */
const LOOK_KEPT_MILLIS = 1_000;

/** Undefined: the call binds nobody. The function answers why it must not be made; undefined: it may. */
export type BindingGuard = (call: CallName) => (() => Promise<ReasonCode | undefined>) | undefined;

/** `order`: as it was read just now. */
export function bindingGuard(orders: Pick<OrderStore, "order" | "now">, order: OrderRecord): BindingGuard {
  let looked = { at: orders.now(), code: objectionIn(order) };
  let looking: Promise<ReasonCode | undefined> | undefined;
  const look = async (): Promise<ReasonCode | undefined> => {
    const at = orders.now();
    const now = await orders.order(order.orderId);
    looked = { at, code: now && objectionIn(now) };
    return looked.code;
  };
  return (call) => {
    const { binds } = CALL_CLASSES[call];
    if (binds === undefined) return undefined;
    return async () => {
      const age = Date.parse(orders.now()) - Date.parse(looked.at);
      if (binds === "order") return await look();
      if (age <= LOOK_KEPT_MILLIS) return looked.code;
      // Sites of a chunk that come while one looks wait for the same look, which began a moment ago.
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return await looking;
    };
  };
}

function objectionIn({ status, reason, objection }: OrderRecord): ReasonCode | undefined {
  const standing = objection ?? (status === "held" ? reason : undefined);
  return DECISION_HOLDS.find((code) => code === standing?.code);
}
