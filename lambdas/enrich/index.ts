// The enrich stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeEnrichSites } from "./enrich-sites.ts";

export const handler = lambdaEdge({
  name: "enrich",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("enrich", env, meter);
    return stageConsumer(deps, "enrich", makeEnrichSites(deps));
  },
});
