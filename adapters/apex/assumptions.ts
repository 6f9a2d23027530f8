// Every assumption about AT&T's Ordering API that this client acts upon (docs/apex-api.md: "A"), in one place, with the
// setting that changes it. What AT&T's pages state (S) is in contracts/apex; what is here must be asked on onboarding.
import type { CallName } from "../../contracts/apex/calls.ts";

/** `source` header: any text that names the calling system is allowed (S: optional). */
export const SOURCE = "apex-bulk";
// §1: `x-trace-id` may be any text. Ours is `f-….o-…`, 61 characters: batch and order (contracts/ids.ts, ADR 0032).

/** §1: wrong credentials. 403 is read likewise: a credential that may not make the call is no property of the row. */
export const UNAUTHORIZED_STATUSES: readonly number[] = [401, 403];
/** §1: no effect, try again. Every other 5xx is "outcome unknown"; every other 4xx is "refused for good". */
export const NO_EFFECT_STATUSES: readonly number[] = [429, 503];

/** Longest `Retry-After` that is followed: above it the queue's own back-off decides. SQS hides a message 12 h at most. */
export const RETRY_AFTER_SECONDS_MAX = 900;
/** Without `Retry-After`. */
export const RETRY_AFTER_SECONDS_DEFAULT = 2;
/** An order of 10,000 sub-orders with their items is about 6 MB. */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** §2: the words of an end customer look-up that found none; in a 200 or in a 404. */
export const NO_CUSTOMER_FOUND = /no customers? found/i;

/** §6: the code of a refusal because something does not exist (MEF 422), also where it is hidden in a 200. */
export const NOT_THERE = "referenceNotFound";

/** Words in a `status` that say failure inside a 200. AT&T documents success answers only. */
export const FAILURE_STATUS =
  /\b(fail|failed|failure|error|errors|unsuccessful|unsuccessfully|rejected|refused|not)\b/i;
/** Words in a message that deny the success that stands beside it ("order not submitted"). */
export const DENIAL =
  /\b(not|never|fail|fails|failed|failure|unsuccessful|unsuccessfully|rejected|refused|denied|unable|cannot|can't|couldn't|error|errors)\b/i;
/** The same words where they deny nothing ("no errors", "deposit not required"). */
export const HARMLESS_DENIAL =
  /\b(no|without|zero|0) (errors?|failures?)\b|\bnot (required|needed|necessary|applicable)\b|\bnot reply\b/gi;
/** Words of a refusal whose quote, or whose prices, have run out. */
export const QUOTE_EXPIRED = /\bquote\b.{0,40}\b(expired|no longer valid)\b|\bexpired\b.{0,20}\bquote\b/i;
export const PRICE_EXPIRED =
  /\b(price|prices|pricing)\b.{0,40}\b(expired|no longer valid)\b|\bexpired\b.{0,20}\b(price|prices|pricing)\b/i;
/** Calls whose `status` is the state of a thing (a declined contract), not the verdict on the call. */
export const STATUS_IS_STATE: readonly CallName[] = ["getContract", "getCreditCheck", "getOrders", "getTransaction"];

/**
 * Until when the partner may still complete a call whose answer never came; only then does "not there" count. After a
 * time-out another APEX_TIMEOUT_SECONDS pass; after a cut connection or a 5xx this many seconds.
 */
export const SETTLE_SECONDS = 2;

/**
 * Optional capabilities (§1, §2), each a setting of the deployment, off unless said or our own Ordering API is used:
 * `GET /transactions/{id}` APEX_TRANSACTION_LOOKUP; `GET /creditCheck-apex` APEX_CREDIT_LOOKUP; `GET /contract`
 * APEX_CONTRACT_LOOKUP (on: a sibling has it);
 * `GET /order-apex?quoteId=` APEX_ORDER_LOOKUP (the nightly run alone). The rate AT&T allows is unknown: APEX_CALLS_PER_SECOND. How long an
 * answer may take is unknown: APEX_TIMEOUT_SECONDS. The base URL is given on onboarding: ORDERING_API_URL.
 */
export interface PartnerSettings {
  readonly ORDERING_API_URL: string;
  readonly ORDERING_API_CREDENTIALS_SECRET: string;
  readonly APEX_TRANSACTION_LOOKUP: "on" | "off";
  readonly APEX_CONTRACT_LOOKUP: "on" | "off";
  readonly APEX_CALLS_PER_SECOND: number;
  readonly APEX_TIMEOUT_SECONDS: number;
}
