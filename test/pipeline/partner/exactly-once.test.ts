// The protocol over sockets against our own Ordering API with faults: its ledger says how often each effect took place.
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { makePartnerCalls } from "../../../pipeline/partner/make-partner-calls.ts";
import type { CallOutcome } from "../../../domain/ports.ts";
import { DEFAULT_BEHAVIOR } from "../../../ordering-api/behavior.ts";
import { makeStandalone, type Standalone } from "../../../ordering-api/standalone.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";
import { SETTINGS } from "./partner-world.ts";

const CREDENTIALS = { default: { clientId: "client-1", clientSecret: "secret-1" } };
const ORDERS = 120;
/** Of every effectful request about two thirds go wrong, in every way there is. */
const FAULTS = ["cutAfter", "cutBefore", "errorAfter=500", "malformed", "status=503", "status=429", "status=502"].map(
  (fault) => ({ fault, probability: 0.14, path: "/opportunity-quote-apex" }),
);
const quote = {
  spId: "A-06399x",
  opportunityName: "ACME",
  endCustomer: { name: "ACME", address: { street: "1 Main St", city: "Plano", state: "TX", zipCode: "75075" } },
  contractTerm: 36,
};

let running: Standalone | undefined;
afterEach(() => {
  void running?.close();
  running?.server.closeAllConnections();
  running?.server.close();
});

async function start(seed: number): Promise<string> {
  const behavior = { ...DEFAULT_BEHAVIOR, faults: FAULTS, seed };
  const options = {
    credentials: CREDENTIALS,
    webhookSecret: `whsec_${"a".repeat(32)}`,
    decisionDelayMillis: 1,
    behavior,
  };
  running = makeStandalone({ ...options, callbackBaseUrl: "http://127.0.0.1:9" });
  const { server } = running;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/v1`;
}

async function quotesMade(url: string): Promise<number> {
  const headers = { client_id: "client-1", client_secret: "secret-1", "x-trace-id": "t" };
  const ledger = (await (await fetch(`${url}/ledger`, { headers })).json()) as { calls: Record<string, number> };
  return ledger.calls["createQuote"] ?? 0;
}

describe.each([1, 2])("over sockets, against an Ordering API that fails most of the time (seed %d)", (seed) => {
  const run = async (lookUp: "on" | "off") => {
    const url = await start(seed);
    let millis = Date.parse("2026-11-23T06:00:00.000Z");
    const env = { ...SETTINGS, ORDERING_API_URL: url, APEX_TRANSACTION_LOOKUP: lookUp, APEX_TIMEOUT_SECONDS: 5 };
    const secrets = { read: () => Promise.resolve(JSON.stringify(CREDENTIALS)), forget: () => undefined };
    const calls = makePartnerCalls({ env, table: new MemoryTable(), secrets, clock: { now: () => new Date(millis) } });
    const last = new Map<number, CallOutcome<{ quoteId: string }>>();
    for (let delivery = 0; delivery < 60; delivery += 1) {
      const open = Array.from({ length: ORDERS }, (_, n) => n).filter(
        (n) => (last.get(n)?.kind ?? "retryLater") === "retryLater",
      );
      // Two deliveries of each message at the same time, as queues do.
      await Promise.all(
        [...open, ...open].map(async (n) => {
          const context = {
            orderId: `o-${String(n)}`,
            stage: "quote",
            spId: "A-06399x",
            fileId: "f-1",
            distributor: "demo",
            scope: "order",
          } as const;
          const outcome = await calls.perform("createQuote", quote, context);
          if (last.get(n)?.kind !== "confirmed") last.set(n, outcome);
        }),
      );
      millis += 60_000;
    }
    return { outcomes: [...last.values()], made: await quotesMade(url) };
  };

  it("every quote is made exactly once where transactions can be looked up", async () => {
    const { outcomes, made } = await run("on");
    expect(outcomes.filter((outcome) => outcome.kind === "confirmed")).toHaveLength(ORDERS);
    expect(made).toBe(ORDERS);
    const ids = outcomes.map((outcome) => (outcome.kind === "confirmed" ? outcome.response.quoteId : ""));
    expect(new Set(ids).size).toBe(ORDERS);
  });

  it("every quote is made at most once where not, and each unknown one is held", async () => {
    const { outcomes, made } = await run("off");
    const confirmed = outcomes.filter((outcome) => outcome.kind === "confirmed").length;
    expect(outcomes.filter((outcome) => outcome.kind === "held")).toHaveLength(ORDERS - confirmed);
    expect(confirmed).toBeLessThan(ORDERS);
    expect(made).toBeGreaterThanOrEqual(confirmed);
    expect(made).toBeLessThanOrEqual(ORDERS);
  });
});
