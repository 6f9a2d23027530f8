// The HTTP API for distributors, behind its authorizer.
import { FrontDoorEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeAnswerRequest } from "./answer-request.ts";
import { makeFrontDoorDeps } from "./deps.ts";

export const handler = lambdaEdge({
  name: "front-door",
  env: FrontDoorEnv,
  make: (env) => makeAnswerRequest(makeFrontDoorDeps(env)),
});
