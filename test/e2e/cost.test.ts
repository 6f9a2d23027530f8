// `cost --json` against the shape that others build on (docs/bulk-file.md §6): metered on a real run of the embedded cloud.
import { expect, it } from "vitest";
import { apexBulk } from "./command.ts";

it("prints what orders would cost, by service and per order, and its parts add up", async () => {
  const { code, stdout, stderr } = await apexBulk(["cost", "--orders", "2", "--sites", "2", "--json"]);
  expect(code, stderr).toBe(0);
  const cost = JSON.parse(stdout) as {
    per1000Orders: number;
    byService: Record<string, number>;
    perOrder: Record<string, number>;
    prices: string;
  };
  expect(cost).toMatchObject({ currency: "USD", sitesPerOrder: 2, perOrder: { transitions: 10 } });
  expect(cost.prices).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const sum = Object.values(cost.byService).reduce((total, one) => total + one, 0);
  expect(sum).toBeCloseTo(cost.per1000Orders, 6);
  expect(Object.keys(cost.perOrder).sort()).toEqual([
    "dynamodbReadUnits",
    "dynamodbWriteUnits",
    "lambdaGbSeconds",
    "sqsRequests",
    "transitions",
  ]);
  for (const [name, value] of Object.entries(cost.perOrder)) expect(value, name).toBeGreaterThan(0);
  // 74.5 to 75 and 45 to 46 were measured on 2026-11-28, five runs; the room is for callbacks that two functions meet.
  expect(cost.perOrder["dynamodbWriteUnits"]).toBeLessThan(79);
  expect(cost.perOrder["dynamodbReadUnits"]).toBeLessThan(52);
});
