// Another Ordering API, written only from docs/apex-api.md and independent of ordering-api/: it proves that the pipeline
// speaks the contract and not our own server's dialect. It has no optional look-ups (GET /transactions, GET
// /creditCheck-apex), refuses what comes out of order, keeps a ledger of effects, and can misbehave on request.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Body = Record<string, any>;
export interface Fault {
  /** Path to misbehave on, e.g. `/order-apex`. */
  readonly path: string;
  /** The nth effectful request to that path (from 1). */
  readonly nth: number;
  readonly kind: "cutBefore" | "cutAfter" | "status" | "malformed";
  readonly status?: number;
  readonly retryAfter?: number;
}

export interface OtherOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  /** Where callbacks go, e.g. http://127.0.0.1:4567. */
  callbackUrl: string;
  readonly callbackDelayMillis?: number;
  /** By company name: what credit and eSign decide; default approved and signed. `silent`: no callback. */
  readonly credit?: (company: string) => string[];
  readonly esign?: (company: string) => "contract.signed" | "contract.declined" | "contract.expired" | "silent";
  readonly faults?: readonly Fault[];
  /** What it answers instead of what has happened, by the company that the call is about; text is sent as it is. */
  readonly spoil?: (call: string, company: string, answer: Body) => unknown;
}

export interface Effect {
  readonly call: string;
  readonly key: string;
  readonly transactionId: string | undefined;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
let counter = 0;
function id(prefix: string): string {
  counter += 1;
  const body =
    prefix +
    "8c0000" +
    String(counter)
      .padStart(12 - prefix.length + 0, "0")
      .slice(-(15 - prefix.length - 6));
  const suffix = [0, 5, 10].map(
    (at) => ALPHABET[[...body.slice(at, at + 5)].reduce((sum, c, k) => sum | (/[A-Z]/.test(c) ? 1 << k : 0), 0)],
  );
  return body + suffix.join("");
}

interface Quote {
  id: string;
  spId: string;
  company: string;
  sites: Map<string, Body>;
  configured: Set<string>;
  credit?: string;
  contract?: string;
  envelopeId?: string;
  orderId?: string;
  assigned: Set<string>;
  creditCheckId?: string;
}
interface SubOrder {
  id: string;
  orderId: string;
  quoteId: string;
  siteId: string;
  externalId: string;
  installed: boolean;
  port: boolean;
  billing: number;
  handedOff: number;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
const need = (condition: unknown, message: string, status = 422): void => {
  if (!condition) throw new Refusal(status, message);
};

export class OtherOrderingApi {
  readonly effects: Effect[] = [];
  readonly subOrders = new Map<string, SubOrder>();
  readonly problems: string[] = [];
  callbackStatuses: number[] = [];
  readonly #quotes = new Map<string, Quote>();
  readonly #options: OtherOptions;
  readonly #server: Server;
  readonly #seen = new Map<string, number>();
  readonly #pending = new Set<NodeJS.Timeout>();

  constructor(options: OtherOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/api/v1`;
  }

  async stop(): Promise<void> {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Handoffs, orders and billing accounts by the distributor's own site reference. */
  count(call: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const effect of this.effects)
      if (effect.call === call) counts.set(effect.key, (counts.get(effect.key) ?? 0) + 1);
    return counts;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://x");
    const path = url.pathname.replace(/^\/api\/v1/, "");
    const call = `${request.method ?? "GET"} ${path}`;
    const nth = (this.#seen.get(path) ?? 0) + 1;
    if (request.method !== "GET") this.#seen.set(path, nth);
    const fault = this.#options.faults?.find(
      (each) => each.path === path && each.nth === nth && request.method !== "GET",
    );
    if (fault?.kind === "cutBefore") {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === "status") {
      response.writeHead(
        fault.status ?? 503,
        fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) },
      );
      response.end("busy");
      return;
    }
    try {
      need(
        request.headers["client_id"] === this.#options.clientId &&
          request.headers["client_secret"] === this.#options.clientSecret,
        "bad credentials",
        401,
      );
      need(
        typeof request.headers["x-trace-id"] === "string" && request.headers["x-trace-id"] !== "",
        "x-trace-id required",
        400,
      );
      if (request.method !== "GET")
        need(/^application\/json/.test(request.headers["content-type"] ?? ""), "content-type", 415);
      const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Body) : {};
      const answer = this.#handle(call, body, url.searchParams, request.headers["x-transaction-id"]?.toString());
      if (fault?.kind === "cutAfter") {
        request.socket.destroy();
        return;
      }
      const told = this.#options.spoil?.(call, this.#companyOf(body), answer as Body) ?? answer;
      response.writeHead(200, { "content-type": "application/json" });
      const text = typeof told === "string" ? told : JSON.stringify(told);
      response.end(fault?.kind === "malformed" ? '{"status":"Succ' : text);
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      this.problems.push(`${call}: ${String(status)} ${error instanceof Error ? error.message : "?"}`);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: error instanceof Error ? error.message : "?" }));
    }
  }

  #handle(call: string, body: Body, query: URLSearchParams, transactionId: string | undefined): unknown {
    const effect = (name: string, key: string): void => void this.effects.push({ call: name, key, transactionId });
    const quoteOf = (quoteId: string): Quote => {
      const quote = this.#quotes.get(quoteId);
      need(quote, "unknown quote", 404);
      return quote!;
    };
    switch (call) {
      case "POST /opportunity-quote-apex": {
        need(
          body["spId"] &&
            body["opportunityName"] &&
            body["endCustomer"]?.name &&
            body["endCustomer"]?.address &&
            body["contractTerm"],
          "missing",
        );
        const quote: Quote = {
          id: id("0Q0"),
          spId: body["spId"],
          company: body["endCustomer"].name,
          sites: new Map(),
          configured: new Set(),
          assigned: new Set(),
        };
        this.#quotes.set(quote.id, quote);
        effect("quote", body["opportunityName"]);
        return {
          opportunityId: id("006"),
          quoteId: quote.id,
          status: "Success",
          statusMessage: "Opportunity and quote created",
        };
      }
      case "POST /site-apex": {
        const quote = quoteOf(body["quoteId"]);
        const sites = (body["sites"] as Body[]).map((site) => {
          need(site["externalId"] && site["address"], "site");
          const siteId = id("a7l");
          quote.sites.set(siteId, site);
          effect("site", site["externalId"]);
          return { externalId: site["externalId"], siteId };
        });
        return { sites };
      }
      case "POST /config-apex": {
        const config = body["configDiscountPromoRequest"];
        need(config?.flowName === "sendconfigDiscountPromoDetails", "flowName");
        const quote = quoteOf(config.quoteId);
        need(quote.contract !== "Signed", "quote locked");
        for (const input of config.pricingInputs) {
          need(
            input.productId === "OFF_ADI_MID_MARKET" && quote.sites.has(input.siteId) && input.configuration.configId,
            "pricing input",
          );
          quote.configured.add(input.siteId);
        }
        return { status: "Success", quoteId: quote.id };
      }
      case "POST /creditCheck-apex": {
        const quote = quoteOf(body["quoteId"]);
        need(body["spId"] === quote.spId, "spId", 404);
        need(quote.sites.size > 0 && quote.configured.size === quote.sites.size, "quote not configured");
        quote.creditCheckId = id("a9X");
        effect("credit", quote.id);
        const decisions = this.#options.credit?.(quote.company) ?? ["Approved"];
        decisions.forEach((decision, n) => {
          this.#later(n + 1, () => {
            quote.credit = decision;
            void this.#callback("/callbacks/credit", {
              type: "credit.decided",
              timestamp: new Date().toISOString(),
              data: {
                creditCheckId: quote.creditCheckId,
                quoteId: quote.id,
                approvalStatus: decision,
                creditClass: "A",
              },
            });
          });
        });
        return {
          flowName: "creditCheckApex",
          id: quote.id,
          status: "Success",
          statusMessage: "New credit check record has been created",
          creditCheckId: quote.creditCheckId,
          creditCheckDetails: {},
        };
      }
      case "POST /contract-apex": {
        const quote = quoteOf(body["quoteId"]);
        need(quote.credit === "Approved" || quote.credit === "Auto-Approved", "credit not approved");
        need(
          body["approverEmail"] && body["contractInput"]?.endCustomerDetails?.companyAddress?.zipCode,
          "contractInput",
        );
        need(quote.contract === undefined, "a contract exists", 409);
        quote.contract = "Sent";
        quote.envelopeId = id("a4T");
        effect("contract", quote.id);
        const type = this.#options.esign?.(quote.company) ?? "contract.signed";
        if (type !== "silent")
          this.#later(1, () => {
            quote.contract = type === "contract.signed" ? "Signed" : "Declined";
            void this.#callback("/callbacks/esign", {
              type,
              timestamp: new Date().toISOString(),
              data: {
                contractEnvelopeId: quote.envelopeId,
                quoteId: quote.id,
                ...(type === "contract.signed" && { signedAt: new Date().toISOString() }),
              },
            });
          });
        return {
          ContractEnvelopeId: quote.envelopeId,
          ESignIntegrationResponseStep: { isSuccess: true, esignRequestIdABV: 527957, description: "sent" },
          SetError: false,
          callContractMS: true,
        };
      }
      case "GET /contract": {
        const quote = quoteOf(query.get("quoteId") ?? "");
        need(quote.envelopeId, "no contract", 404);
        return { contractEnvelopeId: quote.envelopeId, quoteId: quote.id, status: quote.contract };
      }
      case "POST /order-apex":
        return "orderId" in body
          ? this.#handOff(body, effect)
          : this.#createOrder(quoteOf(body["quoteId"]), body, effect);
      case "POST /order-enrichment/installation-shipping-apex": {
        const sub = this.#sub(body["subOrderId"]);
        need(body["orderId"] === sub.orderId, "orderId");
        for (const field of ["customerRequestedStartDate", "customerRequestedDueDate"])
          need(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$/.test(body[field]), field);
        need(["true", "false"].includes(body["startBillingBeforeReqDueDate"]), "startBillingBeforeReqDueDate");
        sub.installed = true;
        effect("install", sub.externalId);
        return { orderId: sub.orderId, subOrderId: sub.id, status: "Success", statusMessage: "saved" };
      }
      case "POST /order-enrichment/apexRDSProdandPortReserve": {
        const sub = this.#sub(body["subOrderId"]);
        for (const field of ["Room", "Floor", "Notes", "TSPCode"]) need(typeof body[field] === "string", field);
        sub.port = true;
        effect("port", sub.externalId);
        return {
          orderId: sub.orderId,
          status: "Success",
          statusMessage: "Floor & Room info is saved",
          subOrderId: sub.id,
        };
      }
      case "POST /order-enrichment/newBilling-apex": {
        const sub = this.#sub(body["subOrderId"]);
        need(
          typeof body["description"] === "string" &&
            typeof body["paperlessBilling"] === "string" &&
            Array.isArray(body["contacts"]?.contactDetails),
          "billing",
        );
        sub.billing += 1;
        effect("billing", sub.externalId);
        return {
          billingAccountId: id("001"),
          orderId: sub.orderId,
          status: "Billing Account created successfully",
          subOrderId: sub.id,
        };
      }
      case "GET /order-enrichment/order-enrichment-status":
        return [
          {
            Id: id("802"),
            CreatedDate: "2026-11-01T00:00:00.000+0000",
            Product2: {},
            "Product2.Name": "Port",
            "Port Speed": "100M",
            s: this.#sub(query.get("subOrderId") ?? "").id,
          },
        ];
      case "POST /customerAccountLookup-apex":
        need(String(body["accountName"]).length >= 3 && typeof body["address"]?.street === "string", "lookup");
        return { message: "No customer found." };
      case "PATCH /customerAccountLookup-apex": {
        const quote = quoteOf(body["quoteId"]);
        for (const site of body["sites"] as Body[]) {
          need(quote.sites.has(site["siteId"]) && site["accountName"], "site");
          quote.assigned.add(site["siteId"]);
        }
        return { quoteId: quote.id, inputValues: body["sites"] };
      }
      default:
        throw new Refusal(404, "no such call");
    }
  }

  #companyOf(body: Body): string {
    const quoteId = body["quoteId"] ?? this.subOrders.get(body["subOrderId"])?.quoteId;
    const config = body["configDiscountPromoRequest"]?.quoteId;
    return body["endCustomer"]?.name ?? this.#quotes.get(quoteId ?? config)?.company ?? "";
  }

  #sub(subOrderId: string): SubOrder {
    const sub = this.subOrders.get(subOrderId);
    need(sub, "unknown sub-order", 404);
    return sub!;
  }

  #createOrder(quote: Quote, body: Body, effect: (name: string, key: string) => void): unknown {
    need(body["checkT&C"] === true && body["contacts"]?.contactDetails?.primary?.zip, "terms, contacts");
    need(quote.contract === "Signed", "contract not signed");
    need(quote.orderId === undefined, "a second order for the quote", 409);
    quote.orderId = id("801");
    const subOrder = [...quote.sites].map(([siteId, site]) => {
      const sub: SubOrder = {
        id: id("801"),
        orderId: quote.orderId!,
        quoteId: quote.id,
        siteId,
        externalId: site["externalId"],
        installed: false,
        port: false,
        billing: 0,
        handedOff: 0,
      };
      this.subOrders.set(sub.id, sub);
      effect("order", sub.externalId);
      return { subOrderId: sub.id, siteId, subOrderItem: [{ orderItemId: id("802"), orderItemType: "Port" }] };
    });
    const single =
      subOrder.length === 1
        ? { subOrderId: subOrder[0]!.subOrderId, subOrderItem: subOrder[0]!.subOrderItem }
        : undefined;
    return { orderId: quote.orderId, status: "Success", statusMessage: "created", subOrder: single ?? subOrder };
  }

  #handOff(body: Body, effect: (name: string, key: string) => void): unknown {
    need(Object.keys(body).sort().join() === "orderId,subOrderId", "handoff body");
    const sub = this.#sub(body["subOrderId"]);
    need(sub.orderId === body["orderId"], "orderId");
    need(
      sub.installed && sub.port && sub.billing > 0 && this.#quotes.get(sub.quoteId)?.assigned.has(sub.siteId),
      "incomplete",
    );
    sub.handedOff += 1;
    effect("handoff", sub.externalId);
    return { status: "success", message: "order submitted and sent to serviceNow" };
  }

  #later(times: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer);
        run();
      },
      times * (this.#options.callbackDelayMillis ?? 50),
    );
    this.#pending.add(timer);
  }

  async #callback(path: string, event: object): Promise<void> {
    const eventId = `msg_${randomUUID()}`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const body = JSON.stringify(event);
    const key = Buffer.from(this.#options.webhookSecret.replace(/^whsec_/, ""), "base64");
    const signature = createHmac("sha256", key).update(`${eventId}.${timestamp}.${body}`).digest("base64");
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        const answer = await fetch(this.#options.callbackUrl + path, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "webhook-id": eventId,
            "webhook-timestamp": timestamp,
            "webhook-signature": `v1,${signature}`,
          },
          body,
        });
        this.callbackStatuses.push(answer.status);
        return;
      } catch {
        await new Promise((done) => setTimeout(done, 200));
      }
    }
  }
}

export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString("base64")}`;
