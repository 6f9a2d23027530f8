// The strictness of the HTTP side: headers, credentials, bodies, paths, error styles, faults on demand, and the rate limit.
import { describe, expect, it } from "vitest";
import { readBehavior } from "../../ordering-api/behavior.ts";
import { seededRandom } from "../../ordering-api/http/faults.ts";
import { callLimit } from "../../ordering-api/http/call-limit.ts";
import { CLIENT, Sandbox, samples, walk } from "./sandbox.ts";

const refusal = (status: number, code: string, propertyPath: string) => ({
  status,
  body: { errors: [{ code, propertyPath }], traceId: "trace-1" },
});

describe("a request", () => {
  it.each([
    ["no client_id", { client_id: undefined }],
    ["a wrong secret", { client_secret: "wrong" }],
    ["another's secret", { client_secret: "secret-two" }],
  ])("with %s is answered 401, without a word about the secret", async (_name, headers) => {
    const answer = await new Sandbox().send("createQuote", samples.quote(), { headers });
    expect(answer.status).toBe(401);
    expect(answer.response.body).not.toContain("secret-");
  });

  it("for a Solution Provider with credentials of its own is refused to others", async () => {
    const sandbox = new Sandbox();
    expect((await sandbox.send("createQuote", { ...samples.quote(), spId: "B-1" })).status).toBe(401);
  });

  it("without x-trace-id is refused", async () => {
    const answer = await new Sandbox().send("createQuote", samples.quote(), { headers: { "x-trace-id": undefined } });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ code: "missingProperty", propertyPath: "x-trace-id" }] },
    });
  });

  it.each([
    ["an unknown field", { ...samples.quote(), colour: "red" }, "unexpectedProperty", "colour"],
    ["a missing field", { ...samples.quote(), spId: undefined }, "missingProperty", "spId"],
    [
      "a missing field of several types",
      { ...samples.quote(), contractTerm: undefined },
      "missingProperty",
      "contractTerm",
    ],
    ["a wrong type", { ...samples.quote(), opportunityName: 7 }, "invalidFormat", "opportunityName"],
    [
      "a deep unknown field",
      { ...samples.quote(), endCustomer: { ...samples.quote().endCustomer, vip: true } },
      "unexpectedProperty",
      "endCustomer.vip",
    ],
    ["an empty text", { ...samples.quote(), spId: "" }, "invalidValue", "spId"],
  ])("with %s is refused by the property's path", async (_name, body, code, path) => {
    expect(await new Sandbox().send("createQuote", body)).toMatchObject(refusal(400, code, path));
  });

  it.each([
    ["that is no JSON", "{", {}, 400],
    ["that is deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, {}, 400],
    ["over 1 MB", JSON.stringify({ x: "y".repeat(1024 * 1024) }), {}, 413],
    ["of another content type", "{}", { "content-type": "text/plain" }, 415],
    ["that is a list", "[]", {}, 400],
    ["that is null", "null", {}, 400],
  ])("with a body %s is refused", async (_name, body, headers, status) => {
    expect((await new Sandbox().raw("POST", "/opportunity-quote-apex", body, headers)).status).toBe(status);
  });

  it("to an unknown path is answered 404, with a wrong method 405 and the right ones", async () => {
    const sandbox = new Sandbox();
    expect((await sandbox.raw("POST", "/orders", "{}")).status).toBe(404);
    const answer = await sandbox.raw("DELETE", "/customerAccountLookup-apex", "{}");
    expect(answer.status).toBe(405);
    expect(answer.response.headers["allow"]).toBe("POST, PATCH");
  });

  it("without its query parameter is refused", async () => {
    expect(await new Sandbox().raw("GET", "/contract", "")).toMatchObject(refusal(400, "missingProperty", "quoteId"));
  });

  it("with prototype keys for ids or properties harms nothing", async () => {
    const sandbox = new Sandbox();
    const body = '{"__proto__":{"spId":"x"},"constructor":1}';
    expect((await sandbox.raw("POST", "/opportunity-quote-apex", body)).status).toBe(400);
    expect((await sandbox.raw("GET", "/transactions/__proto__", "")).status).toBe(404);
  });
});

describe("POST /order-apex", () => {
  it.each([
    [
      "both an order's and a handoff's fields",
      { ...samples.order("0Q0"), orderId: "801", subOrderId: "801" },
      "unexpectedProperty",
    ],
    ["a quote id in a handoff", { orderId: "801", subOrderId: "801", quoteId: "0Q0" }, "unexpectedProperty"],
    ["nothing of either", { hello: 1 }, "missingProperty"],
    ["half a handoff", { orderId: "801" }, "missingProperty"],
    ["half an order", { quoteId: "0Q0" }, "missingProperty"],
  ])("with %s does neither", async (_name, body, code) => {
    const sandbox = new Sandbox();
    const answer = await sandbox.raw("POST", "/order-apex", JSON.stringify(body));
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ code })]) },
    });
    expect((await sandbox.raw("GET", "/ledger", "")).body.effects).toEqual([]);
  });
});

describe("error styles", () => {
  it.each([
    ["businessError", { status: "Failed" }],
    ["setError", { SetError: true }],
  ] as const)("%s: every refusal by a rule is a 200 that names code, path and trace", async (errorStyle, mark) => {
    const sandbox = new Sandbox({ behavior: { errorStyle } });
    const ids = await walk(sandbox, "contract");
    const refusals = [
      await sandbox.send("getContract", { quoteId: "0Q0000000000000" }),
      await sandbox.send("createContract", samples.contract(ids.quoteId)),
      await sandbox.send("createOrder", { ...samples.order(ids.quoteId), "checkT&C": false }),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...mark,
        statusMessage: expect.stringMatching(/./),
        errors: [{ code: expect.any(String), propertyPath: expect.any(String) }],
        traceId: expect.any(String),
      });
    }
  });

  it("can hide a refusal by a rule in a 200, as AT&T's neighbors do", async () => {
    const business = new Sandbox({ behavior: { errorStyle: "businessError" } });
    const request = { ...samples.quote(), contractTerm: 13 };
    expect(await business.send("createQuote", request)).toMatchObject({ status: 200, body: { status: "Failed" } });
    const setError = new Sandbox({ behavior: { errorStyle: "setError" } });
    expect(await setError.send("createQuote", request)).toMatchObject({ status: 200, body: { SetError: true } });
  });

  it("leave malformed requests and wrong credentials what they are", async () => {
    const sandbox = new Sandbox({ behavior: { errorStyle: "setError" } });
    expect((await sandbox.send("createQuote", {})).status).toBe(400);
    expect((await sandbox.send("createQuote", {}, { headers: { client_id: "x" } })).status).toBe(401);
  });
});

describe("faults on demand", () => {
  const effects = async (sandbox: Sandbox): Promise<number> =>
    (await sandbox.raw("GET", "/ledger", "")).body.effects.length;

  it.each([
    ["status=500", 500, 0],
    ["status=503,retryAfter=7", 503, 0],
    ["status=429", 429, 0],
    ["errorAfter=504", 504, 1],
    ["empty", 200, 1],
    ["noText", 200, 1],
    ["malformed", 200, 1],
  ])("%s answers %i after %i effects", async (fault, status, count) => {
    const sandbox = new Sandbox();
    const answer = await sandbox.send("createQuote", samples.quote(), { headers: { "x-apex-fault": fault } });
    expect(answer.status).toBe(status);
    expect(await effects(sandbox)).toBe(count);
    if (fault.includes("retryAfter")) expect(answer.response.headers["retry-after"]).toBe("7");
    if (fault === "status=429") expect(answer.response.headers["retry-after"]).toBe("1");
    if (fault === "malformed") expect(answer.body).toBeUndefined();
    if (fault === "empty") expect(answer.body).toEqual({});
    if (fault === "noText") expect(Object.keys(answer.body)).toEqual(["opportunityId", "quoteId"]);
  });

  it.each([
    ["cutBefore", 0],
    ["cutAfter", 1],
  ])("%s cuts the connection with %i effects", async (fault, count) => {
    const sandbox = new Sandbox();
    const answer = await sandbox.send("createQuote", samples.quote(), { headers: { "x-apex-fault": fault } });
    expect(answer.response.cut).toBe(true);
    expect(await effects(sandbox)).toBe(count);
  });

  it.each(["status=200", "latency=soon", "cutbefore", "callback=twice", "", "status=500,oops"])(
    "that do not exist (%s) are refused, and nothing happens",
    async (fault) => {
      const sandbox = new Sandbox();
      const answer = await sandbox.send("createQuote", samples.quote(), { headers: { "x-apex-fault": fault } });
      expect(answer).toMatchObject(refusal(400, "invalidValue", "x-apex-fault"));
      expect(await effects(sandbox)).toBe(0);
      const faults = [{ fault, probability: 1 }];
      expect(() => readBehavior(JSON.stringify({ faults }))).toThrow("no such fault");
    },
  );

  it("of callbacks come by configuration too, for one path", async () => {
    const faults = [{ fault: "callback=duplicate", probability: 1, path: "/creditCheck-apex" }];
    const sandbox = new Sandbox({ behavior: { faults } });
    await walk(sandbox, "contract");
    expect(sandbox.callbacks.map(({ path }) => path)).toEqual([
      "/callbacks/credit",
      "/callbacks/credit",
      "/callbacks/esign",
    ]);
  });

  it("delay an answer", async () => {
    const sandbox = new Sandbox();
    const before = sandbox.nowMillis;
    await sandbox.send("createQuote", samples.quote(), { headers: { "x-apex-fault": "latency=250" } });
    expect(sandbox.nowMillis - before).toBe(250);
  });

  it("are drawn reproducibly from a seed by configuration", async () => {
    const statuses = async (): Promise<number[]> => {
      const sandbox = new Sandbox({ behavior: { seed: 5, faults: [{ fault: "status=503", probability: 0.5 }] } });
      const seen: number[] = [];
      for (let n = 0; n < 20; n += 1) seen.push((await sandbox.send("createQuote", samples.quote())).status);
      return seen;
    };
    const [one, two] = [await statuses(), await statuses()];
    expect(one).toEqual(two);
    expect(new Set(one)).toEqual(new Set([200, 503]));
  });

  it("and the ledger are off outside of test mode", async () => {
    const sandbox = new Sandbox({ behavior: { testMode: false } });
    expect(
      (await sandbox.send("createQuote", samples.quote(), { headers: { "x-apex-fault": "status=500" } })).status,
    ).toBe(200);
    expect((await sandbox.raw("GET", "/ledger", "")).status).toBe(404);
  });
});

describe("a limit of calls a second", () => {
  it("answers 429 with Retry-After above it, and recovers", async () => {
    const sandbox = new Sandbox({ behavior: { callsPerSecond: 2 } });
    const statuses: number[] = [];
    for (let n = 0; n < 2; n += 1) statuses.push((await sandbox.send("createQuote", samples.quote())).status);
    expect(statuses).toEqual([200, 200]);
    sandbox.nowMillis += 500;
    const refused = await sandbox.send("createQuote", samples.quote());
    expect(refused.status).toBe(429);
    expect(refused.response.headers["retry-after"]).toBe("1");
    sandbox.nowMillis += 500;
    expect((await sandbox.send("createQuote", samples.quote())).status).toBe(200);
    expect((await sandbox.raw("GET", "/ledger", "")).body.calls.createQuote).toBe(3);
  });

  it.each([0.5, 1, 7, 20])("lets no more than %d through in any second, and as many as that", (perSecond) => {
    const limit = callLimit(perSecond, undefined);
    if (limit === undefined) throw new Error("no limit");
    const draw = seededRandom(3);
    const taken: number[] = [];
    for (let now = 0; now < 20_000; now += Math.floor(draw() * 40)) {
      try {
        void limit("one", now);
        taken.push(now);
      } catch {
        // Refused: what the limit is for.
      }
    }
    const windowMillis = Math.max(1_000, 1_000 / perSecond);
    const most = Math.max(...taken.map((at) => taken.filter((t) => t >= at && t < at + windowMillis).length));
    expect(most).toBe(Math.max(1, perSecond));
    expect(() => limit("another", 19_999)).not.toThrow();
  });
});

describe("transactions", () => {
  it("answer what their call answered, to the same credential only", async () => {
    const sandbox = new Sandbox();
    const headers = { "x-transaction-id": "tx-1" };
    const made = await sandbox.ok("createQuote", samples.quote(), { headers });
    expect(await sandbox.ok("getTransaction", { transactionId: "tx-1" })).toEqual({
      transactionId: "tx-1",
      status: 200,
      body: made,
    });
    const as = { client_id: "sp-two", client_secret: "secret-two" };
    expect((await sandbox.send("getTransaction", { transactionId: "tx-1" }, { headers: as })).status).toBe(404);
  });

  it("that were refused, or never came, are not there", async () => {
    const sandbox = new Sandbox();
    const headers = { "x-transaction-id": "tx-2" };
    await sandbox.send("createQuote", { ...samples.quote(), contractTerm: 13 }, { headers });
    expect((await sandbox.send("getTransaction", { transactionId: "tx-2" })).status).toBe(404);
    expect((await sandbox.send("getTransaction", { transactionId: "tx-3" })).status).toBe(404);
  });

  it("whose record was written but whose effect did not take place are not there", async () => {
    const sandbox = new Sandbox();
    const save = sandbox.world.store.save.bind(sandbox.world.store);
    const store = Object.assign(sandbox.world.store, { save: () => Promise.reject(new Error("killed")) });
    expect(
      (await sandbox.send("createQuote", samples.quote(), { headers: { "x-transaction-id": "tx-4" } })).status,
    ).toBe(500);
    Object.assign(store, { save });
    expect((await sandbox.send("getTransaction", { transactionId: "tx-4" })).status).toBe(404);
    expect((await sandbox.raw("GET", "/ledger", "")).body.effects).toEqual([]);
  });

  it("are found for every call that has an effect", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "assigned");
    const headers = { ...CLIENT, "x-transaction-id": "tx-5" };
    const answer = await sandbox.ok("handOff", { orderId, subOrderId: subOrderIds[0] ?? "" }, { headers });
    expect(await sandbox.ok("getTransaction", { transactionId: "tx-5" })).toMatchObject({ body: answer });
  });
});

describe("a failure of ours", () => {
  it("is answered 500 with the trace id and nothing of its cause", async () => {
    const sandbox = new Sandbox();
    Object.assign(sandbox.world.store, { save: () => Promise.reject(new Error("table on fire")) });
    const answer = await sandbox.send("createQuote", samples.quote());
    expect(answer).toMatchObject({ status: 500, body: { traceId: "trace-1" } });
    expect(answer.response.body).not.toContain("fire");
    expect(sandbox.errors).toHaveLength(1);
  });
});
