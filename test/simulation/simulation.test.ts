// The simulation as part of the tests: 150 seeds without a broken rule here and as many in further-seeds.test.ts,
// so that two cores share them, and the same ledger for the same seed. Longer searches: docs/reliability.md.
import { expect, test } from "vitest";
import { simulate } from "./simulate-process.ts";

test("150 seeds of faults lose nothing and do nothing twice", async () => {
  const { status, text } = await simulate("--seeds", "1..150");
  expect(text).toContain('"failing":0');
  expect(text).toContain('"seeds":150');
  expect(status).toBe(0);
});

test("the same seed gives the same ledger, byte for byte, in another process", async () => {
  const [one, other] = await Promise.all([simulate("--seed", "36"), simulate("--seed", "36")]);
  expect(one.text).toContain("# What the partner did");
  expect(other.text).toBe(one.text);
});
