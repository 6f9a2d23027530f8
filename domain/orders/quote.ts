// The quote of an order: the requests that make it, and whose site is whose in the answers (docs/apex-api.md §2, §5).
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { Address, OrderDocument, SiteDocument } from "../../contracts/order-document.ts";
import { productOf } from "../../contracts/products/known-products.ts";
import { featuresOf } from "./features.ts";

/** Sites in one request: a body of some 60 KB, far below any usual limit (A: AT&T states none). */
export const SITES_PER_QUOTE_CALL = 100;

export interface IndexedSite {
  readonly index: number;
  readonly site: SiteDocument;
}

export const apexAddress = (address: Address) => ({
  street: address.street,
  city: address.city,
  state: address.state,
  zipCode: address.zip,
});

export function quoteRequest(order: OrderDocument): RequestOf<"createQuote"> {
  return {
    spId: order.spId,
    opportunityName: order.opportunityName,
    endCustomer: { name: order.customer.name, address: apexAddress(order.customer.address) },
    contractTerm: order.contractTermMonths,
  };
}

export function sitesRequest(quoteId: string, sites: readonly IndexedSite[]): RequestOf<"addSites"> {
  return {
    quoteId,
    sites: sites.map(({ site }) => ({
      externalId: site.siteRef,
      siteName: site.siteRef,
      address: { ...apexAddress(site.address), ...(site.address.unit !== undefined && { unit: site.address.unit }) },
    })),
  };
}

/** The partner's id of each site; undefined when one is missing, named twice or shares its id with another. */
export function siteIdsOf(
  answer: ResponseOf<"addSites">,
  sites: readonly IndexedSite[],
): Map<number, string> | undefined {
  const byRef = Map.groupBy(answer.sites, (entry) => entry.externalId);
  const ids = new Map<number, string>();
  for (const { index, site } of sites) {
    const [entry, ...more] = byRef.get(site.siteRef) ?? [];
    if (entry === undefined || more.length > 0) return undefined;
    ids.set(index, entry.siteId);
  }
  return new Set(ids.values()).size === sites.length ? ids : undefined;
}

/** A: AT&T's sample has an opaque text here; ours names the site's index in the order. */
export const configIdOf = (index: number, { product }: Pick<SiteDocument, "product">): string =>
  `${product}-${String(index + 1).padStart(5, "0")}`;

export function configurationRequest(
  ids: { readonly opportunityId: string; readonly quoteId: string; readonly siteIds: ReadonlyMap<number, string> },
  order: OrderDocument,
  sites: readonly IndexedSite[],
): RequestOf<"configureQuote"> {
  const pricingInputs = sites.flatMap(({ index, site }) => {
    const siteId = ids.siteIds.get(index);
    if (siteId === undefined) return [];
    const configuration = { configId: configIdOf(index, site), features: featuresOf(order, site) };
    return [{ siteId, productId: productOf(site.product).offerId, configuration }];
  });
  return {
    configDiscountPromoRequest: {
      flowName: "sendconfigDiscountPromoDetails",
      id: ids.opportunityId,
      quoteId: ids.quoteId,
      pricingInputs,
    },
  };
}
