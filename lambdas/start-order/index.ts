// Starts the execution of each order that the order queue names.
import { StartOrderEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeStartDeps } from "./deps.ts";
import { makeStartOrders } from "./start-orders.ts";

export const handler = lambdaEdge({
  name: "start-order",
  env: StartOrderEnv,
  make: (env, meter) => makeStartOrders(makeStartDeps(env, meter)),
});
