// Reading a sub-order for a caller, by its id alone or with the order that it must belong to.
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { About } from "../effects.ts";
import { readId } from "../ids.ts";
import { keys, type RecordKey, type SubOrder } from "../records.ts";
import { conflict, notFound } from "../refusal.ts";
import type { Versioned } from "../store/store.ts";
import { type CallContext, idParts } from "./call-context.ts";

export interface FoundSubOrder extends Versioned<SubOrder> {
  readonly key: RecordKey<SubOrder>;
  readonly serial: string;
  readonly number: number;
  /** Of its quote. */
  readonly quoteSerial: string;
  readonly about: (call: string) => About;
}

export async function findSubOrder(context: CallContext, subOrderId: string, orderId?: string): Promise<FoundSubOrder> {
  const { serial, number } = idParts("subOrder", subOrderId, "subOrderId");
  if (number === 0) throw notFound("subOrderId", "sub-order");
  const key = keys.subOrder(serial, number);
  const found = await context.store.get(key);
  if (found?.value.clientId !== context.clientId) throw notFound("subOrderId", "sub-order");
  const { value } = found;
  if (orderId !== undefined && canonicalId(orderId) !== canonicalId(value.orderId)) {
    throw notFound("orderId", "order of this sub-order");
  }
  return {
    ...found,
    key,
    serial,
    number,
    quoteSerial: readId("quote", value.quoteId)?.serial ?? "",
    about: (call) => ({
      call,
      quoteId: value.quoteId,
      orderId: value.orderId,
      subOrderId: value.subOrderId,
      sites: [value.externalId],
    }),
  };
}

/** After its handoff or its cancellation nothing of it changes any more. */
export async function findOpenSubOrder(
  context: CallContext,
  subOrderId: string,
  orderId?: string,
): Promise<FoundSubOrder> {
  const found = await findSubOrder(context, subOrderId, orderId);
  if (found.value.handedOffAt !== undefined) throw conflict("subOrderId", "The sub-order was handed off already.");
  if (found.value.cancelledAt !== undefined) throw conflict("subOrderId", "The sub-order is cancelled.");
  return found;
}
