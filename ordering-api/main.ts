// `npm run ordering-api`: the Ordering API on a port of this machine, for integrating before credentials are there.
import { readBehaviour } from "./behaviour.ts";
import { readStandaloneEnv } from "./env.ts";
import { BASE_PATH } from "./http/match-call.ts";
import { makeStandalone } from "./standalone.ts";

const env = readStandaloneEnv();
const dataDir = env.ORDERING_DATA_DIR;
// The embedded table is a dependency of development only, and loaded only where it is asked for.
const table =
  dataDir === undefined ? undefined : await (await import("./embedded-table.ts")).openEmbeddedTable(dataDir);
const { server } = makeStandalone({
  credentials: { default: { clientId: env.APEX_CLIENT_ID, clientSecret: env.APEX_CLIENT_SECRET } },
  webhookSecret: env.APEX_WEBHOOK_SECRET,
  callbackBaseUrl: env.CALLBACK_BASE_URL,
  decisionDelayMillis: env.DECISION_DELAY_MILLIS,
  behaviour: readBehaviour(env.ORDERING_BEHAVIOUR),
  ...(table !== undefined && { store: table.store }),
});

server.listen(env.PORT, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : env.PORT;
  const base = `http://127.0.0.1:${String(port)}${BASE_PATH}`;
  process.stdout.write(`APEX Ordering API (fictional prices and accounts; docs/ordering-api.md)
  base URL       ${base}
  client_id      ${env.APEX_CLIENT_ID}
  client_secret  ${env.APEX_CLIENT_SECRET}
  callbacks      ${env.CALLBACK_BASE_URL}/callbacks/credit and /callbacks/esign, after ${String(env.DECISION_DELAY_MILLIS)} ms
  signed with    ${env.APEX_WEBHOOK_SECRET}
  data           ${dataDir ?? "in memory"}
  docs           ${base}/docs
  OpenAPI        ${base}/openapi.json
  ledger         ${base}/ledger
`);
});
