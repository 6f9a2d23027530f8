// What the table has of each order at the end of a run, for the rules that check it.
import { CallRecordSchema, type OrderRecord, OrderRecordSchema, type SiteRecord } from "../../contracts/records.ts";
import { sitesIn } from "../../pipeline/orders/site-groups.ts";
import { callsIn } from "./simulated-table.ts";
import { timelineOf, type TimelineEntry } from "./timeline-invariant.ts";
import type { World } from "./world.ts";

export interface OrderFacts {
  readonly order: OrderRecord;
  readonly sites: readonly SiteRecord[];
  readonly calls: readonly {
    readonly name: string;
    readonly state: string;
    readonly transactionId: string;
    readonly refusal?: string | undefined;
  }[];
  /** The timeline. */
  readonly events: readonly TimelineEntry[];
}

export function orderFacts(world: World): OrderFacts[] {
  const facts: OrderFacts[] = [];
  for (const [, items] of world.table.all("ORDER#")) {
    const of = (prefix: string) => items.filter((item) => String(item["sk"]).startsWith(prefix));
    const [meta] = of("META");
    if (meta === undefined) continue;
    facts.push({
      order: OrderRecordSchema.parse(meta),
      sites: sitesIn(of("SITES#")),
      calls: items.flatMap(callsIn).map(({ sk, record }) => ({ name: sk, ...CallRecordSchema.parse(record) })),
      events: timelineOf(items),
    });
  }
  return facts.sort((a, b) => (a.order.orderId < b.order.orderId ? -1 : 1));
}
