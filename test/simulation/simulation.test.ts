// The simulation as part of the tests: 24 seeds without a broken rule, and the same ledger for the same seed. 276 more are in
// further-seeds-long.test.ts, longer searches in docs/reliability.md.
import { expect, test } from "vitest";
import { simulate } from "./simulate-process.ts";

test("24 seeds of faults lose nothing and do nothing twice", async () => {
  const { status, text } = await simulate("--seeds", "1..24");
  expect(text).toContain('"failing":0');
  expect(text).toContain('"seeds":24');
  expect(status).toBe(0);
});

test("the same seed gives the same ledger, byte for byte, in another process", async () => {
  const [one, other] = await Promise.all([simulate("--seed", "36"), simulate("--seed", "36")]);
  expect(one.text).toContain("# What the partner did");
  expect(other.text).toBe(one.text);
});
