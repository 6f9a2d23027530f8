// Which sites of a file that go share address and product with a site of another order, in this file or an earlier one. Only a
// warning follows, since a second circuit may be wanted.
import type { PositionOf } from "../rows/name-rows.ts";
import { namedRows } from "../rows/name-rows.ts";
import type { FindingOfRow } from "./order-row.ts";

/** A site that goes, with the key of its address and product (domain/rows/address-key.ts). */
export interface SiteAddress {
  readonly key: string;
  readonly orderRef: string;
  readonly siteRef: string;
  readonly row: number;
}

/** A site of another order at the same address. */
export interface OtherSite {
  readonly inThisFile: boolean;
  readonly row: number;
  /** Where they are known: the site may be of an earlier file. */
  readonly orderRef?: string;
  readonly siteRef?: string;
}

export interface EarlierAddresses {
  /** For each; undefined: there is none. An order's addresses come one after another. */
  othersAt(addresses: readonly SiteAddress[]): Promise<readonly (OtherSite | undefined)[]>;
}

/**
 * Of one order: the addresses that are its own, and warnings of those that another order has. Two of its sites may be alike:
 * the first is the address's.
 */
export function ownAddresses(
  addresses: readonly SiteAddress[],
  others: readonly (OtherSite | undefined)[],
  positionOf: PositionOf,
): { readonly own: readonly (SiteAddress | undefined)[]; readonly warnings: readonly FindingOfRow[] } {
  const seen = new Set<string>();
  const warnings: FindingOfRow[] = [];
  const own = addresses.map((address, at) => {
    if (seen.has(address.key)) return undefined;
    seen.add(address.key);
    const other = others[at];
    if (other === undefined) return address;
    const detail = nameOf(other, positionOf);
    warnings.push({ code: "site.orderedElsewhere", row: address.row, column: "site_street", detail });
    return undefined;
  });
  return { own, warnings };
}

function nameOf({ inThisFile, orderRef = "", siteRef = "", row }: OtherSite, positionOf: PositionOf): string {
  if (inThisFile) return `${namedRows([row], positionOf)} of this file`;
  return `order ${orderRef}, site ${siteRef}, sent before`;
}
