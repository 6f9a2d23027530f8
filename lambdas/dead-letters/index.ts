// Answers for the messages that the stage queues gave up.
import { DeadLetterEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeAnswerDeadLetters } from "./answer-dead-letters.ts";
import { makeDeadLetterDeps } from "./deps.ts";

export const handler = lambdaEdge({
  name: "dead-letters",
  env: DeadLetterEnv,
  make: (env, meter) => makeAnswerDeadLetters(makeDeadLetterDeps(env, meter)),
});
