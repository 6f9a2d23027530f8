// What an operator can do about an order: see its open calls, say what became of one, put it back to work, cancel it. The
// record comes first, Step Functions after it, so that an action cut off half way is finished by the sync or repeated.
import { executionNameOf } from "../../contracts/ids.ts";
import { partsOfCallKey, type OrderRecord, type SiteRecord } from "../../contracts/records.ts";
import { type DocumentPointer, StageSchema } from "../../contracts/stages.ts";
import { isFinalSite, isTerminal } from "../../domain/orders/settlement.ts";
import { type ScopedCall, isRecordedCall, type RecordedCall } from "../../domain/orders/told-answer.ts";
import type { Executions } from "../../adapters/aws/executions.ts";
import type { SendOrders } from "../../adapters/aws/order-sender.ts";
import { MOVING } from "../orders/order-store.ts";
import type { PauseStore } from "../orders/pause-store.ts";
import {
  type Resolution,
  resolveCall,
  type ResolveResult,
  underWayUntil,
  type UnresolvedCall,
} from "../partner/resolve-call.ts";
import { isBar } from "../partner/barred.ts";
import { CALL_CLASSES } from "../partner/call-classes.ts";
import { orderMessage, reopenForWord, reopenOrders } from "../orders/reopen-orders.ts";
import { type SignatureRequest, stopContract } from "../orders/stop-contract.ts";
import type { Rendezvous } from "../stages/rendezvous.ts";
import { chooseContract, hearNews, statedBy } from "./decision-actions.ts";
import { closeOrder, finishCancellation, type SettleDeps } from "../orders/settle-order.ts";

export interface OperatorDeps extends SettleDeps {
  readonly rendezvous: Pick<Rendezvous, "match" | "choose">;
  readonly executions: Executions;
  readonly sendOrders: SendOrders;
  readonly pauses: PauseStore;
  /** Whether an order's document is still there: held for long, an order outlives it. */
  readonly documentThere: (document: DocumentPointer) => Promise<boolean>;
}

export interface OpenCall extends ScopedCall {
  readonly orderId: string;
  /** `doubtful`: confirmed, but its answer does not say which sub-order or site is whose. */
  readonly state: "intent" | "unknown" | "refused" | "doubtful";
  readonly transactionId: string;
  readonly startedAt: string;
  readonly attempts: number;
  /** The partner's words, where it refused. */
  readonly refusal?: string;
  /** Keys and types of an answer that could not be read. */
  readonly shape?: string;
  /** What was asked and what came, of an answer that names something else. */
  readonly doubt?: string;
  /** What the call met whose outcome is unknown, in words. */
  readonly cause?: string;
  /** Somebody may be sending it until then. */
  readonly underWayUntil?: Date;
}

/** Calls of the order that have no confirmation, or one that leaves a doubt: what `resolve` can be said about. */
export async function openCalls(
  deps: Pick<OperatorDeps, "orders" | "callRecords" | "clock">,
  orderId: string,
): Promise<OpenCall[]> {
  const found: OpenCall[] = [];
  const order = await deps.orders.order(orderId);
  const doubtful = doubtfulCallOf(order);
  for await (const { sk, record } of deps.callRecords.ofOrder(orderId)) {
    const scoped = scopedCallOf(sk);
    if (scoped === undefined) continue;
    const state = record.state === "confirmed" && scoped.call === doubtful ? "doubtful" : record.state;
    if (state === "confirmed") continue;
    if (isBar(record)) continue;
    // Made again since the order was put back to work, and a success leaves no record.
    const isRepeatable = CALL_CLASSES[scoped.call].class === "repeatable";
    if (isRepeatable && order?.resumedAt !== undefined && record.startedAt < order.resumedAt) continue;
    const { transactionId, startedAt, attempts, refusal, shape, doubt, cause } = record;
    const until = underWayUntil(record, deps.clock.now());
    found.push({
      ...{ orderId, ...scoped, state, transactionId, startedAt, attempts },
      ...(refusal !== undefined && { refusal }),
      ...(shape !== undefined && { shape }),
      ...(doubt !== undefined && { doubt }),
      ...(cause !== undefined && { cause }),
      ...(until !== undefined && { underWayUntil: until }),
    });
  }
  // What is unknown is what holds the order; only where nothing is, an answer must be.
  const isUnknown = found.some(({ state }) => state === "unknown" || state === "intent");
  return isUnknown ? found.filter(({ state }) => state !== "doubtful") : found;
}

/** An answer that was taken for a success, and whose ids the stage could not tell apart. */
function doubtfulCallOf(order: OrderRecord | undefined): RecordedCall | undefined {
  if (order?.status !== "held") return undefined;
  if (order.reason?.code === "contractReplaced") return "createContract";
  if (order.reason?.code !== "indeterminateAnswer") return undefined;
  if (order.stage === "quote") return "addSites";
  return order.stage === "order" ? "createOrder" : undefined;
}

function scopedCallOf(sk: string): ScopedCall | undefined {
  const { call, scope, ...parts } = partsOfCallKey(sk);
  const stage = StageSchema.safeParse(parts.stage);
  if (!stage.success || !isRecordedCall(call)) return undefined;
  return { stage: stage.data, call, scope: scope === "order" ? "order" : Number(scope) };
}

/**
 * Says what became of a call of a held order, and notes in the timeline who said so. A redrive then goes on from there.
 * `notHeld`: an order that moves writes down its calls by itself.
 */
export async function resolve(
  deps: OperatorDeps,
  call: UnresolvedCall,
  resolution: Resolution,
): Promise<ResolveResult | { readonly kind: "notHeld" }> {
  const { orderId, stage, scope } = call;
  const order = await deps.orders.order(orderId);
  if (order?.status !== "held") return { kind: "notHeld" };
  const completes = resolution.kind === "happened" && call.call === doubtfulCallOf(order);
  const at = deps.clock.now();
  const said = completes ? { ...resolution, completes } : resolution;
  const inGroups = order.callsInGroups === true;
  const resolved = await resolveCall(deps.callRecords, { ...call, inGroups }, said, at);
  if (resolved.kind !== "resolved") return resolved;
  if (completes && order.reason?.code === "contractReplaced") {
    await chooseContract(deps, order, String(resolution.ids["ContractEnvelopeId"]));
  }
  const [site] = scope === "order" ? [] : await deps.sites.sites(orderId, { from: scope, to: scope + 1 });
  const reason = `${call.call}: ${resolution.kind}`;
  await deps.orders.note({
    at: at.toISOString(),
    type: "callResolved",
    orderId,
    siteRef: site?.siteRef,
    stage,
    reason,
    ...(resolution.kind === "happened" && { note: statedText(resolution.ids) }),
    from: undefined,
    to: undefined,
  });
  return resolved;
}

/** What the person said came of the call: from then on the order goes by these ids. A thousand sites' ids are not all told. */
const statedText = (ids: Readonly<Record<string, unknown>>): string =>
  `Stated: ${JSON.stringify(ids).slice(0, STATED_CHARACTERS_MAX)}`;
const STATED_CHARACTERS_MAX = 500;

/** `redriven`: the execution goes on where it failed. `restarted`: a new execution goes through the records. */
export type Redriven = "redriven" | "restarted" | "notHeld" | "dataExpired" | "unknownOrder";

/**
 * Puts a held order back to work. An order held for a credit condition is redriven when the condition is met: the redrive
 * states that, and is recorded as the approval. `anew`: on the state machine as it is deployed now; a redriven execution keeps
 * the definition that it began with.
 */
export async function redrive(
  deps: OperatorDeps,
  orderId: string,
  options: { readonly anew?: boolean } = {},
): Promise<Redriven> {
  const order = await deps.orders.order(orderId);
  if (order === undefined) return "unknownOrder";
  if (order.status !== "held") return "notHeld";
  if (!(await deps.documentThere(order.document))) return "dataExpired";
  // What has come since it was held counts for more than the redrive.
  const answered = await hearNews(deps, order);
  const marked = await reopenForWord(deps, order);
  const stated = answered ? {} : statedBy(order);
  const step = { type: "orderRedriven", to: "inProgress", from: ["held"], remove: ["reason"] } as const;
  const moved = await deps.orders.advance(orderId, {
    ...step,
    set: { resumedAt: deps.orders.now(), ...stated },
    ...("creditStatus" in stated && order.reason?.code === "creditConditional" && { reason: "creditConditionMet" }),
  });
  if (moved?.changed !== true) return "notHeld";
  await reopenOrders(deps, order.fileId, [orderMessage(order)], marked);
  const goesOn = options.anew !== true && (await deps.executions.redrive(arnOf(deps, order))) === "redriven";
  if (goesOn) return "redriven";
  await deps.sendOrders([orderMessage(order)]);
  return "restarted";
}

export type Cancelled =
  | {
      /**
       * `ending`: a handoff is on its way at this moment; the sync ends the cancellation when its outcome is known.
       * `held`: nobody knows whether AT&T has the sites still open; after `resolve` the order is cancelled once more.
       */
      readonly kind: "cancelled" | "ending" | "held";
      readonly sites: number;
      /** Sites that AT&T has already: they cannot be stopped from here. */
      readonly handedOff: readonly string[];
      /** Sites of which it is not known yet. */
      readonly open: readonly string[];
      /** A signed contract binds, whatever becomes of its sites. */
      readonly contractSigned: boolean;
      /** A contract that is out for signature cannot be called back. */
      readonly signature: SignatureRequest;
      /** AT&T's parent order, of which these sites are not handed off. */
      readonly partnerOrderId: string | undefined;
    }
  | { readonly kind: "over"; readonly status: string }
  | { readonly kind: "unknownOrder" };

export async function cancel(deps: OperatorDeps, orderId: string): Promise<Cancelled> {
  const order = await deps.orders.order(orderId);
  if (order === undefined) return { kind: "unknownOrder" };
  if (isTerminal(order.status)) return { kind: "over", status: order.status };
  const step = { type: "cancellationRequested", to: "pendingCancellation", from: [...MOVING, "held"] } as const;
  // Marked before it moves: a cancellation that is cut off once it has moved is ended by the sync.
  const marked = await reopenForWord(deps, order);
  const asked = await deps.orders.advance(orderId, step);
  if (asked === undefined) return { kind: "unknownOrder" };
  if (asked.order.status !== "pendingCancellation") {
    await closeOrder(deps, order);
    return { kind: "over", status: asked.order.status };
  }
  await reopenOrders(deps, order.fileId, [orderMessage(order)], marked);
  if (order.executions > 0) await deps.executions.stop(arnOf(deps, order), "cancelled");
  await finishCancellation(deps, asked.order);
  return await cancelled(deps, asked.order);
}

async function cancelled(deps: OperatorDeps, asked: OrderRecord): Promise<Cancelled> {
  const now = (await deps.orders.order(asked.orderId)) ?? asked;
  const sites = await deps.sites.sites(asked.orderId);
  const refs = (isMeant: (site: SiteRecord) => boolean): string[] =>
    sites.filter(isMeant).map(({ siteRef }) => siteRef);
  return {
    kind: now.status === "held" ? "held" : now.status === "pendingCancellation" ? "ending" : "cancelled",
    sites: refs((site) => site.status === "cancelled").length,
    handedOff: refs((site) => site.status === "completed"),
    open: refs((site) => !isFinalSite(site)),
    contractSigned: now.contractStatus === "signed",
    signature: await stopContract(deps, now),
    partnerOrderId: asked.partnerOrderId,
  };
}

const arnOf = (deps: OperatorDeps, order: OrderRecord): string =>
  deps.executions.arnOf(executionNameOf(order.orderId, Math.max(1, order.executions)));
