// Records of calls that share an item say and allow what records in items of their own do, whatever fails beside them.
import { beforeEach, describe, expect, it } from "vitest";
import type { CallContext, PartnerCalls } from "../../../domain/ports.ts";
import { transactionIdOf } from "../../../contracts/ids.ts";
import { keys } from "../../../contracts/records.ts";
import { barCall } from "../../../pipeline/partner/bar-call.ts";
import { recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { CHUNK_SITES_AT_ONCE } from "../../../contracts/limits.ts";
import type { TableOperation } from "../../fakes/memory-table.ts";
import { ANSWERS, type Fault, PartnerWorld } from "./partner-world.ts";

const handOff = { orderId: "801A", subOrderId: "801B" };
const acknowledged = { kind: "confirmed", response: ANSWERS["POST /order-apex"] };
const SITES = [0, 1, 2, 3];
const GROUP = keys.callGroup("o-1", "handoff", "handOff", 0);

let world: PartnerWorld;
beforeEach(() => {
  world = new PartnerWorld();
});

const place = (scope: number, inGroups = true) =>
  ({ orderId: "o-1", stage: "handoff", call: "handOff", scope, inGroups }) as const;
const context = (scope: number, inGroups = true): CallContext => ({
  ...place(scope, inGroups),
  ...{ spId: "A-06399x", fileId: "f-1", distributor: "demo" },
});
const hand = (calls: PartnerCalls, scope: number, inGroups = true) =>
  calls.perform("handOff", handOff, context(scope, inGroups));
const handAll = (calls: PartnerCalls) => Promise.all(SITES.map((scope) => hand(calls, scope)));
const stateOf = async (scope: number) => (await new CallRecords(world.table).read(recordKeyOf(place(scope))))?.state;
const effectOf = (scope: number) => transactionIdOf("o-1", "handoff", "handOff", scope);

describe("sites that are handed off together", () => {
  it("cost one write before, and one after", async () => {
    expect(await handAll(world.calls())).toEqual(SITES.map(() => acknowledged));
    expect(world.table.made).toEqual({ get: 0, put: 0, update: 2, delete: 0 });
    expect(world.effects.toSorted()).toEqual(SITES.map(effectOf).toSorted());
  });

  it("are as many as a chunk works on at once, so that none waits for another that cannot come", () => {
    expect(SITES).toHaveLength(CHUNK_SITES_AT_ONCE);
  });

  it("each reuse their confirmation, in any instance", async () => {
    await handAll(world.calls());
    expect(await handAll(world.calls())).toEqual(SITES.map(() => acknowledged));
    expect(world.requests).toHaveLength(SITES.length);
  });

  it("go on without the one that somebody else is at", async () => {
    await hand(world.calls(), 2);
    const others = await handAll(world.calls());
    expect(others).toEqual(SITES.map(() => acknowledged));
    expect(world.effects.toSorted()).toEqual(SITES.map(effectOf).toSorted());
  });

  it("go on without the one that was cancelled", async () => {
    expect(await barCall(new CallRecords(world.table), place(1), new Date(world.millis))).toEqual({ kind: "barred" });
    const ends = await handAll(world.calls());
    expect(ends.map(({ kind }) => kind)).toEqual(["confirmed", "refused", "confirmed", "confirmed"]);
    expect(world.effects).not.toContain(effectOf(1));
    expect(await Promise.all(SITES.map(stateOf))).toEqual(["confirmed", "refused", "confirmed", "confirmed"]);
  });

  it("fit into one write unit, with answers as AT&T's examples give them", async () => {
    const response = {
      billingAccountId: "0015Y00002kXyZABCD",
      orderId: "801twXuuzeFe000ABB",
      subOrderId: "801twXuuzeFe001ABB",
      status: "Billing Account created successfully",
    };
    const records = new CallRecords(world.table, async () => await Promise.resolve());
    const orderId = `o-${"0".repeat(32)}`;
    const at = new Date(world.millis);
    await Promise.all(
      SITES.map(async (scope) => {
        const key = recordKeyOf({ orderId, stage: "enrich", call: "createBilling", scope, inGroups: true });
        const owner = "00000000-0000-4000-8000-000000000000";
        const claim = { key, call: "createBilling", transactionId: "t", requestHash: "h".repeat(22), owner };
        await records.claim({ ...claim, startedAt: at, leaseUntil: at.getTime() + 72_000 });
        await records.confirm({ ...claim, startedAt: at, leaseUntil: 0 }, response, at);
      }),
    );
    const item = await world.table.get(keys.callGroup(orderId, "enrich", "createBilling", 0));
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThanOrEqual(1_200);
  });
});

describe("a record in a group", () => {
  const FAULTS: readonly (readonly Fault[])[] = [
    [],
    [{ status: 422, body: { message: "incomplete" } }],
    [{ notSent: true }],
    [{ status: 503 }],
    [{ cut: "after", cause: "connection" }],
    [{ cut: "before", cause: "connection" }],
    [{ cut: "before", cause: "timeout" }],
    [{ status: 200, body: { surprise: true } }],
  ];

  it.each(FAULTS)("says after every fault what one in an item of its own says: %o", async (...faults) => {
    const storyOf = async (inGroups: boolean): Promise<unknown[]> => {
      const own = new PartnerWorld();
      own.faults.push(...faults);
      const story: unknown[] = [];
      for (let delivery = 0; delivery < 3; delivery += 1) {
        story.push(await hand(own.calls(), 3, inGroups));
        const record = await new CallRecords(own.table).read(recordKeyOf(place(3, inGroups)));
        story.push(record?.state, record?.attempts, record?.refusal, record?.transactionId, record?.shape);
        own.pass(120);
      }
      return [...story, own.effects];
    };
    expect(await storyOf(true)).toEqual(await storyOf(false));
  });

  it("keeps a long answer beside the others, not among them", async () => {
    const words = "x".repeat(3_900);
    world.faults.push({ status: 200, body: { status: "success", message: words } });
    await handAll(world.calls());
    const answers = await handAll(world.calls());
    const said = answers.map((answer) => (answer.kind === "confirmed" ? answer.response.message : ""));
    expect(said.filter((message) => message === words)).toHaveLength(1);
    expect(JSON.stringify(await world.table.get(GROUP)).length).toBeLessThan(1_500);
  });
});

describe("a process that dies", () => {
  const POINTS = [1, 2].flatMap((nth) => (["before", "after"] as const).map((side) => [nth, side] as const));

  it.each(POINTS)("at write %d of a group (%s it) leaves nothing that is made twice", async (nth, side) => {
    let updates = 0;
    world.table.onCall = (operation: TableOperation, _key, now) => {
      if (operation !== "update" || now !== side) return;
      updates += 1;
      // The SDK tries a failed write again, and a settled outcome is tried again by us: it stays dead.
      if (updates >= nth) throw new Error("died");
    };
    await Promise.allSettled(SITES.map((scope) => hand(world.calls(), scope)));
    world.table.onCall = undefined;
    for (let delivery = 0; delivery < 4; delivery += 1) {
      world.pass(120);
      await handAll(world.calls());
    }
    expect(await handAll(world.calls())).toEqual(SITES.map(() => acknowledged));
    expect(world.effects.toSorted()).toEqual(SITES.map(effectOf).toSorted());
  });
});
