// Takes in the files that are dropped: one object notification, one file.
import { IntakeEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";
import { makeIntakeDeps } from "./deps.ts";
import { makeTakeInDrops } from "./take-in-drops.ts";

keepHeapYoung();

export const handler = lambdaEdge({
  name: "intake",
  env: IntakeEnv,
  make: (env, meter) => makeTakeInDrops(makeIntakeDeps(env, meter)),
});
