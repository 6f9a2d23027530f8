// Tells distributors by mail that results are there.
import { MailEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { makeMailDeps } from "./deps.ts";
import { makeSendMails } from "./send-mails.ts";

export const handler = lambdaEdge({
  name: "mail",
  env: MailEnv,
  make: (env) => makeSendMails(makeMailDeps(env)),
});
