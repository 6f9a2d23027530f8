// Choosing the end customer among the accounts that AT&T found: exactly one that matches in name and address is taken, none
// is a normal branch (assign by name), several are a person's choice (docs/apex-api.md §3 rule 8).
import type * as z from "zod";
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CustomerAccount } from "../../contracts/apex/schemas.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import { apexAddress } from "./quote.ts";

type Account = z.infer<typeof CustomerAccount>;

export type CustomerChoice =
  | { readonly kind: "none" }
  | { readonly kind: "account"; readonly accountName: string; readonly accountId: string | undefined }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "forbidden" };

/** A: the words in which an alliance status forbids a sale; AT&T's pages name the field, not its values. */
const FORBIDDING = new Set(["forbidden", "prohibited", "restricted", "blocked", "do not sell", "not eligible"]);

/** Between lookups AT&T wants three characters at least; a shorter name cannot be looked up. */
export const LOOKUP_NAME_CHARACTERS_MIN = 3;

export function lookupRequest(order: OrderDocument): RequestOf<"lookupCustomer"> {
  const { name, address } = order.customer;
  return { spId: order.spId, accountName: name, address: apexAddress(address) };
}

export function accountsOf(answer: ResponseOf<"lookupCustomer">): readonly Account[] {
  return Array.isArray(answer) ? answer : (answer.accounts ?? []);
}

export function chooseCustomer(order: OrderDocument, accounts: readonly Account[]): CustomerChoice {
  const candidates = narrow(order, accounts);
  const [account, ...others] = candidates;
  // Several accounts of other names may be this customer written otherwise; a single one is taken for another customer.
  if (account === undefined) return { kind: accounts.length > 1 ? "ambiguous" : "none" };
  if (candidates.every(forbids)) return { kind: "forbidden" };
  if (others.length > 0) return { kind: "ambiguous" };
  return { kind: "account", accountName: account.accountName, accountId: account.accountId ?? undefined };
}

/** Accounts of the same name; of these the ones at the same street, city and ZIP code, if any. */
function narrow(order: OrderDocument, accounts: readonly Account[]): readonly Account[] {
  const named = accounts.filter((account) => same(account.accountName, order.customer.name));
  const { street, zip } = order.customer.address;
  const placed = named.filter(
    ({ accountAddress }) =>
      same(accountAddress?.street ?? "", street) && zip5(accountAddress?.zipCode ?? "") === zip5(zip),
  );
  return placed.length > 0 ? placed : named;
}

const forbids = (account: Account): boolean => FORBIDDING.has(plain(account.allianceStatus ?? ""));
const plain = (text: string): string => text.trim().replace(/\s+/g, " ").toLowerCase();
const same = (a: string, b: string): boolean => plain(a) === plain(b);
const zip5 = (zip: string): string => zip.replace(/\D/g, "").slice(0, 5);
