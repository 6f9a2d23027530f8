// The call protocol with a partner that fails in every way and a process that dies at every table operation.
import { beforeEach, describe, expect, it } from "vitest";
import type { CallContext, PartnerCalls } from "../../../domain/ports.ts";
import { transactionIdOf } from "../../../contracts/ids.ts";
import { CallRecordSchema, keys } from "../../../contracts/records.ts";
import type { TableOperation } from "../../fakes/memory-table.ts";
import { ANSWERS, PartnerWorld } from "./partner-world.ts";

const handOff = { orderId: "801A", subOrderId: "801B" };
const at = (stage: CallContext["stage"], scope: number | "order" = "order"): CallContext => ({
  orderId: "o-1",
  stage,
  spId: "A-06399x",
  fileId: "f-1",
  distributor: "demo",
  scope,
});
const KEY = keys.call("o-1", "handoff", "handOff", 3);
const acknowledged = { kind: "confirmed", response: ANSWERS["POST /order-apex"] };
const contractRequest = {
  quoteId: "0Q0A",
  spId: "A-06399x",
  approverEmail: "a@example.com",
  contractInput: {
    endCustomerDetails: {
      companyName: "ACME",
      companyAddress: { street: "1 Main St", city: "Plano", state: "TX", zipCode: "75075" },
    },
  },
};
const port = { subOrderId: "801B", Room: "2", Floor: "1", Notes: "", TSPCode: "" };

let world: PartnerWorld;
beforeEach(() => {
  world = new PartnerWorld();
});

const hand = async (calls: PartnerCalls) => await calls.perform("handOff", handOff, at("handoff", 3));
const record = async () => await world.table.get(KEY);

describe("a call that must not be made twice", () => {
  it("costs one write before, one after, and no read", async () => {
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.table.made).toEqual({ get: 0, put: 1, update: 1, delete: 0 });
    const stored = CallRecordSchema.parse(await record());
    expect(stored).toMatchObject({ state: "confirmed", attempts: 1, response: acknowledged.response });
    expect(world.effects).toEqual([transactionIdOf("o-1", "handoff", "handOff", 3)]);
    expect(world.requests[0]?.fresh).toBe(true);
  });

  it("reuses its confirmation, in any instance", async () => {
    await hand(world.calls());
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.requests).toHaveLength(1);
  });

  it("keeps the parts of another site and stage apart", async () => {
    await hand(world.calls());
    await world.calls().perform("handOff", handOff, at("handoff", 4));
    expect(new Set(world.effects).size).toBe(2);
  });

  it("gives the same refusal again without calling", async () => {
    world.faults.push({ status: 422, body: { message: "incomplete" } });
    const refusal = { kind: "refused", call: "handOff", code: "refusedByPartner", message: "incomplete" };
    expect(await hand(world.calls())).toEqual(refusal);
    expect(await hand(world.calls())).toEqual(refusal);
    expect(world.requests).toHaveLength(1);
  });

  it("may be made with a corrected request after a refusal", async () => {
    world.faults.push({ status: 422 });
    await hand(world.calls());
    const corrected = await world.calls().perform("handOff", { ...handOff, orderId: "801C" }, at("handoff", 3));
    expect(corrected).toEqual(acknowledged);
    expect(await record()).toMatchObject({ state: "confirmed", attempts: 2 });
  });

  it("never passes the answer of one request for another's", async () => {
    await hand(world.calls());
    const other = world.calls().perform("handOff", { ...handOff, orderId: "801C" }, at("handoff", 3));
    await expect(other).rejects.toThrow("requestChanged ORDER#o-1 CALL#handoff#handOff#00003");
  });

  it.each([
    [{ notSent: true } as const, { afterSeconds: 2, message: "The call: handOff (connection refused)." }],
    // One call too many is no fault of its order.
    [
      { status: 429, retryAfter: "7" },
      { afterSeconds: 7, untried: true, message: "The call: handOff." },
    ],
    [{ status: 503 }, { afterSeconds: 2, message: "The call: handOff (it answers 503)." }],
  ])("leaves no trace where it certainly had no effect, and is made later: %o", async (fault, later) => {
    world.faults.push(fault);
    expect(await hand(world.calls())).toEqual({ kind: "retryLater", ...later, code: "partnerUnavailable" });
    expect(await record()).toBeUndefined();
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.effects).toHaveLength(1);
  });

  it("is confirmed at once where a cut came after the effect and the transaction can be looked up", async () => {
    world.faults.push({ cut: "after", cause: "connection" });
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.effects).toHaveLength(1);
  });

  it("is not believed absent right after a cut: the look-up is repeated before it is made again", async () => {
    world.faults.push({ cut: "before", cause: "connection" });
    expect(await hand(world.calls())).toEqual({ kind: "retryLater", afterSeconds: 2, code: "outcomeUnknown" });
    expect(await record()).toMatchObject({ state: "unknown" });
    expect(await hand(world.calls())).toMatchObject({ kind: "retryLater" });
    world.pass(2);
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.effects).toHaveLength(1);
    expect(await record()).toMatchObject({ attempts: 2 });
  });

  it("waits as long again after a time-out before it looks", async () => {
    world.faults.push({ cut: "after", cause: "timeout" });
    const message = "The call: handOff (no answer in time).";
    expect(await hand(world.calls())).toEqual({
      kind: "retryLater",
      afterSeconds: 30,
      code: "outcomeUnknown",
      message,
    });
    expect(world.requests).toHaveLength(1);
    world.pass(30);
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.effects).toHaveLength(1);
  });

  it("looks again later while the look-up itself is not to be had", async () => {
    world.faults.push({ cut: "after", cause: "timeout" });
    await hand(world.calls());
    world.pass(30);
    world.lookUpFaults.push({ status: 503, retryAfter: "11" });
    expect(await hand(world.calls())).toEqual({ kind: "retryLater", afterSeconds: 11, code: "outcomeUnknown" });
    world.pass(11);
    expect(await hand(world.calls())).toEqual(acknowledged);
  });

  it.each([
    [{ status: 500 }, "server error"],
    [{ cut: "after", cause: "timeout" } as const, "no answer in time"],
    [{ cut: "before", cause: "connection" } as const, "connection closed"],
  ])(
    "is held where its outcome is unknown and nothing can be looked up, and says what it met: %o",
    async (fault, met) => {
      const calls = world.calls({ APEX_TRANSACTION_LOOKUP: "off" });
      world.faults.push(fault);
      const held = { kind: "held", code: "outcomeUnknown", message: `The call: handOff (${met}).` };
      expect(await hand(calls)).toEqual(held);
      world.pass(3600);
      expect(await hand(calls)).toEqual(held);
      expect(world.requests).toHaveLength(1);
    },
  );

  it("is held on an answer that cannot be read, and only the answer's shape is kept", async () => {
    world.faults.push({ answer: { result: "Jane Doe" } });
    const message = "Its fields: result:string.";
    expect(await hand(world.calls())).toEqual({ kind: "held", code: "indeterminateAnswer", message });
    expect(JSON.stringify(await record())).not.toContain("Jane");
    expect(await record()).toMatchObject({ state: "unknown", shape: "result:string" });
    expect(await hand(world.calls({ APEX_TRANSACTION_LOOKUP: "off" }))).toMatchObject({ code: "indeterminateAnswer" });
    expect(await hand(world.calls())).toMatchObject({ code: "indeterminateAnswer" });
    expect(world.effects).toHaveLength(1);
  });

  it("goes through with a rotated secret at the first refusal", async () => {
    const calls = world.calls();
    await hand(calls);
    world.credentials = { default: { clientId: "id-1", clientSecret: "secret-2" } };
    expect((await calls.perform("handOff", handOff, at("handoff", 8))).kind).toBe("confirmed");
    expect(world.requests.map((request) => request.headers["client_secret"])).toEqual([
      "secret-1",
      "secret-1",
      "secret-2",
    ]);
  });

  it("is held where the secret is still the refused one", async () => {
    world.faults.push({ status: 401 });
    expect(await hand(world.calls())).toEqual({ kind: "held", code: "wrongCredentials" });
    expect(await record()).toBeUndefined();
  });
});

describe("two deliveries at the same time", () => {
  it("make the call once; the other comes back when the first must be done", async () => {
    const [one, other] = await Promise.all([hand(world.calls()), hand(world.calls())]);
    const kinds = [one.kind, other.kind].sort();
    expect(kinds).toEqual(["confirmed", "retryLater"]);
    expect(world.effects).toHaveLength(1);
    world.pass(60);
    expect(await hand(world.calls())).toEqual(acknowledged);
    expect(world.requests).toHaveLength(1);
  });

  it("take an expired intent over once", async () => {
    await world.table.put({ ...KEY, ...(await abandonedIntent()) });
    const outcomes = await Promise.all([1, 2, 3, 4].map(async () => await hand(world.calls())));
    expect(world.effects).toHaveLength(1);
    expect(outcomes.every((outcome) => outcome.kind === "confirmed" || outcome.kind === "retryLater")).toBe(true);
    expect(outcomes.some((outcome) => outcome.kind === "retryLater")).toBe(true);
    expect(await record()).toMatchObject({ state: "confirmed", attempts: 2 });
  });
});

/** The record as a crash between intent and call leaves it, long ago. */
async function abandonedIntent() {
  const elsewhere = new PartnerWorld();
  elsewhere.faults.push({ cut: "before", cause: "connection" });
  elsewhere.table.onCall = (operation) => {
    if (operation === "update") throw new Error("crash");
  };
  await elsewhere
    .calls()
    .perform("handOff", handOff, at("handoff", 3))
    .catch(() => undefined);
  world.pass(3600);
  return (await elsewhere.table.get(KEY)) ?? {};
}

describe("a crash at any table operation, before or after its effect", () => {
  const faults = [
    [],
    [{ cut: "after", cause: "connection" }],
    [{ cut: "before", cause: "timeout" }],
    [{ notSent: true }],
    [{ status: 429 }],
  ] as const;
  const points = [0, 1, 2, 3, 4].flatMap((n) => (["before", "after"] as const).map((side) => [n, side] as const));

  it.each(
    points.flatMap(([n, side]) =>
      faults.flatMap((given) => (["on", "off"] as const).map((lookUp) => [n, side, lookUp, given] as const)),
    ),
  )("never leads to a second effect: operation %d %s, look-up %s, %j", async (n, side, lookUp, given) => {
    const settings = { APEX_TRANSACTION_LOOKUP: lookUp };
    world.faults.push(...given);
    let seen = -1;
    let dead = false;
    world.table.onCall = (_operation: TableOperation, _key, now) => {
      if (now === "before") seen += 1;
      // Dead is dead: nothing that runs afterwards in this process reaches the table.
      if (dead || (seen === n && now === side)) {
        dead = true;
        throw new Error("killed");
      }
    };
    const first = await hand(world.calls(settings)).catch(() => undefined);
    world.table.onCall = undefined;
    let last = first;
    for (let delivery = 0; delivery < 6 && last?.kind !== "confirmed" && last?.kind !== "held"; delivery += 1) {
      world.pass(120);
      last = await hand(world.calls(settings));
    }
    expect(world.effects.length).toBeLessThanOrEqual(1);
    if (lookUp === "on") expect(last).toEqual(acknowledged);
    else expect(["confirmed", "held"]).toContain(last?.kind);
    if (last?.kind === "confirmed") expect(world.effects).toHaveLength(1);
  });
});

describe("a contract, which mails a person", () => {
  const sign = async (calls: PartnerCalls) => await calls.perform("createContract", contractRequest, at("contract"));
  const settings = { APEX_TRANSACTION_LOOKUP: "off" } as const;

  it("is found by its quote after an unknown outcome", async () => {
    world.faults.push({ cut: "after", cause: "timeout" });
    expect(await sign(world.calls(settings))).toMatchObject({ kind: "retryLater" });
    world.pass(30);
    const found = await sign(world.calls(settings));
    expect(found).toMatchObject({ kind: "confirmed", response: { ContractEnvelopeId: "a4TA" } });
    expect(world.effects).toHaveLength(1);
  });

  it("is made again where the quote certainly has none", async () => {
    world.faults.push({ cut: "before", cause: "timeout" });
    await sign(world.calls(settings));
    world.pass(30);
    expect((await sign(world.calls(settings))).kind).toBe("confirmed");
    expect(world.effects).toHaveLength(1);
  });

  it("is held where contracts cannot be read either", async () => {
    world.faults.push({ cut: "before", cause: "timeout" });
    const blind = world.calls({ ...settings, APEX_CONTRACT_LOOKUP: "off" });
    const message = "The call: createContract (no answer in time).";
    expect(await sign(blind)).toEqual({ kind: "held", code: "outcomeUnknown", message });
  });
});

describe("a call that may be repeated", () => {
  const reserve = async (calls: PartnerCalls, Room = "2") =>
    await calls.perform("reservePort", { ...port, Room }, at("enrich", 0));

  it("costs no request to the table, and leaves no record, where it succeeds", async () => {
    expect((await reserve(world.calls())).kind).toBe("confirmed");
    expect(world.table.made).toMatchObject({ get: 0, put: 0, update: 0 });
    expect(world.table.items.size).toBe(0);
    expect(world.requests[0]?.fresh).toBe(false);
  });

  it("leaves a record of what a person must see: a refusal, until a corrected one is asked for", async () => {
    world.faults.push({ status: 409, body: { errors: [{ message: "no such room" }] } });
    expect(await reserve(world.calls())).toMatchObject({ kind: "refused" });
    const key = keys.call("o-1", "enrich", "reservePort", 0);
    expect(await world.table.get(key)).toMatchObject({ state: "refused", refusal: "no such room" });
    expect((await reserve(world.calls(), "9")).kind).toBe("confirmed");
  });

  it("is made again after an unknown outcome", async () => {
    world.faults.push({ cut: "after", cause: "timeout" });
    const message = "The call: reservePort (no answer in time).";
    expect(await reserve(world.calls())).toMatchObject({ kind: "retryLater", code: "partnerUnavailable", message });
    expect((await reserve(world.calls())).kind).toBe("confirmed");
    expect(world.effects).toHaveLength(2);
  });

  it("is made anew for another request", async () => {
    await reserve(world.calls());
    expect((await reserve(world.calls(), "9")).kind).toBe("confirmed");
    expect(world.effects).toHaveLength(2);
  });

  it("leaves no record where it only reads", async () => {
    const request = { spId: "A-1", accountName: "ACME", address: { street: "", city: "P", state: "TX", zipCode: "1" } };
    const found = await world.calls().perform("lookupCustomer", request, at("customer"));
    expect(found).toEqual({ kind: "confirmed", response: { accounts: [] } });
    expect(world.table.items.size).toBe(0);
  });
});

describe("a partner that is down", () => {
  it("is not called for some seconds after five failures in a row, then probed", async () => {
    const calls = world.calls();
    for (let n = 0; n < 5; n += 1) world.faults.push({ notSent: true });
    for (let n = 0; n < 5; n += 1) await calls.perform("handOff", handOff, at("handoff", n));
    expect(await calls.perform("handOff", handOff, at("handoff", 6))).toEqual({
      kind: "retryLater",
      afterSeconds: 5,
      code: "partnerUnavailable",
      untried: true,
    });
    expect(world.requests).toHaveLength(5);
    world.pass(5);
    // The probe fails: that is the partner's fault, and uses up no try of the order that it was made for.
    world.faults.push({ notSent: true });
    expect(await calls.perform("handOff", handOff, at("handoff", 6))).toMatchObject({ untried: true });
    expect(await calls.perform("handOff", handOff, at("handoff", 7))).toMatchObject({
      afterSeconds: 10,
      untried: true,
    });
    world.pass(10);
    expect((await calls.perform("handOff", handOff, at("handoff", 6))).kind).toBe("confirmed");
    expect((await calls.perform("handOff", handOff, at("handoff", 7))).kind).toBe("confirmed");
  });
});

describe("a limited rate", () => {
  it("lets the intent be written while the call's moment comes, and the call leave at that moment", async () => {
    const calls = world.calls({ APEX_CALLS_PER_SECOND: 10 });
    const intents: number[] = [];
    world.table.onCall = (operation, { sk }, side) => {
      if (operation === "put" && side === "after" && sk.startsWith("CALL#")) intents.push(world.millis);
    };
    const sent: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await calls.perform("handOff", handOff, at("handoff", n));
      sent.push(world.millis);
    }
    for (let n = 1; n < 4; n += 1) expect((sent[n] ?? 0) - (sent[n - 1] ?? 0)).toBeGreaterThanOrEqual(103);
    expect(intents).toHaveLength(4);
    for (let n = 1; n < 4; n += 1) expect((sent[n] ?? 0) - (intents[n] ?? 0)).toBeGreaterThanOrEqual(50);
  });
});
