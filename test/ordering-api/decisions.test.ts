// Decisions on their way: late writes, receivers that are down, callbacks that come twice, early, late, never or forged.
import { describe, expect, it } from "vitest";
import { deliverDecision } from "../../ordering-api/decisions/deliver-decision.ts";
import { Sandbox, samples, walk } from "./sandbox.ts";

const ids = (sandbox: Sandbox): (string | undefined)[] => sandbox.callbacks.map(({ headers }) => headers["webhook-id"]);

describe("a decision", () => {
  it("is tried again under the same webhook id until the receiver takes it, later every time", async () => {
    const sandbox = new Sandbox();
    sandbox.callbackAnswers = [500, undefined, 202];
    const before = sandbox.nowMillis;
    await walk(sandbox, "credit");
    expect(sandbox.callbacks).toHaveLength(3);
    expect(new Set(ids(sandbox)).size).toBe(1);
    expect(sandbox.nowMillis - before).toBe(300 + 1_000 + 2_000);
  });

  it("is given up at last, and can still be asked for", async () => {
    const sandbox = new Sandbox();
    sandbox.callbackAnswers = Array.from({ length: 40 }, () => 503);
    const { creditCheckId } = await walk(sandbox, "credit");
    expect(sandbox.callbacks).toHaveLength(12);
    expect(sandbox.errors).toHaveLength(1);
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: "Auto-Approved" });
  });

  it("waits for the request's own write, and is dropped when that never comes", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "configured");
    Object.assign(sandbox.world.store, { save: () => Promise.reject(new Error("killed")) });
    await sandbox.send("requestCreditCheck", samples.credit(quoteId));
    expect(sandbox.queue).toHaveLength(1);
    await sandbox.decide();
    expect(sandbox.queue).toEqual([]);
    expect(sandbox.callbacks).toEqual([]);
  });

  it("of a check that a newer one replaced is not sent", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "configured");
    await sandbox.ok("requestCreditCheck", samples.credit(quoteId));
    const second = await sandbox.ok("requestCreditCheck", samples.credit(quoteId));
    await sandbox.decide();
    expect(sandbox.callbacks.map(({ body }) => JSON.parse(body).data.creditCheckId)).toEqual([second.creditCheckId]);
  });

  it("delivered twice by the queue is the same callback, and moves no signature", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "credit");
    await sandbox.ok("createContract", samples.contract(quoteId));
    const [message] = sandbox.queue;
    if (message === undefined) throw new Error("no message");
    await sandbox.decide();
    sandbox.nowMillis += 60_000;
    await deliverDecision(message, sandbox.world);
    const [, one, two] = sandbox.callbacks;
    expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
    expect(JSON.parse(two?.body ?? "").data).toEqual(JSON.parse(one?.body ?? "").data);
  });
});

describe("a callback fault", () => {
  const decided = async (fault: string): Promise<Sandbox> => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "configured");
    await sandbox.ok("requestCreditCheck", samples.credit(quoteId), {
      headers: { "x-apex-fault": `callback=${fault}` },
    });
    return sandbox;
  };

  it("duplicate: comes twice under one id", async () => {
    const sandbox = await decided("duplicate");
    await sandbox.decide();
    expect(ids(sandbox)).toHaveLength(2);
    expect(new Set(ids(sandbox)).size).toBe(1);
  });

  it("lost: never comes, though the decision is made in its time and can be asked for", async () => {
    const sandbox = new Sandbox();
    const lost = { headers: { "x-apex-fault": "callback=lost" } };
    const { quoteId } = await walk(sandbox, "configured");
    const { creditCheckId } = await sandbox.ok("requestCreditCheck", samples.credit(quoteId), lost);
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: null });
    await sandbox.decide();
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: "Auto-Approved" });
    await sandbox.ok("createContract", samples.contract(quoteId), lost);
    await sandbox.decide();
    expect(await sandbox.ok("getContract", { quoteId })).toMatchObject({ status: "Signed" });
    expect(sandbox.queue).toEqual([]);
    expect(sandbox.callbacks).toEqual([]);
    expect((await sandbox.send("createOrder", samples.order(quoteId))).status).toBe(200);
  });

  it("lost: every decision of a review is made, and none is told", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "configured", { company: "SIM CREDIT REVIEW Ltd" });
    const { creditCheckId } = await sandbox.ok("requestCreditCheck", samples.credit(quoteId), {
      headers: { "x-apex-fault": "callback=lost" },
    });
    await sandbox.decide(1);
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: "Manual Review" });
    await sandbox.decide();
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: "Approved" });
    expect(sandbox.callbacks).toEqual([]);
  });

  it("forged: one with a wrong signature comes before the right one", async () => {
    const sandbox = await decided("forged");
    await sandbox.decide();
    const [forged, right] = sandbox.callbacks;
    expect(forged?.body).toBe(right?.body);
    expect(forged?.headers["webhook-signature"]).not.toBe(right?.headers["webhook-signature"]);
  });

  it("late: comes ten seconds after its time", async () => {
    const sandbox = await decided("late");
    const before = sandbox.nowMillis;
    await sandbox.decide();
    expect(sandbox.callbacks).toHaveLength(1);
    expect(sandbox.nowMillis - before).toBeGreaterThanOrEqual(10_000);
  });

  it("early: is due at once", async () => {
    const sandbox = await decided("early");
    const [message] = sandbox.queue.splice(0, 1);
    if (message === undefined) throw new Error("no message");
    const before = sandbox.nowMillis;
    await deliverDecision(message, sandbox.world);
    expect(sandbox.nowMillis).toBe(before);
    expect(sandbox.callbacks).toHaveLength(1);
  });
});
