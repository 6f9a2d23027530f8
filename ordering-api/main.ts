// `npm run ordering-api`: the Ordering API on a port of this machine, for integrating before credentials are there.
import { ConfigurationError } from "../contracts/errors.ts";
import { readStandaloneEnv } from "./env.ts";
import { LEDGER_PATH } from "./http/match-call.ts";
import { serve } from "./serve.ts";
import { readUsage } from "./usage.ts";

// What is wrong with the settings is told in one line; the stack of anything else helps.
process.once("uncaughtException", (error) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error.stack)}\n`);
  process.exit(1);
});
readUsage(process.argv.slice(2));
const env = readStandaloneEnv();
const { url, records, end } = await serve(env);
process.stdout.write(`APEX Ordering API (fictional prices and accounts; docs/ordering-api.md)
  base URL       ${url}
  client_id      ${env.APEX_CLIENT_ID}
  client_secret  ${env.APEX_CLIENT_SECRET}
  callbacks      ${env.CALLBACK_BASE_URL}/callbacks/credit and /callbacks/esign, after ${String(env.DECISION_DELAY_MILLIS)} ms
  signed with    ${env.APEX_WEBHOOK_SECRET}
  data           ${records === undefined ? "in memory" : `${env.ORDERING_DATA_DIR} (embedded DynamoDB, ${String(records)} records)`}
  docs           ${url}/docs
  OpenAPI        ${url}/openapi.json
  ledger         ${url}${LEDGER_PATH}
Ctrl-C ends it.
`);

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** The first signal lets the calls under way end, the second ends the process at once. */
for (const signal of SIGNALS) {
  process.once(signal, () => {
    for (const again of SIGNALS) process.once(again, () => process.exit(1));
    void end();
  });
}
