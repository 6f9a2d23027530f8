// The enrich stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/lambda-edge.ts";
import { stageConsumer } from "../../adapters/stage-consumer.ts";
import { makeStageDeps } from "../../adapters/stage-deps.ts";
import { makeEnrichSites } from "./enrich-sites.ts";

export const handler = lambdaEdge({
  name: "enrich",
  env: StageEnv,
  make: (env) => {
    const deps = makeStageDeps("enrich", env);
    return stageConsumer(deps, "enrich", makeEnrichSites(deps));
  },
});
