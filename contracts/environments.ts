// The environment of every function: one schema each, read by adapters/runtime/env.ts at start and demanded by the CDK construct
// TypedFunction at compile time, so that a forgotten or misspelt variable fails before it is deployed.
import * as z from "zod";
import { plainObject } from "./object-schemas.ts";

const name = z.string().min(1);
const switchValue = z.enum(["on", "off"]);
/** Environment values are text; numbers are parsed here, once. */
const number = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number);

/** The deployment that a function belongs to: the dimension `service` of its metrics (contracts/metrics.ts). */
export const SERVICE_VARIABLE = "POWERTOOLS_SERVICE_NAME";

const table = { TABLE_NAME: name };
/** Days after which personal data expires (contracts/deployment-settings.ts). */
const expiry = { PERSONAL_DATA_DAYS: number };
const buckets = { FILES_BUCKET: name, WORK_BUCKET: name };

/** The partner, for every function that calls it. */
const partner = {
  /** Base URL with its path, e.g. `https://…/api/v1`, no closing slash. */
  ORDERING_API_URL: z.url(),
  /** Secret: JSON, see contracts/deployment.ts `PartnerCredentials`. */
  ORDERING_API_CREDENTIALS_SECRET: name,
  APEX_TRANSACTION_LOOKUP: switchValue,
  APEX_CREDIT_LOOKUP: switchValue,
  APEX_CONTRACT_LOOKUP: switchValue,
  /** Calls per second per credential, shared by all consumers; 0 = no limit. */
  APEX_CALLS_PER_SECOND: number,
  APEX_TIMEOUT_SECONDS: number,
};

/** Back-off of a stage queue (retries live in the queue only): base × 2ⁿ with full jitter, up to the cap. */
const retry = {
  STAGE_QUEUE_URL: name,
  RETRY_BASE_SECONDS: number,
  RETRY_CAP_SECONDS: number,
  /** Receives after which an order is held instead of tried again; the queue's maxReceiveCount lies above. */
  RETRY_ATTEMPTS: number,
};

export const IntakeEnv = plainObject(() => ({
  ...table,
  ...buckets,
  ...expiry,
  INTAKE_QUEUE_URL: name,
  ORDER_QUEUE_URL: name,
  /** Whether the distributor `demo` may drop files. */
  DEMO_DISTRIBUTOR: z.enum(["on", "off"]),
}));
export const StartOrderEnv = plainObject(() => ({
  ...table,
  WORK_BUCKET: name,
  ORDER_STATE_MACHINE_ARN: name,
  CALLS_IN_GROUPS: z.enum(["on", "off"]),
}));
/** quote, credit, contract, order, enrich, customer, handoff. */
export const StageEnv = plainObject(() => ({ ...table, WORK_BUCKET: name, ...partner, ...retry }));
export const SettleEnv = plainObject(() => ({ ...table, ...buckets, ...retry }));
export const CallbackEnv = plainObject(() => ({ ...table, WEBHOOK_SECRET: name, ORDER_QUEUE_URL: name }));
/** The HTTP API for distributors. */
export const FrontDoorEnv = plainObject(() => ({
  ...table,
  FILES_BUCKET: name,
  DISTRIBUTOR_CLAIM: name,
  DEMO_DISTRIBUTOR: z.enum(["on", "off"]),
}));
/** What both ways of telling a distributor have. */
const notices = {
  ...table,
  FILES_BUCKET: name,
  NOTICE_QUEUE_URL: name,
  DEMO_DISTRIBUTOR: z.enum(["on", "off"]),
  /** Before the second attempt. */
  RETRY_BASE_SECONDS: number,
};
export const WebhookEnv = plainObject(() => ({
  ...notices,
  /** Before the distributor's name in the name of its secret. */
  WEBHOOK_SECRETS: name,
}));
export const MailEnv = plainObject(() => ({ ...notices, MAIL_FROM: z.email() }));
export const FeedEnv = plainObject(() => ({
  ...table,
  ...buckets,
  DEMO_DISTRIBUTOR: z.enum(["on", "off"]),
  /** Before `/{distributor}/feed`: the secrets that open exports. */
  FEED_SECRETS: name,
}));
export const DeadLetterEnv = plainObject(() => ({ ...table }));
export const SyncEnv = plainObject(() => ({
  ...table,
  ...buckets,
  ...expiry,
  ...partner,
  APEX_ORDER_LOOKUP: switchValue,
  INTAKE_QUEUE_URL: name,
  /** Signs the nightly certificates. */
  CERTIFICATE_KEY: name,
  ORDER_QUEUE_URL: name,
  ORDER_STATE_MACHINE_ARN: name,
}));
/** The Ordering API itself: HTTP requests, and its own queue of decisions to come. */
export const OrderingApiEnv = plainObject(() => ({
  ORDERING_TABLE_NAME: name,
  ORDERING_API_CREDENTIALS_SECRET: name,
  WEBHOOK_SECRET: name,
  CALLBACK_BASE_URL: z.url(),
  DECISION_QUEUE_URL: name,
  /** Milliseconds from a request to its decision. */
  DECISION_DELAY_MILLIS: number,
  /** JSON: what a sandbox may choose where the contract is silent (ordering-api/behavior.ts); `{}` for the defaults. */
  ORDERING_BEHAVIOR: name,
}));
