// From what HTTP told to what it means (docs/apex-api.md §1, A): answered, refused for good, no effect, unknown, wrong
// credentials, or an answer that cannot be read. The only place where status codes have a meaning.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import {
  NO_CUSTOMER_FOUND,
  NO_EFFECT_STATUSES,
  RETRY_AFTER_SECONDS_DEFAULT,
  RETRY_AFTER_SECONDS_MAX,
  UNAUTHORIZED_STATUSES,
} from "./assumptions.ts";
import { boundedJson } from "../../domain/bounded-json.ts";
import type { HttpOutcome } from "./http-exchange.ts";
import type { Ids } from "./other-thing.ts";
import { readAnswer, refusedBy } from "./read-answer.ts";

export type ApexResult<C extends CallName> =
  | { readonly kind: "answered"; readonly response: ResponseOf<C> }
  /** `property`: what of the request the partner names, as a path. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string; readonly property?: string }
  /** For certain. `throttled`: the partner asked to slow down. */
  | {
      readonly kind: "noEffect";
      readonly cause: string;
      readonly throttled: boolean;
      readonly retryAfterSeconds: number;
    }
  | { readonly kind: "unknown"; readonly cause: UnknownCause; readonly stale: boolean }
  | { readonly kind: "unauthorized" }
  | { readonly kind: "indeterminate"; readonly shape: string; readonly doubt?: string };

export type UnknownCause =
  "timeout" | "connection" | "serverError" | "redirect" | "malformedAnswer" | "oversizedAnswer";

type Told = Pick<Extract<HttpOutcome, { kind: "response" }>, "retryAfter" | "date">;

export interface CallOf<C extends CallName> {
  readonly call: C;
  readonly request: RequestOf<C>;
  /** Ids of its order that an answer may repeat. */
  readonly about?: Ids;
}

export function classifyOutcome<C extends CallName>(of: CallOf<C>, outcome: HttpOutcome, now: Date): ApexResult<C> {
  if (outcome.kind === "notSent") return noEffect(outcome.cause);
  if (outcome.kind === "cut") return { kind: "unknown", cause: outcome.cause, stale: outcome.stale };
  const { status, body, bodyFault } = outcome;
  if (status >= 200 && status < 300) return bodyFault === undefined ? classifyBody(of, body) : unread(bodyFault);
  if (UNAUTHORIZED_STATUSES.includes(status)) return { kind: "unauthorized" };
  if (NO_EFFECT_STATUSES.includes(status)) {
    return { ...noEffect(`status${String(status)}`, retryAfterSeconds(outcome, now)), throttled: status === 429 };
  }
  if (status >= 500) return unknown("serverError");
  if (status < 400) return unknown("redirect");
  if (of.call === "lookupCustomer" && status === 404 && NO_CUSTOMER_FOUND.test(body)) return classifyBody(of, body);
  return { ...refusedBy(parseJson(body)?.value, `status ${String(status)}`), status };
}

/** An answer's parsed body, wherever it came from: the call itself, or a look-up of its transaction. */
export function classifyAnswer<C extends CallName>(of: CallOf<C>, answer: unknown): ApexResult<C> {
  const reading = readAnswer(of.call, of.request, answer, of.about);
  return reading.kind === "refused" ? { ...reading, status: 200 } : reading;
}

/** `Retry-After`: seconds, or a date by the clock of who wrote it (RFC 9110 §10.2.3), within sane bounds. */
export function retryAfterSeconds({ retryAfter, date }: Told, now: Date): number {
  if (retryAfter === undefined) return RETRY_AFTER_SECONDS_DEFAULT;
  const text = retryAfter.trim();
  const toldAt = Date.parse(date ?? "");
  const since = Number.isNaN(toldAt) ? now.getTime() : toldAt;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - since) / 1000;
  if (Number.isNaN(seconds)) return RETRY_AFTER_SECONDS_DEFAULT;
  return Math.min(RETRY_AFTER_SECONDS_MAX, Math.max(1, Math.ceil(seconds)));
}

/** What stands in an answer, whatever it is, can be read, shown and stored. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: boundedJson(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

function classifyBody<C extends CallName>(of: CallOf<C>, body: string): ApexResult<C> {
  const json = parseJson(body);
  if (json !== undefined) return classifyAnswer(of, json.value);
  if (of.call === "lookupCustomer" && NO_CUSTOMER_FOUND.test(body)) return classifyAnswer(of, body);
  return unknown("malformedAnswer");
}

const unknown = (cause: UnknownCause): { kind: "unknown"; cause: UnknownCause; stale: boolean } => ({
  kind: "unknown",
  cause,
  stale: false,
});

function unread(fault: "cut" | "timeout" | "oversized"): ReturnType<typeof unknown> {
  return unknown(fault === "oversized" ? "oversizedAnswer" : fault === "timeout" ? "timeout" : "connection");
}

function noEffect(cause: string, retryAfter = RETRY_AFTER_SECONDS_DEFAULT) {
  return { kind: "noEffect", cause, throttled: false, retryAfterSeconds: retryAfter } as const;
}
