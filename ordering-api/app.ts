// The Ordering API as one function from request to answer: credentials, limits, faults, the call, refusals. Fronts (a
// Lambda behind an HTTP API, a server on one machine) bring requests; the world brings the store, the time and the queue.
import { APEX_CALLS, APEX_HEADERS, type CallName } from "../contracts/apex/calls.ts";
import type { PartnerCredentials } from "../contracts/deployment.ts";
import { ALL_CALLS } from "./calls/all-calls.ts";
import type { CallContext, World } from "./calls/call-context.ts";
import { readLedger } from "./calls/transaction-calls.ts";
import { authenticate, type Caller, unauthorised } from "./http/authenticate.ts";
import { DOCS_PAGE } from "./http/docs-page.ts";
import { type ApiRequest, type ApiResponse, jsonResponse } from "./http/exchange.ts";
import { faultsOf, faultTexts, seededRandom } from "./http/faults.ts";
import { BASE_PATH, chooseCall, matchRoute } from "./http/match-call.ts";
import { openApiDocument } from "./http/openapi.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { parseBody, readBody } from "./http/read-body.ts";
import { refusalResponse } from "./http/refusal-response.ts";
import { apiError, Refused } from "./refusal.ts";

export interface OrderingApiWorld extends World {
  readonly credentials: (options: { readonly refreshed: boolean }) => Promise<PartnerCredentials>;
  readonly sleep: (millis: number) => Promise<void>;
  /** A failure of ours: answered with 500, told here without the request. */
  readonly onError: (error: unknown, traceId: string | undefined) => void;
}

export type OrderingApi = (request: ApiRequest) => Promise<ApiResponse>;

/** A callback sent early arrives before the answer of the call that it belongs to. */
const EARLY_ANSWER_MILLIS = 700;

export function makeOrderingApi(world: OrderingApiWorld): OrderingApi {
  const limit = new RateLimit(world.behaviour.callsPerSecond);
  const draw = seededRandom(world.behaviour.seed);
  const authenticated = async (request: ApiRequest): Promise<Caller> => {
    const caller =
      authenticate(request, await world.credentials({ refreshed: false })) ??
      authenticate(request, await world.credentials({ refreshed: true }));
    if (caller === undefined) throw unauthorised();
    return caller;
  };

  const respond: OrderingApi = async (request) => {
    const open = openPage(request);
    if (open !== undefined) return open;
    const caller = await authenticated(request);
    const traceId = request.headers[APEX_HEADERS.traceId];
    if (traceId === undefined || traceId === "") {
      throw new Refused(400, [apiError("missingProperty", APEX_HEADERS.traceId, "The header is required.")]);
    }
    limit.take(caller.clientId, world.now().getTime());
    const faults = faultsOf(faultTexts(request, world.behaviour, draw), world.sleep);
    const instead = await faults.before();
    if (instead !== undefined) return instead;
    const context: CallContext = {
      ...world,
      ...caller,
      traceId,
      transactionId: request.headers[APEX_HEADERS.transactionId] ?? undefined,
      callbackFault: faults.callback,
    };
    if (world.behaviour.testMode && request.method === "GET" && request.path === `${BASE_PATH}/ledger`) {
      return jsonResponse(200, await readLedger(context));
    }
    const answer = jsonResponse(200, await answerCall(request, context));
    if (faults.callback === "early") await world.sleep(EARLY_ANSWER_MILLIS);
    return faults.after(answer);
  };

  return async (request) => {
    const traceId = request.headers[APEX_HEADERS.traceId];
    try {
      return await respond(request);
    } catch (error) {
      if (error instanceof Refused) return refusalResponse(error, traceId, world.behaviour);
      world.onError(error, traceId);
      return jsonResponse(500, {
        errors: [apiError("otherIssue", "", "The Ordering API failed.")],
        ...(traceId !== undefined && { traceId }),
      });
    }
  };
}

async function answerCall(request: ApiRequest, context: CallContext): Promise<unknown> {
  const { names, parameters } = matchRoute(request.method, request.path);
  if (request.method === "GET") {
    const [name] = names;
    return name === undefined ? undefined : runQuery(name, { ...parameters, ...queryOf(name, request) }, context);
  }
  const body = readBody(request);
  return runBody(chooseCall(names, body), body, context);
}

function queryOf(name: CallName, request: ApiRequest): Record<string, string> {
  const query: Record<string, string> = {};
  for (const parameter of APEX_CALLS[name].query) {
    const value = request.query[parameter];
    if (value === undefined || value === "") {
      throw new Refused(400, [apiError("missingProperty", parameter, "The query parameter is required.")]);
    }
    query[parameter] = value;
  }
  return query;
}

async function runQuery(name: CallName, query: Record<string, string>, context: CallContext): Promise<unknown> {
  switch (name) {
    case "getCreditCheck":
    case "getContract":
    case "getEnrichmentStatus":
    case "getTransaction":
      return ALL_CALLS[name](query, context);
    default:
      throw new Error(`ordering-api: ${name} is no query`);
  }
}

/** The body's schema and the call belong together by name; the map keeps the two types in step. */
async function runBody(name: CallName, body: unknown, context: CallContext): Promise<unknown> {
  switch (name) {
    case "createQuote":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "addSites":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "configureQuote":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "requestCreditCheck":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "createContract":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "createOrder":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "saveInstallationShipping":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "reservePort":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "createBilling":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "lookupCustomer":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "assignCustomer":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    case "handOff":
      return ALL_CALLS[name](parseBody(APEX_CALLS[name].request, body), context);
    default:
      throw new Error(`ordering-api: ${name} has no body`);
  }
}

/** Pages that need no credentials. */
function openPage(request: ApiRequest): ApiResponse | undefined {
  if (request.method !== "GET") return undefined;
  const path = request.path.startsWith(BASE_PATH) ? request.path.slice(BASE_PATH.length) : request.path;
  if (path === "/openapi.json") return jsonResponse(200, openApiDocument());
  if (path === "/docs")
    return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: DOCS_PAGE };
  return undefined;
}
