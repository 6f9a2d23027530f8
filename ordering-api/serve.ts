// The Ordering API listening on a port of this machine. Two things start it: `npm run ordering-api` as a process (main.ts), or
// the command line as a thread beside its embedded cloud (thread.ts).
import { once } from "node:events";
import { ConfigurationError } from "../contracts/errors.ts";
import { readBehavior } from "./behavior.ts";
import { IN_MEMORY, type StandaloneSettings } from "./env.ts";
import { BASE_PATH } from "./http/match-call.ts";
import { makeStandalone } from "./standalone.ts";

export interface Served {
  /** Base URL of the calls, with the port that was found free. */
  readonly url: string;
  /** Records found in the data directory; undefined: everything is in memory. */
  readonly records: number | undefined;
  /** Calls under way get their answer first. */
  readonly end: () => Promise<void>;
}

export async function serve(env: StandaloneSettings): Promise<Served> {
  const dataDir = env.ORDERING_DATA_DIR;
  // The embedded table is a dependency of development only, and loaded only where it is asked for.
  const table =
    dataDir === IN_MEMORY ? undefined : await (await import("./embedded-table.ts")).openEmbeddedTable(dataDir);
  const { server, resume, close } = makeStandalone({
    credentials: { default: { clientId: env.APEX_CLIENT_ID, clientSecret: env.APEX_CLIENT_SECRET } },
    webhookSecret: env.APEX_WEBHOOK_SECRET,
    callbackBaseUrl: env.CALLBACK_BASE_URL,
    decisionDelayMillis: env.DECISION_DELAY_MILLIS,
    behavior: readBehavior(env.ORDERING_BEHAVIOR),
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
  return {
    url: `http://127.0.0.1:${String(port)}${BASE_PATH}`,
    records: table?.records,
    async end() {
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
      await close();
      await table?.close();
    },
  };
}
