// The settle queue: the last stage of an order, and the news that an execution ended by itself. Both end in the same place;
// a message that is neither answers its execution if it still names one.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { invariant } from "../../contracts/errors.ts";
import { ExecutionEndedSchema } from "../../contracts/execution-events.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, consumeBatch, type QueueBatchDeps, type RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import { idFields } from "../../domain/ids-in-message.ts";
import { type SettleDeps, settleDeadExecution, settleOrder } from "../../pipeline/orders/settle-order.ts";
import { readStageMessage, refusePoison } from "../../pipeline/stages/stage-message.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

export interface SettleQueueDeps extends SettleDeps, QueueBatchDeps {
  readonly tokens: TaskTokens;
}

export function makeSettleOrders(deps: SettleQueueDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(deps, event, invocation, (record) => settle(deps, record, invocation));
}

async function settle(deps: SettleQueueDeps, record: SQSRecord, invocation: Invocation): Promise<RecordAnswer> {
  const { log } = invocation;
  const message = readStageMessage(record.body, "settle");
  if ("poison" in message) {
    const ended = ExecutionEndedSchema.safeParse(message.poison);
    if (!ended.success) return refusePoison(deps.tokens, message.poison, record, invocation);
    const { name, status, stopDate } = ended.data.detail;
    if (status === "RUNNING" || status === "PENDING_REDRIVE" || status === "SUCCEEDED") return ACK;
    const stoppedAt = new Date(stopDate ?? 0).toISOString();
    const current = await settleDeadExecution(deps, { name, status, stoppedAt });
    log.info("executionEnded", { execution: name, ...idFields(name), status, current });
    return ACK;
  }
  if ((await deps.tokens.heartbeat(message.taskToken)) === "gone") {
    log.info("zombieDropped", { orderId: message.orderId });
    return ACK;
  }
  const order = await deps.orders.order(message.orderId);
  invariant(order, "settle.orderMissing");
  const fileAtRest = await settleOrder(deps, order);
  await deps.tokens.succeed(message.taskToken, { verdict: "proceed" });
  log.info("orderSettled", { orderId: order.orderId, fileId: order.fileId, fileAtRest });
  return ACK;
}
