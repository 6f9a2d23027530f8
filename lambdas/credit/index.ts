// The credit stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeCheckCredit } from "./check-credit.ts";

export const handler = lambdaEdge({
  name: "credit",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("credit", env, meter);
    return stageConsumer(deps, "credit", makeCheckCredit({ ...deps, creditLookup: env.APEX_CREDIT_LOOKUP === "on" }));
  },
});
