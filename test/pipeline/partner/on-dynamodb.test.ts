// The protocol's and the limiter's conditions as DynamoDB evaluates them, not only as the table in memory does.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RateLimiter } from "../../../pipeline/partner/rate/rate-limiter.ts";
import { recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { resolveCall } from "../../../pipeline/partner/resolve-call.ts";
import type { Table } from "../../../adapters/aws/table.ts";
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

  it.each([
    ["in items of their own", false],
    ["in a group", true],
  ])("confirms, reuses, refuses, clears, takes over and resolves, with records %s", async (_, inGroups) => {
    const place = { orderId: inGroups ? "o-2" : "o-1", stage: "handoff", call: "handOff", inGroups } as const;
    const hand = async (scope: number, settings = {}) =>
      await world
        .calls(settings, table)
        .perform("handOff", handOff, { ...place, spId: "A-1", fileId: "f-1", distributor: "demo", scope });
    expect(await hand(0)).toEqual(acknowledged);
    expect(await hand(0)).toEqual(acknowledged);
    world.faults.push({ status: 422, body: { message: "incomplete" } });
    expect(await hand(1)).toMatchObject({ kind: "refused" });
    expect(await hand(1)).toMatchObject({ kind: "refused", message: "incomplete" });
    world.faults.push({ notSent: true });
    expect(await hand(2)).toMatchObject({ kind: "retryLater" });
    expect(await new CallRecords(table).read(recordKeyOf({ ...place, scope: 2 }))).toBeUndefined();
    world.faults.push({ cut: "before", cause: "timeout" });
    expect(await hand(3)).toMatchObject({ kind: "retryLater", afterSeconds: 30 });
    world.pass(30);
    expect(await hand(3)).toEqual(acknowledged);
    world.faults.push({ cut: "after", cause: "timeout" });
    const message = "The call: handOff (no answer in time).";
    expect(await hand(4, { APEX_TRANSACTION_LOOKUP: "off" })).toEqual({
      kind: "held",
      code: "outcomeUnknown",
      message,
    });
    const call = { ...place, scope: 4 };
    const happened = { kind: "happened", ids: {} } as const;
    expect(await resolveCall(new CallRecords(table), call, happened, new Date(world.millis))).toEqual({
      kind: "resolved",
    });
    expect(await hand(4)).toMatchObject({ kind: "confirmed", response: { message: "confirmed by an operator" } });
    expect(new Set(world.effects).size).toBe(world.effects.length);
  });

  it("writes the records of sites that come together in one item, and lists them as if each had its own", async () => {
    const place = { orderId: "o-3", stage: "handoff", call: "handOff", inGroups: true } as const;
    const calls = world.calls({}, table);
    const answers = [0, 1, 2, 3, 5].map((scope) =>
      calls.perform("handOff", handOff, { ...place, spId: "A-1", fileId: "f-1", distributor: "demo", scope }),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 5 }, () => acknowledged));
    const listed: string[] = [];
    for await (const { sk, record } of new CallRecords(table).ofOrder("o-3")) listed.push(`${sk} ${record.state}`);
    expect(listed).toEqual([0, 1, 2, 3, 5].map((n) => `CALL#handoff#handOff#0000${String(n)} confirmed`));
    const items: unknown[] = [];
    for await (const item of table.query("ORDER#o-3")) items.push(item["sk"]);
    expect(items).toEqual(["CALLS#handoff#handOff#00000", "CALLS#handoff#handOff#00004"]);
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
