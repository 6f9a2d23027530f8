// The order stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makePlaceOrder } from "./place-order.ts";

export const handler = lambdaEdge({
  name: "order",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("order", env, meter);
    return stageConsumer(deps, "order", makePlaceOrder(deps));
  },
});
