// The settle stage behind its queue, to which the event rule for ended executions writes too.
import { SettleEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";
import { makeSettleDeps } from "./deps.ts";
import { makeSettleOrders } from "./settle-orders.ts";

keepHeapYoung();

export const handler = lambdaEdge({
  name: "settle",
  env: SettleEnv,
  make: (env, meter) => makeSettleOrders(makeSettleDeps(env, meter)),
});
