// An Ordering API in process, with a clock and a queue in the test's hand, and one valid request of every call.
import { makeOrderingApi, type OrderingApi, type OrderingApiWorld } from "../../ordering-api/app.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "../../ordering-api/behavior.ts";
import type { Decision } from "../../ordering-api/decisions/decision.ts";
import { deliverDecision, type DeliveryWorld } from "../../ordering-api/decisions/deliver-decision.ts";
import type { SignedCallback } from "../../ordering-api/decisions/sign-webhook.ts";
import type { ApiResponse } from "../../ordering-api/http/exchange.ts";
import { seededRandom } from "../../ordering-api/http/faults.ts";
import type { CallCounter } from "../../ordering-api/http/call-limit.ts";
import { SERVED_CALLS, type RequestOf, type ResponseOf, type ServedCallName } from "../../ordering-api/served-calls.ts";
import { MemoryStore } from "../../ordering-api/store/memory-store.ts";
import type { Store } from "../../ordering-api/store/store.ts";
import { expectDocumented } from "./documented.ts";

export const WEBHOOK_SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0xMjM0NTY3ODkw";
export const CLIENT = { client_id: "sp-one", client_secret: "secret-one" };
export const OTHER_CLIENT = { client_id: "sp-two", client_secret: "secret-two" };
export const SP_ID = "A-06399x";

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly response: ApiResponse;
}
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export class Sandbox {
  readonly callbacks: (SignedCallback & { readonly path: string })[] = [];
  readonly errors: unknown[] = [];
  readonly queue: Decision[] = [];
  /** What the receiver of callbacks answers, one after the other; then 202. */
  callbackAnswers: (number | undefined)[] = [];
  nowMillis = Date.parse("2026-01-05T12:00:00Z");
  readonly api: OrderingApi;
  readonly world: OrderingApiWorld & DeliveryWorld;
  #traces = 0;

  constructor(
    options: {
      readonly behavior?: Partial<Behavior>;
      readonly store?: Store;
      readonly seed?: number;
      readonly callCounter?: CallCounter;
    } = {},
  ) {
    let effects = 0;
    this.world = {
      store: options.store ?? new MemoryStore(),
      ...(options.callCounter !== undefined && { callCounter: options.callCounter }),
      behavior: { ...DEFAULT_BEHAVIOR, ...options.behavior },
      decisionDelayMillis: 300,
      now: () => new Date(this.nowMillis),
      random: seededRandom(options.seed ?? 7),
      sequence: () => (effects += 1),
      sleep: (millis) => {
        this.nowMillis += millis;
        return Promise.resolve();
      },
      schedule: (decision) => {
        this.queue.push(decision);
        return Promise.resolve();
      },
      credentials: () =>
        Promise.resolve({
          default: { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret },
          bySpId: { "B-1": { clientId: OTHER_CLIENT.client_id, clientSecret: OTHER_CLIENT.client_secret } },
        }),
      webhookSecret: () => Promise.resolve(WEBHOOK_SECRET),
      post: (path, callback) => {
        this.callbacks.push({ ...callback, path });
        return Promise.resolve(this.callbackAnswers.length > 0 ? this.callbackAnswers.shift() : 202);
      },
      onError: (error) => this.errors.push(error),
    };
    this.api = makeOrderingApi(this.world);
  }

  async raw(method: string, path: string, body: string, headers: CallOptions["headers"] = {}): Promise<Answer> {
    this.#traces += 1;
    const [plainPath = "", query = ""] = path.split("?");
    const response = await this.api({
      method,
      path: `/api/v1${plainPath}`,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: {
        ...CLIENT,
        "content-type": "application/json",
        "x-trace-id": `trace-${String(this.#traces)}`,
        ...headers,
      },
      body,
    });
    const answered = parsed(response.body);
    if (headers["x-apex-fault"] === undefined && this.world.behavior.faults.length === 0) {
      expectDocumented(this.world.behavior.errorStyle, {
        method,
        path: plainPath,
        status: response.status,
        body: answered,
      });
    }
    return { status: response.status, body: answered, response };
  }

  /** Any answer. */
  async send<C extends ServedCallName>(name: C, request: unknown, options: CallOptions = {}): Promise<Answer> {
    const { method, path, query } = SERVED_CALLS[name];
    const fields = request as Record<string, string>;
    const filled = path.replace(/\{(\w+)\}/, (_all, key: string) => encodeURIComponent(fields[key] ?? ""));
    const asked =
      query.length > 0
        ? `?${new URLSearchParams(query.map((key): [string, string] => [key, fields[key] ?? ""])).toString()}`
        : "";
    const answer = await this.raw(
      method,
      filled + asked,
      method === "GET" ? "" : JSON.stringify(request),
      options.headers,
    );
    return answer;
  }

  /** A call that must succeed; its answer has been checked against the contract. */
  async ok<C extends ServedCallName>(
    name: C,
    request: RequestOf<C>,
    options: CallOptions = {},
  ): Promise<ResponseOf<C>> {
    const answer = await this.send(name, request, options);
    if (answer.status !== 200) throw new Error(`${name}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    return SERVED_CALLS[name].response.parse(answer.body) as ResponseOf<C>;
  }

  /** Delivers everything on the queue, and what that puts there, for at most so many rounds. */
  async decide(rounds = 20): Promise<void> {
    for (let n = 0; n < rounds && this.queue.length > 0; n += 1) {
      const [next] = this.queue.splice(0, 1);
      if (next === undefined) return;
      this.nowMillis = Math.max(this.nowMillis, next.dueAt);
      await deliverDecision(next, this.world);
    }
  }
}

function parsed(body: string): any {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const PLACES = [
  { street: "211 S Akard St", city: "Dallas", state: "TX", zipCode: "75202" },
  { street: "350 Fifth Ave", unit: "Floor 21", city: "New York", state: "NY", zipCode: "10118" },
  { street: "233 S Wacker Dr", city: "Chicago", state: "IL", zipCode: "60606-6306" },
];
const PERSON = { firstName: "Ada", lastName: "Byrd", email: "ada@example.com", phone: "2145550100" };
const [HOME = { street: "", city: "", state: "", zipCode: "" }] = PLACES;

export const samples = {
  quote: (company = "Lone Star Dental Group"): RequestOf<"createQuote"> => ({
    spId: SP_ID,
    opportunityName: "Three sites",
    endCustomer: {
      name: company,
      address: { street: "211 S Akard St", city: "Dallas", state: "TX", zipCode: "75202" },
    },
    contractTerm: 36,
  }),
  sites: (quoteId: string, count = 3): RequestOf<"addSites"> => ({
    quoteId,
    sites: Array.from({ length: count }, (_, n) => ({
      externalId: `S-${String(n + 1)}`,
      address: { ...(PLACES[n % PLACES.length] ?? HOME) },
    })),
  }),
  configuration: (
    ids: { opportunityId: string; quoteId: string },
    siteIds: readonly string[],
    features: Readonly<Record<string, string>> = {},
  ): RequestOf<"configureQuote"> => ({
    configDiscountPromoRequest: {
      flowName: "sendconfigDiscountPromoDetails",
      id: ids.opportunityId,
      quoteId: ids.quoteId,
      pricingInputs: siteIds.map((siteId, n) => ({
        siteId,
        productId: "OFF_ADI_MID_MARKET",
        configuration: {
          configId: `ADI-${String(n + 1)}`,
          features: Object.entries({
            Architecture: "Switched",
            "Port Speed": "100M",
            "Access Speed": "1 Gbps",
            Term: "36",
            ...features,
          }).map(([name, value]) => ({ name, value })),
        },
      })),
    },
  }),
  credit: (quoteId: string): RequestOf<"requestCreditCheck"> => ({ quoteId, spId: SP_ID }),
  contract: (quoteId: string): RequestOf<"createContract"> => ({
    quoteId,
    spId: SP_ID,
    approverEmail: "approver@example.com",
    contractInput: {
      endCustomerDetails: {
        companyName: "Lone Star Dental Group",
        companyAddress: { street: "211 S Akard St", city: "Dallas", state: "TX", zipCode: "75202" },
      },
    },
  }),
  order: (quoteId: string): RequestOf<"createOrder"> => ({
    quoteId,
    "checkT&C": true,
    contacts: {
      contactDetails: {
        primary: { ...PERSON, type: "Primary", street: "211 S Akard St", city: "Dallas", state: "TX", zip: "75202" },
      },
    },
  }),
  installation: (orderId: string, subOrderId: string): RequestOf<"saveInstallationShipping"> => ({
    orderId,
    subOrderId,
    premiseNotes: "Dock in the rear",
    customerRequestedStartDate: "2026-03-02T20:00:00.000+0000",
    customerRequestedDueDate: "2026-03-16T20:00:00.000+0000",
    startBillingBeforeReqDueDate: "false",
    contacts: {
      installation: PERSON,
      shipping: { street: "211 S Akard St", city: "Dallas", state: "TX", zipCode: "75202" },
    },
  }),
  port: (subOrderId: string): RequestOf<"reservePort"> => ({
    subOrderId,
    Room: "MDF",
    Floor: "2",
    Notes: "",
    TSPCode: "TSP645321-44",
  }),
  billing: (orderId: string, subOrderId: string): RequestOf<"createBilling"> => ({
    orderId,
    subOrderId,
    description: "",
    paperlessBilling: "",
    contacts: {
      contactDetails: [
        {
          ...PERSON,
          type: "Billing",
          street: "211 S Akard St",
          city: "Dallas",
          state: "TX",
          country: "US",
          zipCode: "75202",
        },
      ],
    },
  }),
  lookup: (accountName = "Lone Star", zipCode = "75201"): RequestOf<"lookupCustomer"> => ({
    spId: SP_ID,
    accountName,
    address: { street: "", city: "Dallas", state: "TX", zipCode },
  }),
  assign: (quoteId: string, siteIds: readonly string[]): RequestOf<"assignCustomer"> => ({
    quoteId,
    sites: siteIds.map((siteId) => ({ siteId, accountName: "Lone Star Dental Group" })),
  }),
};

export interface Walked {
  readonly quoteId: string;
  readonly opportunityId: string;
  readonly siteIds: string[];
  readonly creditCheckId: string;
  readonly contractEnvelopeId: string;
  readonly orderId: string;
  readonly subOrderIds: string[];
}
const STEPS = ["quote", "sites", "configured", "credit", "contract", "order", "enriched", "assigned"] as const;

/** Walks a quote as far as `until`, with success; ids that are not there yet are "". */
export async function walk(
  sandbox: Sandbox,
  until: (typeof STEPS)[number],
  options: { readonly company?: string; readonly count?: number } = {},
): Promise<Walked> {
  const reached = (step: (typeof STEPS)[number]): boolean => STEPS.indexOf(step) <= STEPS.indexOf(until);
  const quote = await sandbox.ok("createQuote", samples.quote(options.company));
  const ids = { quoteId: quote.quoteId, opportunityId: quote.opportunityId };
  const walked = { ...ids, siteIds: [""], creditCheckId: "", contractEnvelopeId: "", orderId: "", subOrderIds: [""] };
  if (reached("sites")) {
    const added = await sandbox.ok("addSites", samples.sites(ids.quoteId, options.count));
    walked.siteIds = added.sites.map((site) => site.siteId);
  }
  if (reached("configured")) await sandbox.ok("configureQuote", samples.configuration(ids, walked.siteIds));
  if (reached("credit")) {
    walked.creditCheckId = (await sandbox.ok("requestCreditCheck", samples.credit(ids.quoteId))).creditCheckId;
    await sandbox.decide();
  }
  if (reached("contract")) {
    walked.contractEnvelopeId = (await sandbox.ok("createContract", samples.contract(ids.quoteId))).ContractEnvelopeId;
    await sandbox.decide();
  }
  if (reached("order")) {
    const order = await sandbox.ok("createOrder", samples.order(ids.quoteId));
    walked.orderId = order.orderId;
    walked.subOrderIds = [order.subOrder].flat().map((subOrder) => subOrder.subOrderId);
  }
  if (reached("enriched")) {
    for (const subOrderId of walked.subOrderIds) {
      await sandbox.ok("saveInstallationShipping", samples.installation(walked.orderId, subOrderId));
      await sandbox.ok("reservePort", samples.port(subOrderId));
      await sandbox.ok("createBilling", samples.billing(walked.orderId, subOrderId));
    }
  }
  if (reached("assigned")) await sandbox.ok("assignCustomer", samples.assign(ids.quoteId, walked.siteIds));
  return walked;
}
