// The aim of docs/performance.md, "Rate and fairness", on a virtual clock: the deployed limiter before a partner with a strict window, consumers as deployed.
import { expect, it } from "vitest";
import { modelled } from "../../../bench/rate-model.ts";

const SMALL = { distributor: "small", orders: 3, sites: 5, atSeconds: 0 };

it.each([
  { rate: 20, workers: 10, orders: 40 },
  { rate: 50, workers: 10, orders: 80 },
])(
  "at $rate calls a second, a huge file uses them all, hardly one call is refused, and a small file passes it",
  async ({ rate, workers, orders }) => {
    const options = { seed: 11, rate, workers };
    const huge = { distributor: "huge", orders, sites: 20, atSeconds: 0 };
    const alone = await modelled(options, [SMALL]);
    const both = await modelled(options, [huge, { ...SMALL, atSeconds: 30 }]);
    expect(both.shareUsed).toBeGreaterThanOrEqual(0.95);
    expect(both.refused / both.calls).toBeLessThanOrEqual(0.01);
    expect(both.calls - both.refused).toBe(orders * (8 + 20 * 4) + 3 * (8 + 5 * 4));
    const [, behindSeconds] = both.seconds;
    expect((behindSeconds ?? Number.NaN) / (alone.seconds[0] ?? Number.NaN)).toBeLessThanOrEqual(2);
    // Two requests to the table a slot and one or two for looks: no write a call, whatever waits.
    expect(both.tableRequests / both.calls).toBeLessThan(4);
  },
);
