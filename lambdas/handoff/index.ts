// The handoff stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeHandOffSites } from "./hand-off-sites.ts";

export const handler = lambdaEdge({
  name: "handoff",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("handoff", env, meter);
    return stageConsumer(deps, "handoff", makeHandOffSites(deps));
  },
});
