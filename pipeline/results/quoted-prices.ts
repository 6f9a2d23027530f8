// What AT&T quoted for the orders of a file, added up while their records are read anyway: the total over all, and the orders that a
// report lists.
import { sumOfPrices } from "../../domain/orders/price.ts";
import type { Price } from "../../contracts/records.ts";
import { REPORT_ORDERS_MAX, type ReportOrder, type ReportOrders } from "../../domain/results/report.ts";

export class QuotedPrices {
  readonly #listed: ReportOrder[] = [];
  #total: Price | undefined;
  #priced = 0;

  add({
    prices,
    ...order
  }: Omit<ReportOrder, "price" | "sites"> & { readonly prices: readonly (Price | undefined)[] }): void {
    const price = sumOfPrices(prices);
    if (price === undefined) return;
    this.#total = sumOfPrices([this.#total, price]);
    this.#priced += prices.filter((one) => one !== undefined).length;
    if (this.#listed.length < REPORT_ORDERS_MAX) this.#listed.push({ ...order, sites: prices.length, price });
  }

  get orders(): ReportOrders {
    return { listed: this.#listed, total: this.#total, priced: this.#priced };
  }
}
