// What the operators' commands act with: the stores, the executions and the queues of one stack, with the same adapters as
// the functions.
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../adapters/runtime/clock.ts";
import { SfnExecutions } from "../adapters/aws/executions.ts";
import type { OperatorDeps } from "../pipeline/operators/operator-actions.ts";
import { orderSender } from "../adapters/aws/order-sender.ts";
import { SfnTaskTokens } from "../adapters/aws/task-tokens.ts";
import { settleDeps } from "../pipeline/orders/settle-deps.ts";
import { OrderLookup } from "../pipeline/orders/order-lookup.ts";
import { NAMES } from "../contracts/deployment.ts";
import { type BulkStore, bulkStore, stackOutput } from "./bulk-store.ts";
import type { OptionValues } from "./command-call.ts";
import { type StackConnection, stackConnection } from "./stack-connection.ts";

/** As the timeline names who caused a change. */
export const OPERATOR = "operator";

export interface OperatorSession {
  readonly deps: OperatorDeps;
  readonly lookup: OrderLookup;
  readonly store: BulkStore;
  readonly sqs: SQSClient;
  readonly outputs: Readonly<Record<string, string>>;
}

export async function withOperatorSession<T>(
  values: OptionValues,
  act: (session: OperatorSession) => Promise<T>,
): Promise<T> {
  const session = openOperatorSession(await stackConnection(values));
  try {
    return await act(session);
  } finally {
    session.close();
  }
}

export function openOperatorSession({ outputs, endpoint }: StackConnection): OperatorSession & { close(): void } {
  const store = bulkStore(outputs, endpoint);
  const sfn = new SFNClient({ ...endpoint });
  const sqs = new SQSClient({ ...endpoint });
  const sendOrders = orderSender(sqs, stackOutput(outputs, NAMES.outputs.orderQueue));
  const tokens = new SfnTaskTokens(sfn);
  const deps = {
    ...settleDeps({ ...store, clock: systemClock }, OPERATOR, { tokens, sendOrders }),
    executions: new SfnExecutions(sfn, stackOutput(outputs, NAMES.outputs.stateMachine)),
    sendOrders,
  };
  return {
    ...{ deps, lookup: new OrderLookup(store.table), store, sqs, outputs },
    close() {
      store.close();
      sfn.destroy();
      sqs.destroy();
    },
  };
}
