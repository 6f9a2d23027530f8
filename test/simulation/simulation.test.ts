// The simulation as part of the tests, in processes of its own, because it replaces the clocks: some hundred seeds without a
// broken rule, the same ledger for the same seed, and a deliberate bug found. Longer searches: docs/reliability.md.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SIMULATE = fileURLToPath(new URL("simulate.ts", import.meta.url));

interface Ended {
  readonly status: number;
  readonly text: string;
}

function simulate(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    execFile(
      process.execPath,
      ["--single-threaded", "--max-semi-space-size=64", SIMULATE, ...args],
      options,
      (error, text) => {
        const status = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
        resolve({ status, text });
      },
    );
  });
}

test("300 seeds of faults lose nothing and do nothing twice", async () => {
  const { status, text } = await simulate("--seeds", "1..300");
  expect(text).toContain('"failing":0');
  expect(text).toContain('"seeds":300');
  expect(status).toBe(0);
});

test("the same seed gives the same ledger, byte for byte, in another process", async () => {
  const [one, other] = await Promise.all([simulate("--seed", "36"), simulate("--seed", "36")]);
  expect(one.text).toContain("# What the partner did");
  expect(other.text).toBe(one.text);
});

test("a client that sends an unheard create again is found and told in its shortest story", async () => {
  const { status, text } = await simulate("--seeds", "1..1000", "--mutation", "create-sent-again", "--no-keep-going");
  expect(status).toBe(1);
  expect(text).toMatch(/nothing twice for a site|no call twice/);
  expect(text).toContain("shortest story of seed");
});
