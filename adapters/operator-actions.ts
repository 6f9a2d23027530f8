// What an operator can do about an order: see its open calls, say what became of one, put it back to work, cancel it. The
// record comes first, Step Functions after it, so that an action cut off half way is finished by the sync or repeated.
import type { CallName } from "../contracts/apex/calls.ts";
import { APEX_CALLS } from "../contracts/apex/calls.ts";
import { executionNameOf } from "../contracts/ids.ts";
import { CallRecordSchema, FileRecordSchema, indexKeys, keys, type OrderRecord } from "../contracts/records.ts";
import { type OrderMessage, type Stage, StageSchema } from "../contracts/stages.ts";
import { isTerminal } from "../domain/settlement.ts";
import type { Executions } from "./executions.ts";
import type { OrderQueue } from "./order-queue.ts";
import { MOVING } from "./order-store.ts";
import { type Resolution, resolveCall, type ResolveResult, type UnresolvedCall } from "./partner-calls/resolve-call.ts";
import { finishCancellation, type SettleDeps } from "./settle-order.ts";

export interface OperatorDeps extends SettleDeps {
  readonly executions: Executions;
  readonly orderQueue: OrderQueue;
}

export interface OpenCall extends UnresolvedCall {
  readonly state: "intent" | "unknown" | "refused";
  readonly transactionId: string;
}

/** Calls of the order that have no confirmation: what `resolve` can be said about. */
export async function openCalls(deps: OperatorDeps, orderId: string): Promise<OpenCall[]> {
  const found: OpenCall[] = [];
  for await (const item of deps.orders.table.query(keys.order(orderId).pk, { prefix: "CALL#" })) {
    const { state, transactionId } = CallRecordSchema.parse(item);
    const named = callOfKey(String(item["sk"]));
    if (state !== "confirmed" && named !== undefined) found.push({ orderId, ...named, state, transactionId });
  }
  return found;
}

function callOfKey(sk: string): { stage: Stage; call: CallName; scope: number | "order" } | undefined {
  const [, stageName, name = "", scopeText] = sk.split("#");
  const stage = StageSchema.safeParse(stageName);
  if (!stage.success || !isCallName(name)) return undefined;
  return { stage: stage.data, call: name, scope: scopeText === "order" ? "order" : Number(scopeText) };
}

const isCallName = (name: string): name is CallName => Object.hasOwn(APEX_CALLS, name);

/** Says what became of a call, and puts the order back to work when that was what held it. */
export async function resolve(
  deps: OperatorDeps,
  call: UnresolvedCall,
  resolution: Resolution,
): Promise<{ readonly call: ResolveResult; readonly order: Redriven | undefined }> {
  const resolved = await resolveCall(deps.orders.table, call, resolution, deps.orders.clock.now());
  return { call: resolved, order: resolved.kind === "resolved" ? await redrive(deps, call.orderId) : undefined };
}

/** `redriven`: the execution goes on where it failed. `restarted`: a new execution goes through the records. */
export type Redriven = "redriven" | "restarted" | "notHeld" | "unknownOrder";

/**
 * Puts a held order back to work. An order held for a credit condition is redriven when the condition is met: the redrive
 * states that, and is recorded as the approval.
 */
export async function redrive(deps: OperatorDeps, orderId: string): Promise<Redriven> {
  const order = await deps.orders.order(orderId);
  if (order === undefined) return "unknownOrder";
  if (order.status !== "held") return "notHeld";
  const markedAt = deps.orders.now();
  await reopenFile(deps, order.fileId);
  await deps.orders.table.put({ ...keys.openOrder(order.fileId, orderId), message: messageOf(order), markedAt });
  const conditionMet = order.reason?.code === "creditConditional";
  const step = { type: "orderRedriven", to: "inProgress", from: ["held"], remove: ["reason"] } as const;
  const moved = await deps.orders.advance(orderId, {
    ...step,
    set: { resumedAt: deps.orders.now(), ...(conditionMet && { creditStatus: "approved" }) },
    ...(conditionMet && { reason: "creditConditionMet" }),
  });
  if (moved?.changed !== true) return "notHeld";
  if ((await deps.executions.redrive(arnOf(deps, order))) === "redriven") return "redriven";
  await deps.orderQueue.send(messageOf(order));
  return "restarted";
}

export type Cancelled =
  | {
      readonly kind: "cancelled";
      readonly sites: number;
      /** Sites that AT&T has already: they cannot be stopped from here. */
      readonly handedOff: readonly string[];
      /** A signed contract binds, whatever becomes of its sites. */
      readonly contractSigned: boolean;
    }
  | { readonly kind: "over"; readonly status: string }
  | { readonly kind: "unknownOrder" };

export async function cancel(deps: OperatorDeps, orderId: string): Promise<Cancelled> {
  const order = await deps.orders.order(orderId);
  if (order === undefined) return { kind: "unknownOrder" };
  if (isTerminal(order.status)) return { kind: "over", status: order.status };
  const step = { type: "cancellationRequested", to: "pendingCancellation", from: [...MOVING, "held"] } as const;
  const asked = await deps.orders.advance(orderId, step);
  if (asked === undefined) return { kind: "unknownOrder" };
  if (asked.order.status !== "pendingCancellation") return { kind: "over", status: asked.order.status };
  await reopenFile(deps, order.fileId);
  if (order.executions > 0) await deps.executions.stop(arnOf(deps, order), "cancelled");
  await finishCancellation(deps, asked.order);
  const sites = await deps.sites.sites(orderId);
  return {
    kind: "cancelled",
    sites: sites.filter((site) => site.status === "cancelled").length,
    handedOff: sites.filter((site) => site.status === "completed").map((site) => site.siteRef),
    contractSigned: order.contractStatus === "signed",
  };
}

/** A file at rest is open again before its order moves. */
async function reopenFile(deps: OperatorDeps, fileId: string): Promise<void> {
  const item = await deps.orders.table.get(keys.file(fileId));
  if (item === undefined) return;
  const { receivedAt } = FileRecordSchema.parse(item);
  await deps.orders.table.update(keys.file(fileId), {
    set: { status: "processing", ...indexKeys.openFile(fileId, receivedAt) },
    remove: ["completedAt"],
    when: { status: { in: ["needsAttention", "completed"] } },
  });
}

const arnOf = (deps: OperatorDeps, order: OrderRecord): string =>
  deps.executions.arnOf(executionNameOf(order.orderId, Math.max(1, order.executions)));

const messageOf = ({ orderId, fileId, distributor, document, siteCount }: OrderRecord): OrderMessage => ({
  ...{ orderId, fileId, distributor, document, siteCount },
});
