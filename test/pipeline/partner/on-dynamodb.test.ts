// The protocol's and the limiter's conditions as DynamoDB evaluates them, not only as the table in memory does.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RateLimiter } from "../../../pipeline/partner/rate/rate-limiter.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { resolveCall } from "../../../pipeline/partner/resolve-call.ts";
import type { Table } from "../../../adapters/aws/table.ts";
import { keys } from "../../../contracts/records.ts";
import { startDynaliteTable } from "../../fakes/dynalite-table.ts";
import { ANSWERS, PartnerWorld } from "./partner-world.ts";

const handOff = { orderId: "801A", subOrderId: "801B" };
const acknowledged = { kind: "confirmed", response: ANSWERS["POST /order-apex"] };

describe("the protocol in DynamoDB's own expressions", () => {
  let table: Table;
  let stop: () => Promise<void>;
  let world: PartnerWorld;

  beforeAll(async () => {
    ({ table, stop } = await startDynaliteTable());
    world = new PartnerWorld();
  });
  afterAll(async () => {
    await stop();
  });

  const hand = async (site: number, settings = {}) =>
    await world
      .calls(settings, table)
      .perform("handOff", handOff, { orderId: "o-1", stage: "handoff", spId: "A-1", distributor: "demo", scope: site });

  it("confirms, reuses, refuses, clears, takes over and resolves", async () => {
    expect(await hand(0)).toEqual(acknowledged);
    expect(await hand(0)).toEqual(acknowledged);
    world.faults.push({ status: 422, body: { message: "incomplete" } });
    expect(await hand(1)).toMatchObject({ kind: "refused" });
    expect(await hand(1)).toMatchObject({ kind: "refused", message: "incomplete" });
    world.faults.push({ notSent: true });
    expect(await hand(2)).toMatchObject({ kind: "retryLater" });
    expect(await table.get(keys.call("o-1", "handoff", "handOff", 2))).toBeUndefined();
    world.faults.push({ cut: "before", cause: "timeout" });
    expect(await hand(3)).toMatchObject({ kind: "retryLater", afterSeconds: 30 });
    world.pass(30);
    expect(await hand(3)).toEqual(acknowledged);
    world.faults.push({ cut: "after", cause: "timeout" });
    expect(await hand(4, { APEX_TRANSACTION_LOOKUP: "off" })).toEqual({ kind: "held", code: "outcomeUnknown" });
    const call = { orderId: "o-1", stage: "handoff", call: "handOff", scope: 4 } as const;
    const happened = { kind: "happened", ids: {} } as const;
    expect(await resolveCall(new CallRecords(table), call, happened, new Date(world.millis))).toEqual({
      kind: "resolved",
    });
    expect(await hand(4)).toMatchObject({ kind: "confirmed", response: { message: "confirmed by an operator" } });
    expect(new Set(world.effects).size).toBe(world.effects.length);
  });

  it("shares the rate", async () => {
    const limiters = [1, 2].map(
      (n) =>
        new RateLimiter({
          table,
          clock: { now: () => new Date(world.millis) },
          sleep: async (millis) => {
            world.millis += millis;
            await Promise.resolve();
          },
          callsPerSecond: 10,
          newOwner: () => `owner-${String(n)}`,
        }),
    );
    const caller = { credential: "c", distributor: "demo", stage: "quote" };
    const moments: number[] = [];
    for (const limiter of [...limiters, ...limiters]) {
      const answer = await limiter.take(caller);
      moments.push(answer.kind === "taken" ? answer.atMillis : Number.NaN);
    }
    expect(moments.map((at) => Math.round((at - (moments[0] ?? 0)) / 103.1))).toEqual([0, 1, 2, 3]);
  });
});
