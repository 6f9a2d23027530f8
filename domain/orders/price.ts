// What AT&T quoted for sites: the parts of a site's price (access, port, installation) added up, and sites added up. Amounts are
// integer cents in US dollars (A: AT&T states neither; docs/apex-api.md §2). A site whose prices are absent has no price, not zero.
import type * as z from "zod";
import { type SitePricing, PricePart } from "../../contracts/apex/schemas.ts";
import { productOf } from "../../contracts/products/known-products.ts";
import type { Price } from "../../contracts/records.ts";

type Pricing = z.infer<typeof SitePricing>;

/** Cents per month and once; undefined where the answer names none of the product's price parts. */
export function priceOf(pricing: Pricing, product: string): Price | undefined {
  const parts = productOf(product).priceParts.flatMap((name) => PricePart.safeParse(pricing[name]).data ?? []);
  if (parts.length === 0) return undefined;
  return {
    recurring: parts.reduce((sum, { recurring }) => sum + recurring, 0),
    oneTime: parts.reduce((sum, { oneTime }) => sum + oneTime, 0),
    currency: "USD",
  };
}

/** Undefined where none of them has a price. */
export function sumOfPrices(prices: readonly (Price | undefined)[]): Price | undefined {
  const known = prices.filter((price) => price !== undefined);
  if (known.length === 0) return undefined;
  return {
    recurring: known.reduce((sum, { recurring }) => sum + recurring, 0),
    oneTime: known.reduce((sum, { oneTime }) => sum + oneTime, 0),
    currency: "USD",
  };
}
