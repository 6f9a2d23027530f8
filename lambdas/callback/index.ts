// The partner's callbacks behind the HTTP API.
import { CallbackEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeCallbackDeps } from "./deps.ts";
import { makeTakeCallback } from "./take-callback.ts";

export const handler = lambdaEdge({
  name: "callback",
  env: CallbackEnv,
  make: (env, meter) => makeTakeCallback(makeCallbackDeps(env, meter)),
});
