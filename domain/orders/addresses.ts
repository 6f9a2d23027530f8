// Which sites' addresses do not pass AVPS, or only in part, and what that means for the order under its policy: good sites go
// on alone only under policy `site`.
import type { Policy, Reason } from "../../contracts/outcomes.ts";
import type { Address, SiteDocument } from "../../contracts/order-document.ts";
import { reasonOf } from "./stage-result.ts";

export type CheckAddress = (address: Address) =>
  | { readonly kind: "success" }
  | {
      readonly kind: "partial";
      readonly findings: readonly { readonly field: string; readonly message: string }[];
      readonly alternates: readonly { readonly city: string; readonly state: string; readonly zip: string }[];
    }
  | { readonly kind: "fail"; readonly field: string; readonly message: string };

/** Bulk-file columns of a site's address (docs/bulk-file.md §1). */
const COLUMNS: Readonly<Record<string, string>> = {
  street: "site_street",
  unit: "site_unit",
  city: "site_city",
  state: "site_state",
  zip: "site_zip",
};

export interface CheckedAddresses {
  readonly faults: readonly { readonly index: number; readonly reason: Reason }[];
  /** By index, for the timeline: what passed in part goes on, and its distributor may want to look at it. */
  readonly remarks: ReadonlyMap<number, string>;
}

export function checkAddresses(sites: readonly SiteDocument[], check: CheckAddress): CheckedAddresses {
  const faults: { index: number; reason: Reason }[] = [];
  const remarks = new Map<number, string>();
  for (const [index, site] of sites.entries()) {
    const verdict = check(site.address);
    if (verdict.kind === "partial") remarks.set(index, remarkOf(verdict));
    if (verdict.kind !== "fail") continue;
    const column = COLUMNS[verdict.field];
    const reason = { ...reasonOf("addressNotValid", verdict.message), ...(column !== undefined && { column }) };
    faults.push({ index, reason });
  }
  return { faults, remarks };
}

const ALTERNATES_MAX = 3;

/** Names columns and cities, never a street: the timeline holds no personal data. */
function remarkOf({ findings, alternates }: Extract<ReturnType<CheckAddress>, { kind: "partial" }>): string {
  const found = findings.map(({ field, message }) => `${COLUMNS[field] ?? field}: ${message}`);
  const cities = alternates.slice(0, ALTERNATES_MAX).map(({ city, state, zip }) => `${city}, ${state} ${zip}`);
  const perhaps = cities.length === 0 ? "" : ` Perhaps ${cities.join(" or ")}.`;
  return `The address passed AVPS in part. ${found.join(" ")}${perhaps}`;
}

/** Under policies `order` and `file` no site goes without its siblings. */
export const siblingsGoOn = (policy: Policy): boolean => policy === "site";
