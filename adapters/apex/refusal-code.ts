// Which refusals of AT&T's are about time: the quote or its prices have run out, and the same request on a new quote is as good as
// before. Only up to the contract: a signed one binds, and a second quote would be a second sale.
import type { CallName } from "../../contracts/apex/calls.ts";
import { PRICE_EXPIRED, QUOTE_EXPIRED } from "./assumptions.ts";

const BEFORE_SIGNATURE: readonly CallName[] = ["addSites", "configureQuote", "requestCreditCheck", "createContract"];

export type RefusalCode = "refusedByPartner" | "quoteExpired" | "priceExpired";

export function refusalCode(call: CallName, message: string): RefusalCode {
  if (!BEFORE_SIGNATURE.includes(call)) return "refusedByPartner";
  if (PRICE_EXPIRED.test(message)) return "priceExpired";
  return QUOTE_EXPIRED.test(message) ? "quoteExpired" : "refusedByPartner";
}
