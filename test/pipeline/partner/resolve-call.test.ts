// An operator's word about a call of unknown outcome: what it may change, and what it must name.
import { beforeEach, describe, expect, it } from "vitest";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { resolveCall, type Resolution } from "../../../pipeline/partner/resolve-call.ts";
import { keys } from "../../../contracts/records.ts";
import { PartnerWorld } from "./partner-world.ts";

const quote = {
  spId: "A-1",
  opportunityName: "ACME",
  endCustomer: { name: "ACME", address: { street: "1 Main St", city: "Plano", state: "TX", zipCode: "75075" } },
  contractTerm: 36,
};
const unresolved = { orderId: "o-1", stage: "quote", call: "createQuote", scope: "order" } as const;

let world: PartnerWorld;
beforeEach(() => {
  world = new PartnerWorld();
});

const perform = async () =>
  await world.calls({ APEX_TRANSACTION_LOOKUP: "off" }).perform("createQuote", quote, {
    orderId: "o-1",
    stage: "quote",
    spId: "A-1",
    fileId: "f-1",
    distributor: "demo",
    scope: "order",
  });
const resolve = async (resolution: Resolution) =>
  await resolveCall(new CallRecords(world.table), unresolved, resolution, new Date(world.millis));

async function held(): Promise<void> {
  world.faults.push({ cut: "after", cause: "timeout" });
  expect(await perform()).toEqual({
    kind: "held",
    code: "outcomeUnknown",
    message: "The call: createQuote (no answer in time).",
  });
}

describe("an operator resolves a call of unknown outcome", () => {
  it("it happened, with these ids: the order goes on with them, without another call", async () => {
    await held();
    expect(await resolve({ kind: "happened", ids: { opportunityId: "006X", quoteId: "0Q0X" } })).toEqual({
      kind: "resolved",
    });
    expect(await perform()).toMatchObject({ kind: "confirmed", response: { opportunityId: "006X", quoteId: "0Q0X" } });
    expect(world.effects).toHaveLength(1);
  });

  it("names the ids that are missing", async () => {
    await held();
    expect(await resolve({ kind: "happened", ids: { quoteId: "0Q0X" } })).toEqual({
      kind: "idsMissing",
      paths: ["opportunityId"],
    });
    expect(await perform()).toMatchObject({ kind: "held" });
  });

  it("it did not happen: it is made", async () => {
    world.faults.push({ cut: "before", cause: "timeout" });
    await perform();
    expect(await resolve({ kind: "didNotHappen" })).toEqual({ kind: "resolved" });
    expect((await perform()).kind).toBe("confirmed");
    expect(world.effects).toHaveLength(1);
  });

  it("look again: where the partner can be asked now, its answer counts", async () => {
    await held();
    expect(await resolve({ kind: "lookAgain" })).toEqual({ kind: "resolved" });
    const outcome = await world.calls().perform("createQuote", quote, {
      orderId: "o-1",
      stage: "quote",
      spId: "A-1",
      fileId: "f-1",
      distributor: "demo",
      scope: "order",
    });
    expect(outcome).toMatchObject({ kind: "confirmed", response: { quoteId: "0Q0A" } });
    expect(world.effects).toHaveLength(1);
  });

  it("waits for a worker that may be sending it at this moment", async () => {
    await held();
    const key = keys.call("o-1", "quote", "createQuote", "order");
    const leaseUntil = world.millis + 42_000;
    await world.table.update(key, { set: { state: "intent", owner: "another", leaseUntil } });
    expect(await resolve({ kind: "didNotHappen" })).toEqual({ kind: "underWay", until: new Date(leaseUntil) });
    world.pass(42);
    expect(await resolve({ kind: "didNotHappen" })).toEqual({ kind: "resolved" });
  });

  it("completes a confirmed answer only where that is meant", async () => {
    await perform();
    const ids = { opportunityId: "006X", quoteId: "0Q0X" };
    expect(await resolve({ kind: "happened", ids, completes: true })).toEqual({ kind: "resolved" });
    expect(await perform()).toMatchObject({ kind: "confirmed", response: ids });
  });

  it.each([
    { kind: "didNotHappen" },
    { kind: "lookAgain" },
    { kind: "happened", ids: { opportunityId: "006X", quoteId: "0Q0X" } },
  ] as const)("never changes a confirmed call, nor one that was not made: $kind", async (resolution) => {
    expect(await resolve(resolution)).toEqual({ kind: "notOpen" });
    await perform();
    expect(await resolve(resolution)).toEqual({ kind: "notOpen" });
    expect(await perform()).toMatchObject({ response: { quoteId: "0Q0A" } });
  });
});
