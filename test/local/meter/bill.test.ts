// From metered amounts to dollars, by the price table, and to the quota that a night of orders would reach first.
import { expect, test } from "vitest";
import { BILLABLE_UNITS } from "../../../local/meter/billable-unit.ts";
import { billOf } from "../../../local/meter/bill.ts";
import { PRICES, PRICES_DATE } from "../../../local/meter/prices.ts";
import { quotaUse } from "../../../local/meter/quotas.ts";

test("amounts are priced by their unit and summed by service", () => {
  const bill = billOf({ stateTransitions: 16_000, dynamodbWriteUnits: 1_000_000, dynamodbReadUnits: 2_000_000 });
  expect(bill.byService["Step Functions"]).toBeCloseTo(0.4);
  expect(bill.byService["DynamoDB"]).toBeCloseTo(0.875);
  expect(bill.total).toBeCloseTo(1.275);
  expect(billOf({}).total).toBe(0);
});

test("every unit that is metered has a price with its source, and the table has its day", () => {
  expect(Object.keys(PRICES).sort()).toEqual([...BILLABLE_UNITS].sort());
  for (const { usd, per, source } of Object.values(PRICES)) {
    expect(usd / per).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
  }
  expect(PRICES_DATE).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test("the quota that is nearest comes first", () => {
  const uses = quotaUse({ stateTransitions: 10, dynamodbWriteUnits: 20_000 }, 3);
  expect(uses[0]).toEqual({ name: "DynamoDB write units of a table", share: 1.5 });
  expect(uses.find(({ name }) => name === "Step Functions StartExecution")?.share).toBeCloseTo(0.01);
});
