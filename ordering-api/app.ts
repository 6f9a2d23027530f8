// The Ordering API as one function from request to answer: credentials, limits, faults, the call, refusals. Fronts (a
// Lambda behind an HTTP API, a server on one machine) bring requests; the world brings the store, the time and the queue.
import { APEX_HEADERS } from "../contracts/apex/calls.ts";
import type { PartnerCredentials } from "../contracts/deployment.ts";
import { ANSWERS } from "./calls/all-calls.ts";
import type { CallContext, World } from "./calls/call-context.ts";
import { readLedger } from "./calls/transaction-calls.ts";
import { decide, sandboxState, setSandbox } from "./decisions/decide-by-hand.ts";
import { authenticate, type Caller, unauthorized } from "./http/authenticate.ts";
import type { ReadViewerFile } from "../contracts/api-page.ts";
import { docsPage } from "./http/docs-page.ts";
import { type ApiRequest, type ApiResponse, jsonResponse } from "./http/exchange.ts";
import { faultAfter, faultBefore, faultsOf, seededRandom } from "./http/faults.ts";
import { BASE_PATH, chooseCall, LEDGER_PATH, matchRoute, SANDBOX_PATHS } from "./http/match-call.ts";
import { openApiDocument } from "./http/openapi.ts";
import { type CallCounter, callLimit } from "./http/call-limit.ts";
import { readBody } from "./http/read-body.ts";
import { refusalResponse } from "./http/refusal-response.ts";
import { apiError, Refused } from "./refusal.ts";
import { SERVED_CALLS, type ServedCallName } from "./served-calls.ts";

export interface OrderingApiWorld extends World {
  readonly credentials: (options: { readonly refreshed: boolean }) => Promise<PartnerCredentials>;
  readonly sleep: (millis: number) => Promise<void>;
  /** Where there are other instances, to count calls together with them. */
  readonly callCounter?: CallCounter;
  /** Absent: there is no page at /docs. */
  readonly viewerFile?: ReadViewerFile;
  /** A failure of ours: answered with 500, told here without the request. */
  readonly onError: (error: unknown, traceId: string | undefined) => void;
}

export type OrderingApi = (request: ApiRequest) => Promise<ApiResponse>;

/** A callback sent early arrives before the answer of the call that it belongs to. */
const EARLY_ANSWER_MILLIS = 700;

export function makeOrderingApi(world: OrderingApiWorld): OrderingApi {
  const limit = callLimit(world.behavior.callsPerSecond, world.callCounter);
  const draw = seededRandom(world.behavior.seed);
  const authenticated = async (request: ApiRequest): Promise<Caller> => {
    const caller =
      authenticate(request, await world.credentials({ refreshed: false })) ??
      authenticate(request, await world.credentials({ refreshed: true }));
    if (caller === undefined) throw unauthorized();
    return caller;
  };

  const respond: OrderingApi = async (request) => {
    const open = await openPage(request, world);
    if (open !== undefined) return open;
    const caller = await authenticated(request);
    const traceId = request.headers[APEX_HEADERS.traceId];
    if (traceId === undefined || traceId === "") {
      throw new Refused(400, [apiError("missingProperty", APEX_HEADERS.traceId, "The header is required.")]);
    }
    if (limit !== undefined) await limit(caller.clientId, world.now().getTime());
    const faults = faultsOf(request, world.behavior, draw);
    const instead = await faultBefore(faults, world.sleep);
    if (instead !== undefined) return instead;
    const context: CallContext = {
      ...world,
      ...caller,
      traceId,
      transactionId: request.headers[APEX_HEADERS.transactionId] ?? undefined,
      callbackFault: faults.callback,
    };
    const inTest = world.behavior.testMode ? await testAnswer(request, context) : undefined;
    if (inTest !== undefined) return jsonResponse(200, inTest);
    const answer = jsonResponse(200, await answerCall(request, context));
    if (faults.callback === "early") await world.sleep(EARLY_ANSWER_MILLIS);
    return faultAfter(faults, answer);
  };

  return async (request) => {
    const traceId = request.headers[APEX_HEADERS.traceId];
    try {
      return await respond(request);
    } catch (error) {
      if (error instanceof Refused) return refusalResponse(error, traceId, world.behavior);
      world.onError(error, traceId);
      return jsonResponse(500, {
        errors: [apiError("otherIssue", "", "The Ordering API failed.")],
        ...(traceId !== undefined && { traceId }),
      });
    }
  };
}

/** Calls of ours that test mode adds; undefined: it is none of them. */
async function testAnswer(request: ApiRequest, context: CallContext): Promise<object | undefined> {
  const isAsked = (method: string, path: string): boolean =>
    request.method === method && request.path === BASE_PATH + path;
  if (isAsked("GET", LEDGER_PATH)) return await readLedger(context);
  if (context.hands === undefined) return undefined;
  if (isAsked("GET", SANDBOX_PATHS.state)) return sandboxState(context);
  if (isAsked("POST", SANDBOX_PATHS.state)) return setSandbox(readBody(request), context);
  return isAsked("POST", SANDBOX_PATHS.decide) ? await decide(readBody(request), context) : undefined;
}

async function answerCall(request: ApiRequest, context: CallContext): Promise<unknown> {
  const { names, parameters } = matchRoute(request.method, request.path);
  const body = request.method === "GET" ? undefined : readBody(request);
  const name = chooseCall(names, body);
  return ANSWERS[name]({ parameters: { ...parameters, ...queryOf(name, request) }, body }, context);
}

function queryOf(name: ServedCallName, request: ApiRequest): Record<string, string> {
  const query: Record<string, string> = {};
  for (const parameter of SERVED_CALLS[name].query) {
    const value = request.query[parameter];
    if (value === undefined || value === "") {
      throw new Refused(400, [apiError("missingProperty", parameter, "The query parameter is required.")]);
    }
    query[parameter] = value;
  }
  return query;
}

/** Pages that need no credentials: the OpenAPI document, and the viewer of it. */
async function openPage(request: ApiRequest, world: OrderingApiWorld): Promise<ApiResponse | undefined> {
  if (request.method !== "GET") return undefined;
  const path = request.path.startsWith(BASE_PATH) ? request.path.slice(BASE_PATH.length) : request.path;
  if (path === "/openapi.json") return jsonResponse(200, openApiDocument(world.behavior.errorStyle));
  return world.viewerFile === undefined ? undefined : docsPage(path, world.viewerFile);
}
