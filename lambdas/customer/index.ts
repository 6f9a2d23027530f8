// The customer stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeAssignCustomer } from "./assign-customer.ts";

export const handler = lambdaEdge({
  name: "customer",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("customer", env, meter);
    return stageConsumer(deps, "customer", makeAssignCustomer(deps));
  },
});
