// The contract stage behind its queue.
import { StageEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import { makeStageDeps } from "../../pipeline/stages/stage-deps.ts";
import { makeSendContract } from "./send-contract.ts";

export const handler = lambdaEdge({
  name: "contract",
  env: StageEnv,
  make: (env, meter) => {
    const deps = makeStageDeps("contract", env, meter);
    return stageConsumer(deps, "contract", makeSendContract(deps));
  },
});
