// A stage's queue: each message is one task of one order. The consumer decides what a message is worth (poison, zombie,
// order already over), runs the stage, and answers the task token by what the stage came to. Answering comes after
// recording, so that a crash between the two is repaired by the next delivery.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { invariant, ORDER_HELD } from "../../contracts/errors.ts";
import { CONTINUATIONS_MAX } from "../../contracts/limits.ts";
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { DocumentPointer, Stage, StageMessage, StageOutput } from "../../contracts/stages.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import type { CallOutcome, PartnerCalls } from "../../domain/ports.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { reasonOf, type StageResult } from "../../domain/orders/stage-result.ts";
import { bindingGuard } from "./binding-guard.ts";
import { DeadlineCalls } from "./deadline-calls.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import type { Logger } from "../../adapters/runtime/logger.ts";
import {
  ACK,
  chainLength,
  consumeBatch,
  type QueueBatchDeps,
  type RecordAnswer,
  receivesOf,
} from "../../adapters/runtime/queue-batch.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { SiteStore } from "../orders/site-store.ts";
import { tellingUnreadable } from "../reconcile/unreadable-break.ts";
import { answerStop } from "./answer-stop.ts";
import { claimChain } from "./chain-claims.ts";
import { PausableCalls, pausedAnswer, type PauseDeps } from "./paused-work.ts";
import { readStageMessage, refusePoison } from "./stage-message.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

/** One task as the stage sees it. */
export interface StageWork {
  readonly message: StageMessage;
  readonly order: OrderRecord;
  readonly document: () => Promise<OrderDocument>;
  /** A partner call of this order in this stage. `scope`: a site's index, or `order`. */
  readonly perform: <C extends CallName>(
    call: C,
    request: RequestOf<C>,
    scope: number | "order",
  ) => Promise<CallOutcome<ResponseOf<C>>>;
}
export type RunStage = (work: StageWork) => Promise<StageResult>;

export interface StageConsumerDeps extends QueueBatchDeps, PauseDeps {
  readonly sites: SiteStore;
  readonly table: Table;
  readonly tokens: TaskTokens;
  readonly calls: PartnerCalls;
  readonly readDocument: (pointer: DocumentPointer) => Promise<OrderDocument>;
  readonly retryAttempts: number;
  readonly partnerTimeoutSeconds: number;
}

export function stageConsumer(deps: StageConsumerDeps, stage: Stage, run: RunStage) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(
      deps,
      event,
      invocation,
      tellingUnreadable(deps, (record) => consume(deps, { stage, run }, record, invocation)),
    );
}

async function consume(
  deps: StageConsumerDeps,
  { stage, run }: { readonly stage: Stage; readonly run: RunStage },
  record: SQSRecord,
  invocation: Invocation,
): Promise<RecordAnswer> {
  const message = readStageMessage(record.body, stage);
  if ("poison" in message) return refusePoison(deps.tokens, message.poison, record, invocation);
  const byOrder = invocation.log.with({ orderId: message.orderId, stage, messageId: record.messageId });
  if ((await deps.tokens.heartbeat(message.taskToken)) === "gone") {
    byOrder.info("zombieDropped");
    return ACK;
  }
  const recorded = await deps.orders.order(message.orderId);
  invariant(recorded, "stage.orderMissing");
  const log = byOrder.with({ fileId: recorded.fileId });
  const found = await deps.orders.raiseObjection(recorded);
  // What AT&T takes back can hold the order between the look and the entry.
  const order = answerIfOver(found) === undefined ? await deps.orders.enter(found, stage) : found;
  const over = answerIfOver(order);
  if (over !== undefined) return answer(deps, { message, order }, over, log);

  const target = { stage, distributor: order.distributor };
  const paused = await pausedAnswer(deps, order, target);
  if (paused !== undefined) return goOn(deps, message, record, paused);

  const pausable = new PausableCalls(deps.calls, deps);
  const calls = new DeadlineCalls(pausable, invocation.remainingMillis, deps.partnerTimeoutSeconds);
  const inGroups = order.callsInGroups === true;
  const context = {
    ...target,
    orderId: order.orderId,
    fileId: order.fileId,
    spId: order.spId,
    inGroups,
    about: idsAtPartner(order),
  };
  const guard = bindingGuard(deps.orders, order);
  const result = await run({
    message,
    order,
    document: () => deps.readDocument(order.document),
    perform: (call, request, scope) => {
      const against = guard(call);
      return calls.perform(call, request, { ...context, scope, ...(against !== undefined && { against }) });
    },
  });
  // Beyond the longest chain each delivery is a try, and tries run out; a pause uses up none.
  if (result.kind === "retryLater" && calls.putOff && (pausable.paused || chainLength(record) < CONTINUATIONS_MAX)) {
    const code = pausable.paused ? "paused" : result.code;
    return goOn(deps, message, record, { kind: "goOn", code, afterSeconds: result.afterSeconds });
  }
  if (result.kind !== "retryLater" || receivesOf(record) < deps.retryAttempts) {
    return answer(deps, { message, order }, result, log);
  }
  return answer(deps, { message, order }, { kind: "held", reason: reasonOf(result.code, result.message) }, log);
}

/** What the partner has of the order, by the names in its answers. */
function idsAtPartner({ opportunityId, quoteId, partnerOrderId: orderId }: OrderRecord): Record<string, string> {
  return {
    ...(opportunityId !== undefined && { opportunityId }),
    ...(quoteId !== undefined && { quoteId }),
    ...(orderId !== undefined && { orderId }),
  };
}

/** Of a message and its twins one goes on. */
async function goOn(
  { table }: StageConsumerDeps,
  message: StageMessage,
  record: SQSRecord,
  onward: RecordAnswer,
): Promise<RecordAnswer> {
  const { messageId } = record;
  return (await claimChain(table, message, { messageId, length: chainLength(record) })) ? onward : ACK;
}

/**
 * A crash between recording and answering left the token open, or an older version answered a stop in words that this execution
 * does not read: the answer is given now. Nothing runs again. An order that moves has a reason only when it was stopped.
 */
function answerIfOver(order: OrderRecord): StageResult | undefined {
  const reason = order.reason ?? reasonOf("executionFailed");
  if (order.status === "held") return { kind: "held", reason };
  if (order.status === "pendingCancellation") return { kind: "stopped", reason: reasonOf("cancelled") };
  return isTerminal(order.status) || order.reason !== undefined ? { kind: "stopped", reason } : undefined;
}

async function answer(
  deps: StageConsumerDeps,
  { message, order }: { readonly message: StageMessage; readonly order: OrderRecord },
  result: StageResult,
  log: Logger,
): Promise<RecordAnswer> {
  const { orderId, stage, taskToken, chunk } = message;
  switch (result.kind) {
    case "retryLater":
      return { kind: "retry", code: result.code, afterSeconds: result.afterSeconds };
    case "waiting":
      log.info("stageWaiting");
      return ACK;
    case "held":
      await deps.orders.hold(orderId, stage, result.reason);
      await deps.tokens.fail(taskToken, ORDER_HELD, result.reason.code);
      log.warn("orderHeld", { reason: result.reason.code });
      return ACK;
    case "stopped":
      await deps.orders.stop(orderId, stage, result.reason);
      await answerStop(deps.tokens, message, result.reason.code);
      log.info("orderStopped", { reason: result.reason.code });
      return ACK;
    case "nothingLeft":
      await answerStop(deps.tokens, message);
      log.info("nothingLeft");
      return ACK;
    case "done":
      if (result.done !== undefined) await deps.orders.countDone(order, stage, result.done, chunk);
      await deps.tokens.succeed(taskToken, outputOf(result));
      log.info("stageDone", { ...(chunk !== undefined && { chunk: chunk.n }) });
      return ACK;
  }
}

/** A chunk none of whose sites went through has nothing for the next stage: read by executions from before ADR 0019. */
function outputOf({ done, failed }: { readonly done?: number; readonly failed?: number }): StageOutput {
  const counts = { ...(done !== undefined && { done }), ...(failed !== undefined && { failed }) };
  return { verdict: done === 0 && failed !== undefined && failed > 0 ? "stop" : "proceed", ...counts };
}
