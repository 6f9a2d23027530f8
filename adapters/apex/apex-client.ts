// The Ordering API over HTTP: makes one request of one call and says what became of it. No retries, no memory: exactly
// once is pipeline/partner. A request that is not exactly as the contract says is never sent.
import { APEX_HEADERS, type CallName, type RequestOf, type ResponseOf } from "../../contracts/apex/calls.ts";
import { invariant } from "../../contracts/errors.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { Clock } from "../../domain/ports.ts";
import { SOURCE } from "./assumptions.ts";
import { type ApexResult, type CallOf, classifyAnswer, classifyOutcome, parseJson } from "./classify-outcome.ts";
import type { HttpExchange, HttpOutcome } from "./http-exchange.ts";
import type { Credential } from "./partner-credentials.ts";
import { isRecord } from "./align-keys.ts";
import type { Ids } from "./other-thing.ts";
import { maskMessage, saysNotThere } from "./partner-message.ts";
import { CALLS } from "./read-answer.ts";

export interface Sending {
  readonly credential: Credential;
  readonly traceId: string;
  readonly transactionId: string;
  /** The call may be made again without harm: it may use a kept-alive connection, which may turn out stale. */
  readonly repeatable: boolean;
  /** Ids of the order that an answer may repeat: another order's are none of this call's. */
  readonly about?: Ids;
}

export interface ApexClientOptions {
  /** With its path, no closing slash. */
  readonly baseUrl: string;
  readonly timeoutMillis: number;
  readonly clock: Clock;
  readonly exchange: HttpExchange;
}

/** What a look-up says of a call made before. `absent`: it never took effect. `unclear`: cannot be told from this. */
export type LookUp<C extends CallName> =
  | { readonly kind: "found"; readonly result: ApexResult<C> }
  | { readonly kind: "absent" }
  | { readonly kind: "unclear" }
  | { readonly kind: "unauthorized" }
  | { readonly kind: "notNow"; readonly retryAfterSeconds: number };

/** The request in the schema's order of keys: the same request is always the same text. */
export function canonicalRequest<C extends CallName>(call: C, request: RequestOf<C>): string {
  const { request: schema } = CALLS[call];
  if (schema === null) return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
  const parsed = schema.safeParse(request);
  const paths = parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join("."));
  invariant(parsed.success, `apexRequest ${call}: ${paths.join(" ")}`);
  return JSON.stringify(parsed.data);
}

export class ApexClient {
  readonly #options: ApexClientOptions;

  constructor(options: ApexClientOptions) {
    this.#options = options;
  }

  async send<C extends CallName>(call: C, request: RequestOf<C>, sending: Sending): Promise<ApexResult<C>> {
    const outcome = await this.#exchange(call, request, sending);
    const result = classifyOutcome(callOf(call, request, sending), outcome, this.#options.clock.now());
    if (result.kind !== "refused") return result;
    const { clientId, clientSecret } = sending.credential;
    return { ...result, message: maskMessage(result.message, [clientSecret, clientId]) };
  }

  /** `GET /transactions/{id}` (A): the answer of that transaction, wrapped with its status or as it was. */
  async lookUpTransaction<C extends CallName>(call: C, request: RequestOf<C>, sending: Sending): Promise<LookUp<C>> {
    const { transactionId } = sending;
    const outcome = await this.#exchange("getTransaction", { transactionId }, { ...sending, repeatable: false });
    const looked = this.#looked(outcome);
    if (looked.kind !== "body") return looked;
    const wrapper = CALLS.getTransaction.response.safeParse(looked.body);
    if (!wrapper.success) {
      const bare = classifyAnswer(callOf(call, request, sending), looked.body);
      return bare.kind === "answered" ? { kind: "found", result: bare } : notFound(bare.kind, looked.body);
    }
    if (wrapper.data.transactionId !== transactionId) return { kind: "unclear" };
    const { status, body } = wrapper.data;
    const answer: HttpOutcome = { kind: "response", status, body: JSON.stringify(body ?? null) };
    const result = classifyOutcome(callOf(call, request, sending), answer, this.#options.clock.now());
    if (result.kind === "refused")
      return { kind: "found", result: { ...result, message: maskMessage(result.message) } };
    const hadNoEffect = result.kind === "noEffect" || result.kind === "unauthorized";
    return hadNoEffect ? { kind: "absent" } : { kind: "found", result };
  }

  /** `GET /contract?quoteId=` (A): a quote has one contract, so one that is there is ours. */
  async lookUpContract<C extends CallName>(call: C, request: RequestOf<C>, sending: Sending): Promise<LookUp<C>> {
    const quoteId = "quoteId" in request ? request.quoteId : "";
    const outcome = await this.#exchange("getContract", { quoteId }, { ...sending, repeatable: false });
    const looked = this.#looked(outcome);
    if (looked.kind !== "body") return looked;
    const found = classifyAnswer({ call: "getContract", request: { quoteId } }, looked.body);
    if (found.kind !== "answered") return notFound(found.kind, looked.body);
    if (canonicalId(found.response.quoteId) !== canonicalId(quoteId)) return { kind: "unclear" };
    return { kind: "found", result: classifyAnswer({ call, request }, contractMade(found.response)) };
  }

  #looked(
    outcome: HttpOutcome,
  ): Exclude<LookUp<CallName>, { kind: "found" }> | { readonly kind: "body"; readonly body: unknown } {
    const of = { call: "getTransaction", request: {} } as const;
    const result = classifyOutcome(of, outcome, this.#options.clock.now());
    if (result.kind === "unauthorized") return { kind: "unauthorized" };
    if (result.kind === "noEffect") return { kind: "notNow", retryAfterSeconds: result.retryAfterSeconds };
    if (outcome.kind !== "response" || result.kind === "unknown") return { kind: "notNow", retryAfterSeconds: 2 };
    const json = parseJson(outcome.body);
    if (outcome.status < 300 && json !== undefined) return { kind: "body", body: json.value };
    // A page of some gateway is no statement about the call: only the API itself can say "not there".
    const statement = outcome.body.trim() === "" || isRecord(json?.value);
    return { kind: outcome.status === 404 && statement ? "absent" : "unclear" };
  }

  async #exchange<C extends CallName>(call: C, request: RequestOf<C>, sending: Sending): Promise<HttpOutcome> {
    const { method, path } = CALLS[call];
    const { credential, traceId, transactionId, repeatable } = sending;
    const text = canonicalRequest(call, request);
    const { exchange, timeoutMillis, baseUrl } = this.#options;
    const body = Buffer.from(text);
    return await exchange({
      url: new URL(method === "GET" ? baseUrl + target(path, request) : baseUrl + path),
      method,
      headers: {
        accept: "application/json",
        [APEX_HEADERS.clientId]: credential.clientId,
        [APEX_HEADERS.clientSecret]: credential.clientSecret,
        [APEX_HEADERS.traceId]: traceId,
        [APEX_HEADERS.source]: SOURCE,
        ...(method !== "GET" && {
          // Not on a look-up: a transaction's id belongs to the call that may have taken effect.
          [APEX_HEADERS.transactionId]: transactionId,
          "content-type": "application/json",
          "content-length": String(body.length),
        }),
      },
      ...(method !== "GET" && { body: text }),
      timeoutMillis,
      fresh: !repeatable,
    });
  }
}

/**
 * A refusal in place of what was looked for may be the look-up's own, hidden in a 200, and then says nothing about the call; but that there is
 * no such thing is what a 404 would say. Were it the answer of then, the call has had no effect either.
 */
const notFound = (kind: ApexResult<CallName>["kind"], body: unknown): { readonly kind: "absent" | "unclear" } => ({
  kind: kind === "refused" && saysNotThere(body) ? "absent" : "unclear",
});

const callOf = <C extends CallName>(call: C, request: RequestOf<C>, { about }: Sending): CallOf<C> => ({
  ...{ call, request },
  ...(about !== undefined && { about }),
});

/** Path parameters by name; whatever is left is the query. */
function target(path: string, request: object): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(request)) {
    if (filled.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
    else query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? filled : `${filled}?${text}`;
}

function contractMade(found: ResponseOf<"getContract">): ResponseOf<"createContract"> {
  return {
    ContractEnvelopeId: found.contractEnvelopeId,
    ESignIntegrationResponseStep: { isSuccess: true },
    SetError: false,
  };
}
