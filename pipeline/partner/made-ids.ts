// The ids in an answer that a call has just made, of those that lead everything after them: no second order may have the same. A partner
// that gives one twice has confused two orders: sites added to another order's quote could not be taken out again, a signature would count
// for two orders, and one site would be handed off in the place of another.
import type { CallName } from "../../contracts/apex/calls.ts";
import { keys } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { Key } from "../../adapters/aws/table.ts";

export interface MadeId {
  /** As the answer calls it. */
  readonly name: string;
  readonly value: string;
  /** Where the table says whose it is. */
  readonly key: Key;
  /** The attribute of that item which says it. */
  readonly attribute: string;
}

const OWNER = "orderId";

export function madeIds(call: CallName, answer: object): readonly MadeId[] {
  switch (call) {
    case "createQuote":
      return textsAt(answer, "quoteId").map((value) => ownedBy("quoteId", value, keys.partnerQuote));
    case "createContract":
      return textsAt(answer, "ContractEnvelopeId").map((value) =>
        ownedBy("ContractEnvelopeId", value, keys.partnerEnvelope),
      );
    case "createOrder":
      return [
        ...textsAt(answer, "orderId").map((value) => ownedBy("orderId", value, keys.partnerOrder)),
        ...subOrdersIn(answer).map(subOrder),
      ];
    default:
      return [];
  }
}

const ownedBy = (name: string, value: string, keyOf: (id: string) => Key): MadeId => ({
  ...{ name, value, key: keyOf(canonicalId(value)), attribute: OWNER },
});

/** Ids of one run share an item: one write for many. The attribute's name is no path: an id may have any character. */
function subOrder(value: string): MadeId {
  const id = canonicalId(value);
  const attribute = `sub#${Buffer.from(id.slice(-1)).toString("hex")}`;
  return { name: "subOrderId", value, key: keys.partnerSubOrders(id), attribute };
}

function subOrdersIn(answer: object): readonly string[] {
  const { subOrder: found } = "subOrder" in answer ? answer : { subOrder: undefined };
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.flatMap((one) => (typeof one === "object" && one !== null ? textsAt(one, "subOrderId") : []));
}

function textsAt(answer: object, name: string): readonly string[] {
  const value: unknown = Object.entries(answer).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? [value] : [];
}
