// A partner that is out of reach for half a working day, on virtual time: orders wait in chains of messages far longer than Lambda
// lets one go round, lose nothing, and go on. And that it is the declared loop that makes it so.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CONTINUATIONS_MAX } from "../../contracts/limits.ts";
import { CHAIN_INVOCATIONS_MAX } from "../../local/lambda/lineage.ts";

const OUTAGE = fileURLToPath(new URL("outage.ts", import.meta.url));

async function outage(...args: readonly string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, ["--single-threaded", OUTAGE, ...args]);
  return JSON.parse(stdout);
}

test("orders outlast four hours without the partner, in chains of a few messages a minute", async () => {
  const { orders, sites, longestChain } = await outage("--hours", "4");
  expect({ orders, sites }).toEqual({ orders: { completed: 3 }, sites: { completed: 6 } });
  const perMinute = longestChain / (4 * 60);
  expect(perMinute).toBeGreaterThan(60 / 40 / 2);
  // A day's outage, which is as long as a task waits, stays below the end that we set ourselves.
  expect(perMinute * 24 * 60).toBeLessThan(CONTINUATIONS_MAX);
});

test("where Lambda ends such chains, the orders are held after sixteen messages", async () => {
  const { orders, longestChain } = await outage("--hours", "4", "--terminate");
  expect({ orders, longestChain }).toEqual({ orders: { "held deadLettered": 3 }, longestChain: CHAIN_INVOCATIONS_MAX });
});
