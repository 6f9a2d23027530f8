// A partner in memory and the whole protocol before it: what took effect there is counted, faults are given call by call,
// and the clock moves only when a test or a wait moves it.
import type { HttpExchange, HttpOutcome, HttpRequest } from "../../../adapters/apex/http-exchange.ts";
import type { PartnerSettings } from "../../../adapters/apex/assumptions.ts";
import { makePartnerCalls } from "../../../pipeline/partner/make-partner-calls.ts";
import type { Table } from "../../../adapters/aws/table.ts";
import type { PartnerCalls } from "../../../domain/ports.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

/** What happens to one request: an answer instead of the effect, or a cut after it. */
export type Fault =
  | { readonly status: number; readonly body?: unknown; readonly text?: string; readonly retryAfter?: string }
  | { readonly cut: "before" | "after"; readonly cause: "timeout" | "connection" }
  | { readonly notSent: true }
  /** Takes effect; the answer is this. */
  | { readonly answer: unknown };

export const SETTINGS: PartnerSettings = {
  ORDERING_API_URL: "http://partner.test/api/v1",
  ORDERING_API_CREDENTIALS_SECRET: "credentials",
  APEX_TRANSACTION_LOOKUP: "on",
  APEX_CONTRACT_LOOKUP: "on",
  APEX_CALLS_PER_SECOND: 0,
  APEX_TIMEOUT_SECONDS: 30,
};

export const ANSWERS: Readonly<Record<string, unknown>> = {
  "POST /opportunity-quote-apex": { opportunityId: "006A", quoteId: "0Q0A", status: "Success" },
  "POST /contract-apex": {
    ContractEnvelopeId: "a4TA",
    ESignIntegrationResponseStep: { isSuccess: true },
    SetError: false,
  },
  "POST /order-apex": { status: "success", message: "order submitted and sent to serviceNow" },
  "POST /order-enrichment/apexRDSProdandPortReserve": { status: "Success" },
  "POST /customerAccountLookup-apex": { accounts: [] },
};

export class PartnerWorld {
  readonly table = new MemoryTable();
  /** Effects by transaction id, as often as they happened. */
  readonly effects: string[] = [];
  readonly requests: HttpRequest[] = [];
  readonly faults: Fault[] = [];
  readonly lookUpFaults: Fault[] = [];
  readonly #transactions = new Map<string, unknown>();
  credentials = { default: { clientId: "id-1", clientSecret: "secret-1" } };
  contract: unknown;
  millis = Date.parse("2026-11-23T06:00:00.000Z");
  #owners = 0;

  /** A function instance; several share the table, as deployed. */
  calls(settings: Partial<PartnerSettings> = {}, table: Table = this.table): PartnerCalls {
    let cached: string | undefined;
    return makePartnerCalls({
      env: { ...SETTINGS, ...settings },
      table,
      secrets: {
        read: async () => await Promise.resolve((cached ??= JSON.stringify(this.credentials))),
        forget: () => (cached = undefined),
      },
      clock: { now: () => new Date(this.millis) },
      exchange: this.#exchange,
      sleep: async (millis) => {
        this.millis += millis;
        await Promise.resolve();
      },
      newOwner: () => `owner-${String((this.#owners += 1))}`,
    });
  }

  pass(seconds: number): void {
    this.millis += seconds * 1000;
  }

  readonly #exchange: HttpExchange = async (request) => {
    await Promise.resolve();
    this.requests.push(request);
    const path = request.url.pathname.replace("/api/v1", "");
    if (request.headers["client_secret"] !== this.credentials.default.clientSecret) return respond(401, {});
    return request.method === "GET" ? this.#look(path) : this.#act(path, request);
  };

  #look(path: string): HttpOutcome {
    const fault = this.lookUpFaults.shift();
    if (fault !== undefined && "status" in fault) return respond(fault.status, fault.body, fault.retryAfter);
    if (path === "/contract") return this.contract === undefined ? respond(404, {}) : respond(200, this.contract);
    const transactionId = path.replace("/transactions/", "");
    if (!this.#transactions.has(transactionId)) return respond(404, {});
    return respond(200, { transactionId, status: 200, body: this.#transactions.get(transactionId) });
  }

  #act(path: string, request: HttpRequest): HttpOutcome {
    const fault = this.faults.shift();
    if (fault !== undefined && "notSent" in fault) return { kind: "notSent", cause: "ECONNREFUSED" };
    if (fault !== undefined && "text" in fault)
      return { kind: "response", status: fault.status, body: fault.text ?? "" };
    if (fault !== undefined && "status" in fault) return respond(fault.status, fault.body, fault.retryAfter);
    const cut: HttpOutcome | undefined =
      fault !== undefined && "cut" in fault ? { kind: "cut", cause: fault.cause, stale: false } : undefined;
    if (cut !== undefined && fault !== undefined && "cut" in fault && fault.cut === "before") return cut;
    const body = fault !== undefined && "answer" in fault ? fault.answer : ANSWERS[`${request.method} ${path}`];
    const transactionId = request.headers["x-transaction-id"] ?? "";
    this.effects.push(transactionId);
    this.#transactions.set(transactionId, body);
    if (path === "/contract-apex") this.contract = { contractEnvelopeId: "a4TA", quoteId: "0Q0A", status: "Sent" };
    return cut ?? respond(200, body);
  }
}

function respond(status: number, body: unknown, retryAfter?: string): HttpOutcome {
  const text = JSON.stringify(body ?? {});
  return { kind: "response", status, body: text, ...(retryAfter !== undefined && { retryAfter }) };
}
