// That the partner cannot be reached stands in the table within its first failure, is written on change only, and goes when it answers.
import { beforeEach, describe, expect, it } from "vitest";
import type { CallContext } from "../../../domain/ports.ts";
import { troubleKeys } from "../../../contracts/partner-trouble.ts";
import { readTrouble } from "../../../pipeline/partner/partner-troubles.ts";
import { PartnerWorld } from "./partner-world.ts";

const port = { subOrderId: "801B", Room: "2", Floor: "1", Notes: "", TSPCode: "" };
const CONTEXT: CallContext = {
  orderId: "o-1",
  stage: "enrich",
  spId: "A-06399x",
  fileId: "f-1",
  distributor: "demo",
  scope: 1,
};

let world: PartnerWorld;
beforeEach(() => {
  world = new PartnerWorld();
});

const clock = { now: () => new Date(world.millis) };
const trouble = async () => await readTrouble(world.table, clock);
const instant = (seconds = 0) => new Date(world.millis + seconds * 1000).toISOString();

describe("a partner that cannot be reached", () => {
  it("is told at the first refused connection: since when, which address, when the next try is", async () => {
    world.faults.push({ notSent: true });
    await world.calls().perform("reservePort", port, CONTEXT);
    expect(await trouble()).toMatchObject({
      ...{ what: "partnerUnavailable", address: "http://partner.test", cause: "connection refused" },
      ...{ since: instant(), nextTryAt: instant(2) },
    });
  });

  it("keeps its beginning over all tries and instances, and is written seldom", async () => {
    const since = instant();
    const [one, other] = [world.calls(), world.calls()];
    let writes = 0;
    world.table.onCall = (operation, { sk }, side) => {
      if (operation === "put" && sk === "partnerUnavailable" && side === "after") writes += 1;
    };
    for (let n = 0; n < 300; n += 1) {
      world.faults.push({ notSent: true });
      await (n % 2 === 0 ? one : other).perform("reservePort", port, CONTEXT);
      world.pass(1);
    }
    expect(await trouble()).toMatchObject({ since });
    expect(writes).toBeLessThan(60);
  });

  it("is gone with the first answer, also in an instance that has not met it", async () => {
    const [one, other] = [world.calls(), world.calls()];
    await other.perform("reservePort", port, CONTEXT);
    world.faults.push({ notSent: true });
    await one.perform("reservePort", port, CONTEXT);
    await one.perform("reservePort", port, CONTEXT);
    expect(await trouble()).toBeUndefined();
    world.faults.push({ notSent: true });
    await one.perform("reservePort", port, CONTEXT);
    world.pass(60);
    await other.perform("reservePort", port, CONTEXT);
    expect(await trouble()).toBeUndefined();
    expect(await world.table.get(troubleKeys.of("partnerUnavailable"))).toBeUndefined();
  });

  it("is no longer believed when nobody has renewed it", async () => {
    world.faults.push({ notSent: true });
    await world.calls().perform("reservePort", port, CONTEXT);
    world.pass(700);
    expect(await trouble()).toBeUndefined();
  });

  it("a single server error is the call's own; a second one in a row is the partner's", async () => {
    const calls = world.calls();
    world.faults.push({ status: 500 });
    await calls.perform("reservePort", port, CONTEXT);
    expect(await trouble()).toBeUndefined();
    world.faults.push({ status: 500 });
    await calls.perform("reservePort", port, CONTEXT);
    expect(await trouble()).toMatchObject({ cause: "server error" });
  });

  it("a note that cannot be written costs no call", async () => {
    world.table.onCall = (_, { pk }) => {
      if (pk === troubleKeys.all) throw new Error("throttled");
    };
    world.faults.push({ notSent: true });
    const calls = world.calls();
    expect(await calls.perform("reservePort", port, CONTEXT)).toMatchObject({ kind: "retryLater" });
    expect(await calls.perform("reservePort", port, CONTEXT)).toMatchObject({ kind: "confirmed" });
  });
});

describe("a used-up rate", () => {
  it("is told while there is more to send than it allows, and not for long after", async () => {
    const calls = world.calls({ APEX_CALLS_PER_SECOND: 1 });
    const all = async () =>
      await Promise.all(
        Array.from({ length: 30 }, (_, scope) => calls.perform("reservePort", port, { ...CONTEXT, scope })),
      );
    await all();
    await all();
    expect(await trouble()).toMatchObject({ what: "rate" });
    world.pass(60);
    expect(await trouble()).toBeUndefined();
  });
});
