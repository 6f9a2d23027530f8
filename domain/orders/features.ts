// The features of a site's configuration, as the description of its product says (contracts/products).
import { camelNameOf } from "../../contracts/column-spec.ts";
import type { OrderDocument, SiteDocument } from "../../contracts/order-document.ts";
import { productOf } from "../../contracts/products/known-products.ts";
import type { FeatureSource } from "../../contracts/products/product.ts";

type Fields = Readonly<Record<string, unknown>>;

export function featuresOf(order: OrderDocument, site: SiteDocument): { name: string; value: string }[] {
  return productOf(site.product).features.flatMap(({ name, from }) => {
    const value = valueOf(from, order, site);
    return value === undefined ? [] : [{ name, value }];
  });
}

function valueOf(from: FeatureSource, order: Fields, site: Fields): string | undefined {
  if ("order" in from) {
    const value = order[from.order];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }
  const value = site[camelNameOf(from.column)];
  if (typeof value !== "string") return undefined;
  return from.words === undefined ? value : (from.words[value] ?? value);
}
