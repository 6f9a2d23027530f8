// The partner of a run that names no other: our Ordering API as a server of its own on loopback, beside the embedded cloud and
// not in it, as AT&T's would be. It keeps its own state in the run's folder. Its secrets are new with every start, for both sides.
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import { APEX_HEADERS } from "../contracts/apex/calls.ts";
import { NAMES } from "../contracts/deployment.ts";
import { compileCacheVariable } from "./compile-cache.ts";
import { Breakdown, UsageError } from "./usage-error.ts";

export interface PartnerServer {
  /** Base URL of the calls. */
  readonly url: string;
  /** The calls of ours that make decisions by hand. */
  sandbox(path: string, body?: object): Promise<unknown>;
  /** Rejects when the server dies; never resolves. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

export interface PartnerAccess {
  /** Secret values by the name of the secret: what the cloud and the server both must know. */
  readonly secretValues: Readonly<Record<string, string>>;
  start(options: { readonly directory: string; readonly callbackUrl: string }): Promise<PartnerServer>;
}

/** Records in the Ordering API belong to a client: it must be the same one after a restart. */
const CLIENT_ID = "apex-bulk";
const SECRET_BYTES = 32;
/** From a request to its credit or eSign decision: long enough to be seen as a wait, short enough to wait for. */
const DECISION_DELAY_MILLIS = 300;
const THREAD = new URL("../ordering-api/thread.ts", import.meta.url);
/** The one message of the thread, as the arguments of its event. */
const ListeningSchema = z.tuple([z.object({ url: z.string() })]);

const RefusedSchema = z.object({ errors: z.array(z.object({ message: z.string() })) });

/** `given`: secret values that the environment sets; the others are made here. */
export function partnerAccess(given: Readonly<Record<string, string>>): PartnerAccess {
  const clientSecret = randomBytes(SECRET_BYTES).toString("hex");
  const webhookSecret = given[NAMES.webhookSecret] ?? `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  return {
    secretValues: {
      ...given,
      [NAMES.credentialsSecret]: JSON.stringify({ default: { clientId: CLIENT_ID, clientSecret } }),
      [NAMES.webhookSecret]: webhookSecret,
    },
    start: async ({ directory, callbackUrl }) => {
      const server = await startServer(path.join(directory, "ordering-api.log"), {
        PORT: "0",
        APEX_CLIENT_ID: CLIENT_ID,
        APEX_CLIENT_SECRET: clientSecret,
        // The first of several signs (contracts/deployment.ts).
        APEX_WEBHOOK_SECRET: webhookSecret,
        CALLBACK_BASE_URL: callbackUrl,
        DECISION_DELAY_MILLIS: String(DECISION_DELAY_MILLIS),
        ORDERING_DATA_DIR: path.join(directory, "ordering-api"),
      });
      const headers = { [APEX_HEADERS.clientId]: CLIENT_ID, [APEX_HEADERS.clientSecret]: clientSecret };
      return { ...server, sandbox: (at, body) => askSandbox(server.url + at, headers, body) };
    },
  };
}

/** Throws a UsageError with the reason where the Ordering API refuses. */
async function askSandbox(url: string, credentials: Record<string, string>, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...credentials, [APEX_HEADERS.traceId]: randomUUID(), "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const value: unknown = await answer.json();
  if (answer.ok) return value;
  const refused = RefusedSchema.safeParse(value);
  throw new UsageError(
    refused.success ? (refused.data.errors[0]?.message ?? "") : `it answered ${String(answer.status)}`,
  );
}

type Started = Omit<PartnerServer, "sandbox">;

async function startServer(logFile: string, env: Record<string, string>): Promise<Started> {
  const worker = new Worker(THREAD, { env: { ...env, ...compileCacheVariable() }, execArgv: [], stderr: true });
  const log = createWriteStream(logFile, { flags: "a" });
  worker.stderr.pipe(log);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  let isClosing = false;
  const died = (error: unknown): void => {
    if (!isClosing) reject(new Breakdown(`the Ordering API of this run has ended: ${String(error)}`, { cause: error }));
  };
  worker.once("error", died);
  worker.once("exit", (code) => {
    died(`exit status ${String(code)}`);
  });
  const [{ url }] = ListeningSchema.parse(await Promise.race([once(worker, "message"), broken]));
  return {
    url,
    broken,
    async close() {
      isClosing = true;
      const ended = once(worker, "exit");
      worker.postMessage("end");
      await ended;
    },
  };
}
