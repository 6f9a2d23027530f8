// The Ordering API of a run with real kills: our own, behind a real socket of this process, with faults drawn from a seed
// until it is told to calm down. It is also the AT&T that an operator asks what became of a call.
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { APEX_HEADERS } from "../../contracts/apex/calls.ts";
import { type Behavior, BehaviorSchema } from "../../ordering-api/behavior.ts";
import { type Ledger, LedgerSchema } from "../../ordering-api/calls/transaction-calls.ts";
import { BASE_PATH, LEDGER_PATH } from "../../ordering-api/http/match-call.ts";
import { makeStandalone } from "../../ordering-api/standalone.ts";

export const CREDENTIALS = { clientId: "chaos-client", clientSecret: "chaos-secret" };
export const WEBHOOK_SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0xMjM0NTY3ODkw";

/** Probability of each fault for a request. */
export type Faults = Readonly<Record<string, number>>;

/** Where transactions can be looked up nearly everything may fail; where not, every cut creation is a person's work. */
export const FAULTS_WITH_LOOK_UP: Faults = {
  cutBefore: 0.02,
  cutAfter: 0.02,
  "status=503": 0.02,
  "status=429": 0.01,
  "latency=300": 0.03,
  "errorAfter=504": 0.01,
  malformed: 0.002,
  "callback=duplicate": 0.1,
  "callback=early": 0.1,
};
export const FAULTS_WITHOUT_LOOK_UP: Faults = {
  ...FAULTS_WITH_LOOK_UP,
  cutBefore: 0.003,
  cutAfter: 0.003,
  "errorAfter=504": 0.002,
};

const DECISION_DELAY_MILLIS = 200;

export interface ChaosPartner {
  readonly url: string;
  /** Of the last request: the run waits until nothing moves. */
  lastCallAt(): number;
  /** Answers as it should from now on. */
  calm(): void;
  /** Requests answered so far, and connections cut. */
  counts(): { readonly calls: number; readonly cuts: number };
  ledger(): Promise<Ledger>;
  /** What a transaction's call answered; undefined: it never took effect. */
  answerOf(transactionId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  close(): Promise<void>;
}

export interface PartnerOptions {
  readonly port: number;
  readonly callbackPort: number;
  readonly faults: Faults;
  readonly seed: number;
}

export async function startPartner({ port, callbackPort, faults, seed }: PartnerOptions): Promise<ChaosPartner> {
  const behavior: Behavior = BehaviorSchema.parse({
    seed,
    faults: Object.entries(faults).map(([fault, probability]) => ({ fault, probability })),
  });
  const { server, close } = makeStandalone({
    credentials: { default: CREDENTIALS },
    webhookSecret: WEBHOOK_SECRET,
    callbackBaseUrl: `http://127.0.0.1:${String(callbackPort)}`,
    decisionDelayMillis: DECISION_DELAY_MILLIS,
    behavior,
  });
  let last = performance.now();
  let calls = 0;
  let cuts = 0;
  server.on("request", (_message, response) => {
    last = performance.now();
    calls += 1;
    response.once("close", () => {
      if (!response.headersSent) cuts += 1;
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${BASE_PATH}`;
  const ask = async (path: string): Promise<Response> =>
    fetch(url + path, {
      headers: {
        [APEX_HEADERS.clientId]: CREDENTIALS.clientId,
        [APEX_HEADERS.clientSecret]: CREDENTIALS.clientSecret,
        [APEX_HEADERS.traceId]: randomUUID(),
        // A person asks until there is an answer: these questions are not subject to faults.
        "x-apex-fault": "latency=0",
      },
    });
  return {
    url,
    lastCallAt: () => last,
    calm: () => void behavior.faults.splice(0),
    counts: () => ({ calls, cuts }),
    ledger: async () => LedgerSchema.parse(await (await ask(LEDGER_PATH)).json()),
    async answerOf(transactionId) {
      const response = await ask(`/transactions/${transactionId}`);
      if (response.status === 404) return undefined;
      const { body } = (await response.json()) as { body: Record<string, unknown> };
      return body;
    },
    async close() {
      await close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
