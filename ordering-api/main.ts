// `npm run ordering-api`: the Ordering API on a port of this machine, for integrating before credentials are there.
import { once } from "node:events";
import { ConfigurationError } from "../contracts/errors.ts";
import { readBehaviour } from "./behaviour.ts";
import { IN_MEMORY, readStandaloneEnv } from "./env.ts";
import { BASE_PATH, LEDGER_PATH } from "./http/match-call.ts";
import { makeStandalone } from "./standalone.ts";

// What is wrong with the settings is told in one line; the stack of anything else helps.
process.once("uncaughtException", (error) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : String(error.stack)}\n`);
  process.exit(1);
});
const env = readStandaloneEnv();
const dataDir = env.ORDERING_DATA_DIR;
// The embedded table is a dependency of development only, and loaded only where it is asked for.
const table =
  dataDir === IN_MEMORY ? undefined : await (await import("./embedded-table.ts")).openEmbeddedTable(dataDir);
const { server, resume, close } = makeStandalone({
  credentials: { default: { clientId: env.APEX_CLIENT_ID, clientSecret: env.APEX_CLIENT_SECRET } },
  webhookSecret: env.APEX_WEBHOOK_SECRET,
  callbackBaseUrl: env.CALLBACK_BASE_URL,
  decisionDelayMillis: env.DECISION_DELAY_MILLIS,
  behaviour: readBehaviour(env.ORDERING_BEHAVIOUR),
  ...(table !== undefined && { store: table.store }),
});
await resume();
server.listen(env.PORT, "127.0.0.1");
await once(server, "listening").catch((error: unknown) => {
  throw error instanceof Error && "code" in error && error.code === "EADDRINUSE"
    ? new ConfigurationError(`PORT: ${String(env.PORT)} is in use; name another, or 0 for any that is free`)
    : error;
});
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : env.PORT;
const base = `http://127.0.0.1:${String(port)}${BASE_PATH}`;
process.stdout.write(`APEX Ordering API (fictional prices and accounts; docs/ordering-api.md)
  base URL       ${base}
  client_id      ${env.APEX_CLIENT_ID}
  client_secret  ${env.APEX_CLIENT_SECRET}
  callbacks      ${env.CALLBACK_BASE_URL}/callbacks/credit and /callbacks/esign, after ${String(env.DECISION_DELAY_MILLIS)} ms
  signed with    ${env.APEX_WEBHOOK_SECRET}
  data           ${table === undefined ? "in memory" : `${dataDir} (embedded DynamoDB, ${String(table.records)} records)`}
  docs           ${base}/docs
  OpenAPI        ${base}/openapi.json
  ledger         ${base}${LEDGER_PATH}
Ctrl-C ends it.
`);

/** The first signal lets the calls under way end, the second ends the process at once. */
async function end(): Promise<void> {
  for (const signal of SIGNALS) process.once(signal, () => process.exit(1));
  server.close();
  server.closeIdleConnections();
  await once(server, "close");
  await close();
  await table?.close();
}
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
for (const signal of SIGNALS) process.once(signal, () => void end());
