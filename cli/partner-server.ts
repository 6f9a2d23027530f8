// The partner of a run that names no other: our Ordering API as a server of its own on loopback, beside the embedded cloud and
// not in it, as AT&T's would be. It keeps its own state in the run's folder. Its secrets are new with every start, for both sides.
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import * as z from "zod";
import { APEX_HEADERS } from "../contracts/apex/calls.ts";
import { NAMES } from "../contracts/deployment.ts";
import type { PartnerThread } from "./partner-thread.ts";
import { UsageError } from "./usage-error.ts";

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
/** What the thread says once it listens. */
const ListeningSchema = z.object({ url: z.string() });

const RefusedSchema = z.object({ errors: z.array(z.object({ message: z.string() })) });

/** `given`: secret values that the environment sets; the others are made here. `thread`: it hosts the server. */
export function partnerAccess(given: Readonly<Record<string, string>>, thread: PartnerThread): PartnerAccess {
  const clientSecret = randomBytes(SECRET_BYTES).toString("hex");
  const webhookSecret = given[NAMES.webhookSecret] ?? `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  return {
    secretValues: {
      ...given,
      [NAMES.credentialsSecret]: JSON.stringify({ default: { clientId: CLIENT_ID, clientSecret } }),
      [NAMES.webhookSecret]: webhookSecret,
    },
    async start({ directory, callbackUrl }) {
      const settings = {
        PORT: "0",
        APEX_CLIENT_ID: CLIENT_ID,
        APEX_CLIENT_SECRET: clientSecret,
        // The first of several signs (contracts/deployment.ts).
        APEX_WEBHOOK_SECRET: webhookSecret,
        CALLBACK_BASE_URL: callbackUrl,
        DECISION_DELAY_MILLIS: String(DECISION_DELAY_MILLIS),
        ORDERING_DATA_DIR: path.join(directory, "ordering-api"),
      };
      const { url } = ListeningSchema.parse(await thread.listen(settings, path.join(directory, "ordering-api.log")));
      const headers = { [APEX_HEADERS.clientId]: CLIENT_ID, [APEX_HEADERS.clientSecret]: clientSecret };
      return {
        ...{ url, broken: thread.broken },
        sandbox: (at, body) => askSandbox(url + at, headers, body),
        close: () => thread.close(),
      };
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
