// The Ordering API in the simulation: our own, behind a wire that is slow, refuses, breaks before and after the effect, and
// answers nonsense; its decisions come early, late, twice, forged or never.
import type { HttpExchange, HttpOutcome, HttpRequest } from "../../adapters/apex/http-exchange.ts";
import { makeOrderingApi, type OrderingApiWorld } from "../../ordering-api/app.ts";
import { DEFAULT_BEHAVIOR } from "../../ordering-api/behavior.ts";
import type { Decision } from "../../ordering-api/decisions/decision.ts";
import { deliverDecision, type DeliveryWorld } from "../../ordering-api/decisions/deliver-decision.ts";
import { type SignedCallback, signWebhook } from "../../ordering-api/decisions/sign-webhook.ts";
import { effectOf } from "../../ordering-api/effects.ts";
import { readId } from "../../ordering-api/ids.ts";
import { keys } from "../../ordering-api/records.ts";
import { MemoryStore } from "../../ordering-api/store/memory-store.ts";
import { type Ledger, readLedger } from "../../ordering-api/calls/transaction-calls.ts";
import type { FaultTable } from "./fault-plan.ts";
import { currentInvocation } from "./invocation.ts";
import { PartnerNews } from "./partner-news.ts";
import type { PartnerOutages } from "./partner-outages.ts";
import { SpoiledAnswers } from "./spoiled-answers.ts";
import { hear, kill, type WireParts } from "./wire.ts";

const PARTNER_FAULTS: FaultTable = [
  ["refusedConnection", 0.12],
  ["tooMany", 0.1],
  ["unavailable", 0.08],
  ["errorBefore", 0.12],
  ["errorAfter", 0.15],
  ["cutBefore", 0.15],
  ["cutAfter", 0.25],
  ["timeoutBefore", 0.1],
  ["timeoutAfter", 0.2],
  ["effectAfterTimeout", 0.15],
  ["malformed", 0.08],
  ["gatewayPage", 0.06],
  ["businessError", 0.02],
  ["anotherThing", 0.3],
  ["unstorable", 0.4],
  ["otherForms", 0.4],
  ["slow", 0.2],
  ["killedBefore", 0.15],
  ["killedDuring", 0.3],
];
/** Where what it names becomes everything after it, and two orders can be confused: a few calls a run. */
const WRONG_IDS: FaultTable = [["anotherThing", 6]];
const MAKES_IDS = ["/opportunity-quote-apex", "/order-apex", "/contract-apex"];
const CALLBACK_FAULTS: FaultTable = [
  ["never", 0.6],
  ["twice", 0.8],
  ["forged", 0.8],
  ["early", 0.6],
  ["late", 0.8],
  ["overtaken", 0.5],
  ["afterTheWait", 0.4],
];
/** Of a schedule, not of a delivery. */
const WHEN = ["early", "late", "afterTheWait"];

export const CREDENTIALS = { clientId: "sp-one", clientSecret: "secret-one" };
export const WEBHOOK_SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0xMjM0NTY3ODkw";
/** Of somebody who is not the partner. */
export const FORGERS_SECRET = "whsec_Zm9yZ2VkLWZvcmdlZC1mb3JnZWQtZm9yZ2Vk";
const DAY = 86_400_000;
const LATE_MILLIS_MAX = 3 * DAY;
/** Longer than the state machine waits (statemachines/order.asl.json), by up to ten days. */
const AFTER_THE_WAIT_MILLIS = { credit: 14 * DAY, esign: 30 * DAY } as const;
/** Calls that bind somebody, by their path. */
const BINDING = ["/contract-apex", "/order-apex", "/newBilling-apex"];

export interface BindingRequest {
  readonly orderId: string;
  readonly path: string;
  readonly at: number;
}

export interface PartnerParts extends WireParts {
  /** The callback function's HTTP API. */
  readonly post: (path: string, callback: SignedCallback) => Promise<number | undefined>;
  readonly onError: (error: unknown) => void;
  /** When the partner cannot be reached. */
  readonly outages: PartnerOutages;
  /** A callback that is not the partner's was taken for one. */
  readonly onForgeryTaken: (id: string) => void;
  /** A request of an order is on its way. */
  readonly onRequest: (orderId: string, path: string) => void;
}

export class SimulatedPartner {
  readonly exchange: HttpExchange;
  readonly news: PartnerNews;
  readonly bindingRequests: BindingRequest[] = [];
  readonly #parts: PartnerParts;
  readonly #world: OrderingApiWorld & DeliveryWorld;
  readonly #api;
  readonly #wrong = new SpoiledAnswers();
  readonly #outages: PartnerOutages;
  #effects = 0;

  constructor(parts: PartnerParts) {
    this.#parts = parts;
    this.#outages = parts.outages;
    const { time, chance } = parts;
    this.#world = {
      store: new MemoryStore(),
      behavior: {
        ...DEFAULT_BEHAVIOR,
        errorStyle: chance.pick("errorStyle", ["errors", "businessError", "setError"]),
        secondContract: chance.pick("secondContract", ["refuse", "returnFirst"]),
      },
      decisionDelayMillis: chance.pick("decisionDelay", [500, 60_000, 7_200_000, 172_800_000]),
      now: () => new Date(time.now()),
      random: () => chance.next("partner"),
      sequence: () => (this.#effects += 1),
      sleep: (millis) => time.sleep(millis),
      schedule: (decision) => Promise.resolve(this.#schedule(decision)),
      credentials: () => Promise.resolve({ default: CREDENTIALS }),
      webhookSecret: () => Promise.resolve(WEBHOOK_SECRET),
      post: (path, callback) => this.#post(path, callback),
      onError: (error) => parts.onError(error),
    };
    this.#api = makeOrderingApi(this.#world);
    const { store } = this.#world;
    this.news = new PartnerNews({ ...parts, store, secret: WEBHOOK_SECRET });
    this.exchange = (request) => this.#exchange(request);
  }

  ledger(): Promise<Ledger> {
    const noOne = { clientId: CREDENTIALS.clientId, actsFor: () => true, traceId: "ledger", transactionId: undefined };
    return readLedger({ ...this.#world, ...noOne, callbackFault: undefined });
  }

  /** The decisions as the partner has them. */
  async decisions(quoteId: string): Promise<{ readonly credit?: string; readonly contract?: string }> {
    const found = await this.#world.store.get(keys.quote(readId("quote", quoteId)?.serial ?? ""));
    const { credit, contract } = found?.value ?? {};
    const said = this.news.truthOf(quoteId);
    return {
      ...(credit !== undefined && { credit: said.credit ?? credit.status }),
      ...(contract !== undefined && { contract: said.contract ?? contract.status }),
    };
  }

  /** What the partner would say on the telephone about a transaction: its answer, if it took effect. */
  async truth(transactionId: string): Promise<Record<string, unknown> | undefined> {
    const effect = await effectOf(this.#world.store, CREDENTIALS.clientId, transactionId);
    const body = effect?.body as Record<string, unknown> | undefined;
    const { envelopeId } = this.news.truthOf(effect?.quoteId ?? "");
    const isReplaced = envelopeId !== undefined && body?.["ContractEnvelopeId"] !== undefined;
    return isReplaced ? { ...body, ContractEnvelopeId: envelopeId } : body;
  }

  #exchange(request: HttpRequest): Promise<HttpOutcome> {
    const { time, chance, plan } = this.#parts;
    const caller = currentInvocation.getStore();
    const { pathname: path } = request.url;
    const orderId = request.headers["x-trace-id"] ?? "";
    const isBinding = request.method !== "GET" && BINDING.some((end) => path.endsWith(end));
    if (isBinding) this.bindingRequests.push({ orderId, path, at: time.now() });
    this.#parts.onRequest(orderId, path);
    const point = plan.visit(`partner: ${request.method} ${request.url.pathname} ${aboutOf(request)}`);
    const makesIds = request.method === "POST" && MAKES_IDS.some((end) => path.endsWith(end)) && !isHandoff(request);
    const fault =
      this.#outages.now() ??
      plan.decide(point, PARTNER_FAULTS) ??
      (makesIds ? plan.decide(`${point} ids`, WRONG_IDS) : undefined);
    const latency = 5 + chance.of(`latency ${point}`) * (fault === "slow" ? request.timeoutMillis * 0.9 : 200);
    return new Promise((resolve) => {
      if (caller?.dead === true) return;
      const answer = (outcome: HttpOutcome): void => hear(caller, () => resolve(outcome));
      const arrives = (act: (outcome: HttpOutcome) => void): void => {
        void this.#api(apiRequest(request)).then(({ status, headers, body }) => {
          const retryAfter = headers["retry-after"];
          const told = status === 200 ? this.news.answered(path, request.url.searchParams, body) : body;
          act({ kind: "response", status, body: told, ...(retryAfter !== undefined && { retryAfter }) });
        });
      };
      const timedOut = (): void => {
        time.setTimer(request.timeoutMillis - latency, () => answer(cut("timeout")));
      };
      time.setTimer(latency, () => {
        const instead = INSTEAD[fault ?? ""];
        if (instead !== undefined) answer(instead);
        else if (fault === "killedBefore") kill(caller, point);
        else if (fault === "timeoutBefore") timedOut();
        else if (fault === "effectAfterTimeout") {
          timedOut();
          const later = request.timeoutMillis * (1 + chance.of(`later ${point}`) * 0.9);
          time.setTimer(later - latency, () => arrives(() => undefined));
        } else {
          arrives((outcome) => {
            if (fault === "killedDuring") kill(caller, point);
            else if (fault === "timeoutAfter") timedOut();
            else answer(this.#spoiled(outcome, fault, path, chance.of(`spoiled ${point}`)));
          });
        }
      });
    });
  }

  #spoiled(outcome: HttpOutcome, fault: string | undefined, path: string, draw: number): HttpOutcome {
    if (outcome.kind !== "response" || outcome.status !== 200) return spoiled(outcome, fault);
    this.#wrong.note(path, outcome.body);
    if (fault === "anotherThing") return this.#wrong.aboutAnotherThing(path, outcome, draw);
    if (fault === "otherForms") return this.#wrong.inOtherForms(outcome);
    return fault === "unstorable" ? this.#wrong.unstorable(outcome) : spoiled(outcome, fault);
  }

  #schedule(decision: Decision): void {
    const { time, chance, plan } = this.#parts;
    const subject = decision.kind === "credit" ? decision.creditCheckId : decision.contractEnvelopeId;
    const point = plan.visit(`decision ${subject}`);
    const fault =
      decision.attempts === 0
        ? plan.decide(
            point,
            CALLBACK_FAULTS.filter(([name]) => WHEN.includes(name)),
          )
        : undefined;
    const share = chance.of(`late ${point}`);
    const afterTheWait = AFTER_THE_WAIT_MILLIS[decision.kind] + share * 10 * DAY;
    const late = fault === "late" ? share * LATE_MILLIS_MAX : fault === "afterTheWait" ? afterTheWait : 0;
    const dueAt = fault === "early" ? 0 : decision.dueAt + late;
    time.setTimer(Math.max(0, dueAt - time.now()), () => {
      void deliverDecision({ ...decision, dueAt }, this.#world).catch((error: unknown) => this.#parts.onError(error));
    });
  }

  async #post(path: string, plain: SignedCallback): Promise<number | undefined> {
    const { time, chance, plan } = this.#parts;
    const callback = await this.news.around(path, plain);
    const post = async (to: string, what: SignedCallback): Promise<number | undefined> => {
      const status = await this.#parts.post(to, what);
      if (what === callback) this.news.note(to, what, status);
      return status;
    };
    const point = plan.visit(`callback ${callback.headers["webhook-id"] ?? ""}`);
    const fault = plan.decide(
      point,
      CALLBACK_FAULTS.filter(([name]) => !WHEN.includes(name)),
    );
    if (fault === "never") return 202;
    if (fault === "forged") {
      const other = callback.body
        .replace(/Auto-Approved|Approved/, "Declined")
        .replace("contract.signed", "contract.declined");
      const id = `${callback.headers["webhook-id"] ?? ""}-forged`;
      const answer = await post(path, signWebhook(id, Math.floor(time.now() / 1000), other, FORGERS_SECRET));
      if (answer === 202) this.#parts.onForgeryTaken(id);
    }
    if (fault === "overtaken") {
      time.setTimer(chance.of(`overtaken ${point}`) * 200_000, () => void post(path, callback));
      return 202;
    }
    const status = await post(path, callback);
    if (fault === "twice") time.setTimer(chance.of(`twice ${point}`) * 60_000, () => void post(path, callback));
    return status;
  }
}

const isHandoff = ({ body = "" }: HttpRequest): boolean => body.includes('"subOrderId"');
const cut = (cause: "timeout" | "connection"): HttpOutcome => ({ kind: "cut", cause, stale: false });
const respond = (status: number, body: string, retryAfter?: string): HttpOutcome => ({
  ...{ kind: "response", status, body },
  ...(retryAfter !== undefined && { retryAfter }),
});

/** Answered so without the request having reached the API. */
const INSTEAD: Readonly<Record<string, HttpOutcome | undefined>> = {
  refusedConnection: { kind: "notSent", cause: "ECONNREFUSED" },
  tooMany: respond(429, '{"errors":[]}', "7"),
  unavailable: respond(503, "", "30"),
  errorBefore: respond(500, '{"errors":[{"code":"otherIssue"}]}'),
  cutBefore: cut("connection"),
  gatewayPage: respond(502, "<html>Bad Gateway</html>"),
  businessError: respond(200, '{"SetError":true,"status":"Failed","statusMessage":"simulated refusal"}'),
};

function spoiled(outcome: HttpOutcome, fault: string | undefined): HttpOutcome {
  if (outcome.kind !== "response") return outcome;
  if (fault === "errorAfter") return { ...outcome, status: 504, body: "" };
  if (fault === "cutAfter") return cut("connection");
  if (fault === "malformed") return { ...outcome, body: outcome.body.slice(0, -1) };
  return outcome;
}

function aboutOf(request: HttpRequest): string {
  return (request.headers["x-transaction-id"] ?? "").slice(0, 13);
}

function apiRequest({ url, method, headers, body = "" }: HttpRequest) {
  const query = Object.fromEntries(url.searchParams);
  return { method, path: url.pathname, query, headers, body };
}
