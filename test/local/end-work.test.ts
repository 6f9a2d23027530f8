// A cloud that closes lets what is under way end: an invocation that is cut off may be in the middle of a call to the partner.
import { expect, it } from "vitest";
import { endWork } from "../../local/lambda/all-pools.ts";

function mapping() {
  const { promise, resolve: end } = Promise.withResolvers<undefined>();
  const seen: string[] = [];
  return {
    seen,
    end: () => end(undefined),
    stop: () => void seen.push("stopped"),
    idle: async (): Promise<void> => {
      await promise;
    },
  };
}

it("receives no more at once, and has ended when the last invocation has", async () => {
  const [one, other] = [mapping(), mapping()];
  let ended = false;
  const work = endWork([one, other]).then(() => (ended = true));
  expect([one.seen, other.seen]).toEqual([["stopped"], ["stopped"]]);
  one.end();
  await new Promise((done) => setImmediate(done));
  expect(ended).toBe(false);
  other.end();
  await work;
  expect(ended).toBe(true);
});

it("does not wait for ever for one that does not end", async () => {
  const never = mapping();
  await endWork([never], 0);
  expect(never.seen).toEqual(["stopped"]);
});
