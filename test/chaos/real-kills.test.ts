// A small run with real kills, so that every change meets them; `npm run chaos` is the long one.
import { expect, it } from "vitest";
import { freePort } from "../e2e/free-port.ts";
import { chaosRound } from "./chaos-round.ts";

it("hands every site off exactly once, or holds it with a reason, while workers are killed and connections cut", async () => {
  const outcome = await chaosRound({
    seed: 7,
    sites: 30,
    canLookUp: true,
    ports: { partner: await freePort(), callbacks: await freePort() },
    killEveryMillis: 250,
    killForMillis: 8_000,
    say: () => undefined,
  });
  expect(outcome.findings).toEqual([]);
  expect(outcome.kills).toBeGreaterThan(0);
  expect(Object.values(outcome.rows).reduce((sum, count) => sum + count, 0)).toBe(30);
});
