// Tells distributors by webhook that results are there.
import { WebhookEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeWebhookDeps } from "./deps.ts";
import { makeSendWebhooks } from "./send-webhooks.ts";

export const handler = lambdaEdge({
  name: "webhook",
  env: WebhookEnv,
  make: (env) => makeSendWebhooks(makeWebhookDeps(env)),
});
