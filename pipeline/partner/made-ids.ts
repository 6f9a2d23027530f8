// The ids in an answer that a call has just made, of those that lead everything after them: no second order may have the same. A partner
// that gives one twice has confused two orders, and sites added to another order's quote could not be taken out again.
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
}

export function madeIds(call: CallName, answer: object): readonly MadeId[] {
  if (call === "createQuote" && "quoteId" in answer && typeof answer.quoteId === "string") {
    const { quoteId: value } = answer;
    return [{ name: "quoteId", value, key: keys.partnerQuote(canonicalId(value)) }];
  }
  if (call === "createOrder" && "orderId" in answer && typeof answer.orderId === "string") {
    const { orderId: value } = answer;
    return [{ name: "orderId", value, key: keys.partnerOrder(canonicalId(value)) }];
  }
  return [];
}
