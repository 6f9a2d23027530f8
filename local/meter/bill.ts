// What metered amounts cost: in all, and by service.
import { type Amounts, entriesOf } from "./meter.ts";
import { PRICES } from "./prices.ts";

export interface Bill {
  /** US dollars. */
  readonly total: number;
  readonly byService: Readonly<Record<string, number>>;
}

export function billOf(amounts: Amounts): Bill {
  const byService: Record<string, number> = {};
  let total = 0;
  for (const [unit, amount] of entriesOf(amounts)) {
    const { service, usd, per } = PRICES[unit];
    const cost = (amount / per) * usd;
    byService[service] = (byService[service] ?? 0) + cost;
    total += cost;
  }
  return { total, byService };
}
