// What a 2xx body says, call by call (docs/apex-api.md §2, §4): HTTP 200 does not mean success. Success needs the call's own
// signal and every id that later stages key on; a named failure is a refusal; anything else is indeterminate: neither.
import type * as z from "zod";
import { APEX_CALLS, type CallName, type RequestOf, type ResponseOf } from "../../contracts/apex/calls.ts";
import { alignKeys, isRecord } from "./align-keys.ts";
import { FAILURE_STATUS, NO_CUSTOMER_FOUND, STATUS_IS_STATE } from "./assumptions.ts";
import { doubtAbout, type Ids } from "./other-thing.ts";
import { partnerMessage, propertyOf } from "./partner-message.ts";
import { readablePart } from "./readable-part.ts";

export type AnswerReading<C extends CallName> =
  | { readonly kind: "answered"; readonly response: ResponseOf<C> }
  | { readonly kind: "refused"; readonly message: string; readonly property?: string }
  /** `shape`: keys and types of the body, never values. `doubt`: what was asked and what came, where that can be said. */
  | { readonly kind: "indeterminate"; readonly shape: string; readonly doubt?: string };

/** The contract's table with the types of each call tied together. */
export const CALLS: {
  readonly [C in CallName]: {
    readonly method: "GET" | "POST" | "PATCH";
    readonly path: string;
    readonly request: z.ZodType<RequestOf<C>> | null;
    readonly response: z.ZodType<ResponseOf<C>>;
  };
} = APEX_CALLS;

const succeeded = (response: { readonly status: string }): boolean => /^\s*success\s*$/i.test(response.status);
const always = (): boolean => true;

/** Beyond the schema, which demands the ids. */
const SUCCESS: {
  readonly [C in CallName]: (response: ResponseOf<C>, request: RequestOf<C>) => boolean;
} = {
  /** A: ids are the signal; no text of `status` is known. */
  createQuote: always,
  addSites: ({ sites }, request) => {
    const named = new Set(sites.map((site) => site.externalId));
    return named.size === sites.length && request.sites.every((site) => named.has(site.externalId));
  },
  configureQuote: succeeded,
  requestCreditCheck: succeeded,
  getCreditCheck: always,
  createContract: (response) => !response.SetError && response.ESignIntegrationResponseStep.isSuccess,
  getContract: always,
  createOrder: succeeded,
  getOrders: always,
  saveInstallationShipping: succeeded,
  reservePort: succeeded,
  /** "Billing Account created successfully": free text. */
  createBilling: ({ status }) => /success|created/i.test(status),
  getEnrichmentStatus: always,
  /** A body without a list is no answer: the schema's optional keys must not read it as "none". */
  lookupCustomer: (response) => Array.isArray(response) || Array.isArray(response.accounts),
  assignCustomer: always,
  handOff: succeeded,
  getTransaction: always,
};

/** `about`: ids of the order that the request need not name, and an answer may. */
export function readAnswer<C extends CallName>(
  call: C,
  request: RequestOf<C>,
  answer: unknown,
  about: Ids = {},
): AnswerReading<C> {
  const body = call === "lookupCustomer" ? customersOf(answer) : answer;
  if (saysFailure(call, body)) return refusedBy(body, statusOf(body) ?? "refused");
  const { response: schema } = CALLS[call];
  const exact = schema.safeParse(body);
  const said = exact.success ? body : alignKeys(schema, body);
  const aligned = exact.success ? exact : schema.safeParse(said);
  // Of what tells a state, the optional fields are what was asked for.
  const isAsked = aligned.success || STATUS_IS_STATE.includes(call);
  const parsed = isAsked ? aligned : schema.safeParse(readablePart(schema, said));
  const errors = carriesErrors(body);
  if (parsed.success && !errors && SUCCESS[call](parsed.data, request)) {
    const doubt = doubtAbout(call, request, said, about);
    if (doubt !== undefined) return { kind: "indeterminate", shape: shapeOf(body), doubt };
    return { kind: "answered", response: parsed.data };
  }
  if (errors && !parsed.success) return refusedBy(body, "refused");
  return { kind: "indeterminate", shape: shapeOf(body) };
}

/** In the partner's words, and with the property that they are about. */
export function refusedBy(body: unknown, fallback: string) {
  const property = propertyOf(body);
  return {
    ...({ kind: "refused" } as const),
    message: partnerMessage(body, fallback),
    ...(property !== undefined && { property }),
  };
}

/** A: the words "No customer found." anywhere in an answer without accounts mean none. */
function customersOf(body: unknown): unknown {
  if (Array.isArray(body)) return { accounts: body };
  if (isRecord(body) && Array.isArray(body["accounts"])) return body;
  if (NO_CUSTOMER_FOUND.test(JSON.stringify(body))) return { accounts: [] };
  if (!isRecord(body)) return body;
  if (typeof body["accountName"] === "string") return { accounts: [body] };
  const lists = Object.values(body).filter((field) => Array.isArray(field) && field.every(isAccount));
  return lists.length === 1 ? { accounts: lists[0] } : body;
}

function isAccount(value: unknown): boolean {
  return isRecord(value) && typeof value["accountName"] === "string";
}

function field(body: unknown, name: string): unknown {
  if (!isRecord(body)) return undefined;
  if (Object.hasOwn(body, name)) return body[name];
  const key = Object.keys(body).find((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : body[key];
}

function statusOf(body: unknown): string | undefined {
  const status = field(body, "status");
  return typeof status === "string" ? status : undefined;
}

const is = (value: unknown, flag: boolean): boolean => value === flag || value === String(flag);

function saysFailure(call: CallName, body: unknown): boolean {
  const esign = field(body, "ESignIntegrationResponseStep");
  if (is(field(body, "SetError"), true) || is(field(body, "success"), false)) return true;
  if (is(field(body, "isSuccess"), false) || is(field(esign, "isSuccess"), false)) return true;
  const status = statusOf(body);
  return status !== undefined && !STATUS_IS_STATE.includes(call) && FAILURE_STATUS.test(status);
}

/** Error shapes of AT&T's neighbors: `errors[]`, `error`, `errorCode`, `errorMessage`. */
function carriesErrors(body: unknown): boolean {
  return ["errors", "error", "errorCode", "errorMessage"].some((name) => {
    const value = field(body, name);
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && value !== null && value !== "" && value !== false;
  });
}

const SHAPE_KEYS_MAX = 20;

function shapeOf(body: unknown): string {
  if (!isRecord(body))
    return Array.isArray(body) ? `array(${String(body.length)})` : body === null ? "null" : typeof body;
  return Object.entries(body)
    .slice(0, SHAPE_KEYS_MAX)
    .map(([key, value]) => {
      const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
      return `${key.replaceAll(/[^\w.&-]/g, "?").slice(0, 40)}:${type}`;
    })
    .sort()
    .join(",");
}
