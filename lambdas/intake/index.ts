// Takes in the files that are dropped: one object notification, one file.
import { IntakeEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/lambda-edge.ts";
import { makeIntakeDeps } from "./deps.ts";
import { makeTakeInDrops } from "./take-in-drops.ts";

export const handler = lambdaEdge({
  name: "intake",
  env: IntakeEnv,
  make: (env) => makeTakeInDrops(makeIntakeDeps(env)),
});
