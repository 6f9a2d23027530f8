// `npm run ordering-api` killed without warning under load, again and again on one directory: what was answered is there
// afterwards, and what was started without an answer either took place with its record or did not.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EMBEDDED_TABLE } from "../../ordering-api/embedded-table.ts";
import { SERVED_CALLS, type ServedCallName } from "../../ordering-api/served-calls.ts";
import { randomRuns } from "../fakes/random-runs.ts";
import { samples } from "./sandbox.ts";
import { openDynamoTable } from "./store/dynamo-table.ts";

/** On one directory; four in `npm run test:long`. */
const ROUNDS = randomRuns(2, 4);
const WALKERS = 24;
/** Calls answered before the kill: different in each round, so that it does not always hit the same stage. */
const ANSWERS_BEFORE_KILL = [60, 173, 291, 438];

interface Sent {
  readonly name: ServedCallName;
  readonly transactionId: string;
  readonly body: unknown;
  answer?: unknown;
}

class Killed extends Error {}

let dir: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "ordering-api-kill-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(dir, { recursive: true });
});

async function start(): Promise<string> {
  const started = spawn(process.execPath, ["ordering-api/main.ts"], {
    env: {
      ...process.env,
      PORT: "0",
      ORDERING_DATA_DIR: dir,
      DECISION_DELAY_MILLIS: "0",
      CALLBACK_BASE_URL: "http://127.0.0.1:9",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  let text = "";
  for await (const chunk of started.stdout) {
    text += String(chunk);
    if (text.includes("Ctrl-C")) break;
  }
  return /base URL +(\S+)/.exec(text)?.[1] ?? "";
}

class Client {
  readonly sent: Sent[] = [];
  readonly base: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #round: number;
  readonly #answered: () => void;

  constructor(base: string, round: number, answered: () => void = () => undefined) {
    this.base = base;
    this.#round = round;
    this.#answered = answered;
  }

  /** Rejects with `Killed` where the server died. */
  async call(name: ServedCallName, body: object): Promise<any> {
    const sent: Sent = { name, transactionId: `r${String(this.#round)}-${String(this.sent.length)}`, body };
    this.sent.push(sent);
    const { method, path } = SERVED_CALLS[name];
    const query = method === "GET" ? `?${new URLSearchParams(Object.entries(body)).toString()}` : "";
    const answer = await this.raw(
      method,
      path + query,
      method === "GET" ? "" : JSON.stringify(body),
      sent.transactionId,
    );
    if (answer.status !== 200) throw new Error(`${name}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    sent.answer = answer.body;
    this.#answered();
    return answer.body;
  }

  raw(method: string, path: string, body = "", transactionId = ""): Promise<{ status: number; body: any }> {
    return new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        client_id: "sandbox-client",
        client_secret: "sandbox-secret",
        "x-trace-id": "kill",
        ...(transactionId !== "" && { "x-transaction-id": transactionId }),
      };
      const outgoing = request(`${this.base}${path}`, { method, headers, agent: this.#agent }, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => (text += chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: JSON.parse(text) }));
        incoming.on("error", () => reject(new Killed()));
      });
      outgoing.on("error", () => reject(new Killed()));
      outgoing.end(body);
    });
  }
}

/** Whole orders, one after the other, until the server dies. */
async function walkOn(client: Client): Promise<void> {
  for (;;) {
    const ids = await client.call("createQuote", samples.quote());
    const { sites } = await client.call("addSites", samples.sites(ids.quoteId, 4));
    const siteIds: string[] = sites.map((site: any) => site.siteId);
    await client.call("configureQuote", samples.configuration(ids, siteIds));
    const { creditCheckId } = await client.call("requestCreditCheck", samples.credit(ids.quoteId));
    while ((await client.call("getCreditCheck", { creditCheckId })).approvalStatus === null);
    await client.call("createContract", samples.contract(ids.quoteId));
    while ((await client.call("getContract", { quoteId: ids.quoteId })).status === "Sent");
    const { orderId, subOrder } = await client.call("createOrder", samples.order(ids.quoteId));
    await client.call("assignCustomer", samples.assign(ids.quoteId, siteIds));
    for (const { subOrderId } of subOrder) {
      await client.call("saveInstallationShipping", samples.installation(orderId, subOrderId));
      await client.call("reservePort", samples.port(subOrderId));
      await client.call("createBilling", samples.billing(orderId, subOrderId));
      await client.call("handOff", { orderId, subOrderId });
    }
  }
}

async function loadUntilKilled(round: number): Promise<readonly Sent[]> {
  const base = await start();
  const ended = once(child ?? fail(), "exit");
  let left = ANSWERS_BEFORE_KILL[round] ?? 100;
  const client = new Client(base, round, () => {
    left -= 1;
    if (left === 0) child?.kill("SIGKILL");
  });
  const walkers = Array.from({ length: WALKERS }, () => walkOn(client));
  for (const outcome of await Promise.allSettled(walkers)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(Killed) });
  }
  await ended;
  return client.sent;
}

const fail = (): never => {
  throw new Error("no process");
};

/** What the ledger says of a call, and that the state of things agrees with it. */
async function check(sent: Sent, client: Client): Promise<"there" | "not there"> {
  const found = await client.raw("GET", `/transactions/${sent.transactionId}`);
  expect([200, 404]).toContain(found.status);
  if (sent.answer !== undefined) {
    expect([sent.name, found.status]).toEqual([sent.name, 200]);
    expect(found.body.body).toEqual(sent.answer);
  }
  if (sent.name === "handOff") {
    const again = await client.raw("POST", "/order-apex", JSON.stringify(sent.body));
    expect([sent, again.status]).toEqual([sent, found.status === 200 ? 409 : 200]);
  }
  return found.status === 200 ? "there" : "not there";
}

/** Tokens on the records that decide, and tokens of the ledger, as DynamoDB's requests show them. */
async function tokens(): Promise<{ effects: Set<string>; proofs: string[] }> {
  const { client, close } = await openDynamoTable(dir);
  const effects = new Set<string>();
  const proofs: string[] = [];
  let start: ScanCommandOutput["LastEvaluatedKey"];
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: EMBEDDED_TABLE, ...(start && { ExclusiveStartKey: start }) }),
    );
    for (const item of page.Items ?? []) {
      const record = JSON.parse(item["doc"]?.S ?? "null");
      if (item["pk"]?.S?.startsWith("LEDGER#") === true) effects.add(record.token);
      else proofs.push(...(record.tokens ?? []));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  await close();
  return { effects, proofs };
}

describe("the API alone, killed", () => {
  it("has everything that it answered, and no effect without its record", async () => {
    const isRead = (sent: Sent): boolean => SERVED_CALLS[sent.name].method === "GET";
    let unanswered = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent = (await loadUntilKilled(round)).filter((one) => !isRead(one));
      const client = new Client(await start(), 1_000 + round);
      for (const one of sent) await check(one, client);
      unanswered += sent.filter(({ answer }) => answer === undefined).length;
      const ended = once(child ?? fail(), "exit");
      child?.kill("SIGKILL");
      await ended;
      const { effects, proofs } = await tokens();
      expect(proofs.length).toBeGreaterThan(0);
      expect(proofs.filter((token) => !effects.has(token))).toEqual([]);
    }
    expect(unanswered).toBeGreaterThan(ROUNDS);
  });
});
