// The quote stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeQuoteOrder } from "./quote-order.ts";

export const handler = lambdaEdge({
  name: "quote",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("quote", env, meter);
    return stageConsumer(deps, "quote", makeQuoteOrder(deps));
  },
});
