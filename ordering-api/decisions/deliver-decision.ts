// Brings a due decision about: waits what is left of its delay, records it, sends the signed callback, and puts what is to
// be tried again or comes next back on the queue. A repeated delivery has the same webhook id, so the receiver knows it.
import type { World } from "../calls/call-context.ts";
import { creditClassOf } from "../rules/forced-outcomes.ts";
import { keys } from "../records.ts";
import { readId } from "../ids.ts";
import type { Decision } from "./decision.ts";
import { recordDecision } from "./record-decision.ts";
import { type SignedCallback, signWebhook } from "./sign-webhook.ts";

export interface DeliveryWorld extends World {
  readonly sleep: (millis: number) => Promise<void>;
  /** The webhook secret as it is stored. */
  readonly webhookSecret: () => Promise<string>;
  /** Status of the answer; undefined where none came. */
  readonly post: (path: string, callback: SignedCallback) => Promise<number | undefined>;
  readonly onError: (error: unknown, traceId: string | undefined) => void;
}

/** Beyond it the queue waits, not the function (SQS delays up to 900 seconds). */
const WAIT_MILLIS_MAX = 2_000;
const ATTEMPTS_MAX = 12;
const BACKOFF_BASE_MILLIS = 1_000;
const BACKOFF_CAP_MILLIS = 300_000;
/** So often the write of a request may lag behind its decision: 6 seconds in all. */
const NOT_YET_ATTEMPTS_MAX = 7;
const NOT_YET_BASE_MILLIS = 50;

export async function deliverDecision(decision: Decision, world: DeliveryWorld): Promise<void> {
  const left = decision.dueAt - world.now().getTime();
  if (left > WAIT_MILLIS_MAX) {
    await world.schedule(decision);
    return;
  }
  if (left > 0) await world.sleep(left);
  const recorded = await recordDecision(world, decision);
  if (recorded === "tell") await tell(decision, world);
  else if (recorded === "notYet" && decision.attempts < NOT_YET_ATTEMPTS_MAX) {
    await again(decision, world, NOT_YET_BASE_MILLIS);
  }
}

async function tell(decision: Decision, world: DeliveryWorld): Promise<void> {
  const status = await send(decision, world);
  if (status === undefined || status < 200 || status > 299) {
    if (decision.attempts + 1 < ATTEMPTS_MAX) await again(decision, world, BACKOFF_BASE_MILLIS);
    else world.onError(new Error(`callback: given up after ${String(ATTEMPTS_MAX)} attempts`), undefined);
    return;
  }
  if (decision.kind === "credit" && decision.steps.length > 1) {
    const dueAt = world.now().getTime() + world.decisionDelayMillis;
    await world.schedule({ ...decision, steps: decision.steps.slice(1), dueAt, attempts: 0 });
  }
}

async function again(decision: Decision, world: DeliveryWorld, baseMillis: number): Promise<void> {
  const backoff = Math.min(BACKOFF_CAP_MILLIS, baseMillis * 2 ** decision.attempts);
  await world.schedule({ ...decision, attempts: decision.attempts + 1, dueAt: world.now().getTime() + backoff });
}

/** A lost callback is one that nobody misses on this side: it counts as taken, and can still be asked for. */
async function send(decision: Decision, world: DeliveryWorld): Promise<number | undefined> {
  if (decision.fault === "lost") return TAKEN;
  const { path, id, data, type } = await contentOf(decision, world);
  const now = world.now();
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const callback = signWebhook(id, Math.floor(now.getTime() / 1_000), body, await world.webhookSecret());
  if (decision.fault === "forged") {
    await world.post(path, { ...callback, headers: { ...callback.headers, "webhook-signature": `v1,${FORGED}` } });
  }
  const status = await world.post(path, callback);
  return decision.fault === "duplicate" ? world.post(path, callback) : status;
}

const TAKEN = 202;
const FORGED = Buffer.alloc(32, 7).toString("base64");

async function contentOf(decision: Decision, world: DeliveryWorld) {
  const { quoteId } = decision;
  if (decision.kind === "credit") {
    const { creditCheckId, steps } = decision;
    const approvalStatus = steps[0] ?? "Manual Review";
    return {
      path: "/callbacks/credit",
      id: `msg_${creditCheckId}_${approvalStatus.replaceAll(/\W/g, "")}`,
      type: "credit.decided",
      data: { creditCheckId, quoteId, approvalStatus, creditClass: creditClassOf(approvalStatus) },
    };
  }
  const { contractEnvelopeId, ending } = decision;
  const quote = await world.store.get(keys.quote(readId("quote", quoteId)?.serial ?? ""));
  const signedAt = quote?.value.contract?.signedAt;
  return {
    path: "/callbacks/esign",
    id: `msg_${contractEnvelopeId}_${ending.replace("contract.", "")}`,
    type: ending,
    data: { contractEnvelopeId, quoteId, ...(signedAt !== undefined && { signedAt }) },
  };
}
