// The partner in a person's hands: silent until somebody decides, and then like every other decision.
import { describe, expect, it } from "vitest";
import { OTHER_CLIENT, Sandbox, samples, walk } from "./sandbox.ts";

function played(): Sandbox {
  const sandbox = new Sandbox();
  Object.assign(sandbox.world, { hands: { areOn: false } });
  return sandbox;
}
const post = (sandbox: Sandbox, path: string, body: unknown, headers = {}) =>
  sandbox.raw("POST", path, JSON.stringify(body), headers);
const told = (sandbox: Sandbox): string[] =>
  sandbox.callbacks.map(({ body }) => {
    const { type, data } = JSON.parse(body);
    return data.approvalStatus ?? type;
  });

describe("decisions by hand", () => {
  it("keep every decision back until it is made, and tell it then", async () => {
    const sandbox = played();
    expect((await post(sandbox, "/sandbox", { decisions: "byHand" })).body).toEqual({ decisions: "byHand" });
    const { quoteId } = await walk(sandbox, "credit");
    expect(told(sandbox)).toEqual([]);
    expect((await post(sandbox, "/sandbox/decide", { quoteId, decision: "approve" })).status).toBe(200);
    await sandbox.decide();
    expect(told(sandbox)).toEqual(["Approved"]);
    await sandbox.ok("createContract", samples.contract(quoteId));
    await sandbox.decide();
    await post(sandbox, "/sandbox/decide", { quoteId, decision: "sign" });
    await sandbox.decide();
    expect(told(sandbox)).toEqual(["Approved", "contract.signed"]);
    expect(await sandbox.ok("getContract", { quoteId })).toMatchObject({ status: "Signed" });
  });

  it.each([
    ["decline", "Declined"],
    ["approve", "Approved"],
  ] as const)("%s what the partner never answers by itself", async (decision, status) => {
    const sandbox = played();
    const { quoteId } = await walk(sandbox, "credit", { company: "SIM CREDIT SILENT" });
    await post(sandbox, "/sandbox/decide", { quoteId, decision });
    await sandbox.decide();
    expect(told(sandbox)).toEqual([status]);
  });

  it("come by themselves again when that is said", async () => {
    const sandbox = played();
    await post(sandbox, "/sandbox", { decisions: "byHand" });
    await post(sandbox, "/sandbox", { decisions: "byThemselves" });
    expect((await sandbox.raw("GET", "/sandbox", "")).body).toEqual({ decisions: "byThemselves" });
    await walk(sandbox, "credit");
    expect(told(sandbox)).toEqual(["Auto-Approved"]);
  });

  it("are refused where nothing waits for them, of another's quote, and in unknown words", async () => {
    const sandbox = played();
    const { quoteId } = await walk(sandbox, "configured");
    expect((await post(sandbox, "/sandbox/decide", { quoteId, decision: "approve" })).status).toBe(409);
    expect((await post(sandbox, "/sandbox/decide", { quoteId, decision: "sign" })).status).toBe(409);
    expect((await post(sandbox, "/sandbox/decide", { quoteId, decision: "maybe" })).status).toBe(400);
    const others = await post(sandbox, "/sandbox/decide", { quoteId, decision: "approve" }, OTHER_CLIENT);
    expect(others.status).toBe(404);
    await sandbox.ok("requestCreditCheck", samples.credit(quoteId));
    await sandbox.decide();
    // Decided already.
    expect((await post(sandbox, "/sandbox/decide", { quoteId, decision: "decline" })).status).toBe(409);
  });

  it("are not there outside test mode, nor where several processes answer", async () => {
    const deployed = new Sandbox();
    expect((await deployed.raw("GET", "/sandbox", "")).status).toBe(404);
    const real = new Sandbox({ behavior: { testMode: false } });
    Object.assign(real.world, { hands: { areOn: false } });
    expect((await real.raw("GET", "/sandbox", "")).status).toBe(404);
  });
});
