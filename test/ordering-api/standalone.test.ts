// The API alone on one machine: over sockets, with its page, real cuts, early callbacks, and nothing lost by a restart;
// and `npm run ordering-api` as a process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../ordering-api/calls/transaction-calls.ts";
import { SERVED_CALLS, type ServedCallName } from "../../ordering-api/served-calls.ts";
import { makeStandalone, type StandaloneOptions } from "../../ordering-api/standalone.ts";
import { MemoryStore } from "../../ordering-api/store/memory-store.ts";
import { CLIENT, type Sandbox, samples, walk, WEBHOOK_SECRET } from "./sandbox.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A receiver of callbacks; `next` waits for one. */
async function receiver() {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((message, response) => {
    message.resume().once("end", () => {
      seen.push(message.url ?? "");
      response.end();
      waiting.splice(0).forEach((found) => found());
    });
  });
  const url = await listen(server);
  const next = (): Promise<void> => new Promise((found) => waiting.push(found));
  return { url, seen, next };
}

const OPTIONS: StandaloneOptions = {
  credentials: { default: { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret } },
  webhookSecret: WEBHOOK_SECRET,
  callbackBaseUrl: "http://127.0.0.1:9",
  decisionDelayMillis: 0,
};

async function start(options: Partial<StandaloneOptions> = {}) {
  const standalone = makeStandalone({ ...OPTIONS, ...options });
  const url = await listen(standalone.server);
  cleanUp.push(() => standalone.close());
  const send = (name: ServedCallName, body: unknown, headers: Record<string, string> = {}): Promise<Response> => {
    const { method, path, query } = SERVED_CALLS[name];
    const fields = body as Record<string, string>;
    const asked = new URLSearchParams(query.map((key): [string, string] => [key, fields[key] ?? ""]));
    return fetch(`${url}/api/v1${path}?${asked.toString()}`, {
      method,
      headers: { ...CLIENT, "content-type": "application/json", "x-trace-id": "t", ...headers },
      ...(method !== "GET" && { body: JSON.stringify(body) }),
    });
  };
  const ok = async (name: ServedCallName, body: unknown, options_?: { headers: Record<string, string> }) => {
    const answer = await send(name, body, options_?.headers);
    if (answer.status !== 200) throw new Error(`${name}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  };
  const front = { ok } as unknown as Sandbox;
  return { url, send, front, ...standalone };
}

describe("the API alone", () => {
  it("shows its page with the viewer of the package", async () => {
    const { url } = await start();
    const page = await (await fetch(`${url}/api/v1/docs`)).text();
    for (const [, link = ""] of page.matchAll(/(?:src|href)="(docs\/[^"]*)"/g)) {
      const file = await fetch(new URL(link, `${url}/api/v1/docs`));
      expect([link, file.status]).toEqual([link, 200]);
      expect((await file.text()).length).toBeGreaterThan(100_000);
    }
  });

  it.each([
    ["cutBefore", 0],
    ["cutAfter", 1],
  ])("really cuts the connection (%s), with %i effects", async (fault, count) => {
    const { url, send } = await start();
    await expect(send("createQuote", samples.quote(), { "x-apex-fault": fault })).rejects.toThrow();
    const ledger = await fetch(`${url}/api/v1/ledger`, { headers: { ...CLIENT, "x-trace-id": "t" } });
    expect(((await ledger.json()) as Ledger).effects).toHaveLength(count);
  });

  it("sends an early callback before the answer of its request", async () => {
    const { url: callbackBaseUrl, seen } = await receiver();
    const { front, send } = await start({ callbackBaseUrl, decisionDelayMillis: 60_000 });
    const { quoteId } = await walk(front, "configured");
    const answer = await send("requestCreditCheck", samples.credit(quoteId), { "x-apex-fault": "callback=early" });
    expect(answer.status).toBe(200);
    expect(seen).toEqual(["/callbacks/credit"]);
  });

  it("sends after a restart what was still to be decided", async () => {
    const store = new MemoryStore();
    const first = await start({ store, decisionDelayMillis: 60_000 });
    const { quoteId } = await walk(first.front, "configured");
    await first.send("requestCreditCheck", samples.credit(quoteId));
    await first.close();
    // The clock of the second run is past the time of the decision: its delay is over.
    const range = store.range.bind(store);
    Object.assign(store, {
      range: async (...args: Parameters<typeof range>) =>
        JSON.parse(JSON.stringify(await range(...args)).replaceAll(/"dueAt":\d+/g, '"dueAt":0')),
    });
    const { url: callbackBaseUrl, next, seen } = await receiver();
    const second = await start({ store, callbackBaseUrl });
    const came = next();
    await second.resume();
    await came;
    expect(seen).toEqual(["/callbacks/credit"]);
    expect((await second.send("createContract", samples.contract(quoteId))).status).toBe(200);
  });
});

describe("npm run ordering-api", () => {
  it("says where it is and with which credentials, keeps its data, and ends in good order at Ctrl-C", async () => {
    const dir = await mkdtemp(join(tmpdir(), "ordering-api-main-"));
    cleanUp.push(() => rm(dir, { recursive: true }));
    const run = async (): Promise<{ url: string; text: string; end: () => Promise<unknown> }> => {
      const child = spawn(process.execPath, ["ordering-api/main.ts"], {
        env: { ...process.env, PORT: "0", ORDERING_DATA_DIR: dir, CALLBACK_BASE_URL: "http://127.0.0.1:9" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      cleanUp.push(() => child.kill("SIGKILL"));
      let text = "";
      for await (const chunk of child.stdout) {
        text += String(chunk);
        if (text.includes("Ctrl-C")) break;
      }
      const ended = once(child, "exit");
      return {
        url: /base URL +(\S+)/.exec(text)?.[1] ?? "",
        text,
        end: () => {
          child.kill("SIGINT");
          return ended;
        },
      };
    };
    const headers = { client_id: "sandbox-client", client_secret: "sandbox-secret", "x-trace-id": "t" };
    const first = await run();
    for (const word of ["sandbox-client", "sandbox-secret", "/docs", "/openapi.json", "/ledger", dir, "whsec_"]) {
      expect(first.text).toContain(word);
    }
    const made = await fetch(`${first.url}/opportunity-quote-apex`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(samples.quote()),
    });
    expect(made.status).toBe(200);
    expect(await first.end()).toEqual([0, null]);
    const second = await run();
    const ledger = (await (await fetch(`${second.url}/ledger`, { headers })).json()) as Ledger;
    expect(ledger.calls).toEqual({ createQuote: 1 });
    expect(await second.end()).toEqual([0, null]);
  });

  it.each([
    [{ ORDERING_BEHAVIOR: '{"errorStile":"errors"}' }, 'ORDERING_BEHAVIOR: Unrecognized key: "errorStile"'],
    [{ ORDERING_BEHAVIOR: "{" }, "ORDERING_BEHAVIOR: not JSON"],
    // By its former name.
    [{ ORDERING_BEHAVIOUR: "{" }, "ORDERING_BEHAVIOR: not JSON"],
    [{ ORDERING_DATA_DIR: "package.json" }, "ORDERING_DATA_DIR: package.json cannot be opened"],
    [{ PORT: "eighty" }, "environment: PORT is not valid"],
  ])("says in a line what is wrong with a setting: %o", async (env, line) => {
    const child = spawn(process.execPath, ["ordering-api/main.ts"], {
      env: { ...process.env, PORT: "0", ORDERING_DATA_DIR: "memory", ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    cleanUp.push(() => child.kill("SIGKILL"));
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    expect(await once(child, "close")).toEqual([1, null]);
    expect(text.trimEnd().split("\n")).toEqual([expect.stringContaining(line)]);
  });

  it("names the port that is in use", async () => {
    const url = await listen(createServer());
    const child = spawn(process.execPath, ["ordering-api/main.ts"], {
      env: { ...process.env, PORT: new URL(url).port, ORDERING_DATA_DIR: "memory" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    cleanUp.push(() => child.kill("SIGKILL"));
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    expect(await once(child, "close")).toEqual([1, null]);
    expect(text).toBe(`PORT: ${new URL(url).port} is in use; name another, or 0 for any that is free\n`);
  });
});
