// Which sites' addresses do not pass AVPS, and what that means for the order under its policy: good sites go on alone only
// under policy `site`.
import type { Policy, Reason } from "../contracts/outcomes.ts";
import type { Address, SiteDocument } from "../contracts/order-document.ts";
import { reasonOf } from "./stage-result.ts";

export type CheckAddress = (
  address: Address,
) =>
  | { readonly kind: "success" | "partial" }
  | { readonly kind: "fail"; readonly field: string; readonly message: string };

/** Bulk-file columns of a site's address (bulk-file.md §1). */
const COLUMNS: Readonly<Record<string, string>> = {
  street: "site_street",
  unit: "site_unit",
  city: "site_city",
  state: "site_state",
  zip: "site_zip",
};

export function addressFaults(
  sites: readonly SiteDocument[],
  check: CheckAddress,
): { readonly index: number; readonly reason: Reason }[] {
  return sites.flatMap((site, index) => {
    const verdict = check(site.address);
    if (verdict.kind !== "fail") return [];
    const column = COLUMNS[verdict.field];
    const reason = { ...reasonOf("addressNotValid", verdict.message), ...(column !== undefined && { column }) };
    return [{ index, reason }];
  });
}

/** Under policies `order` and `file` no site goes without its siblings. */
export const siblingsGoOn = (policy: Policy): boolean => policy === "site";
