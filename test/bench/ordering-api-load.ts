// Load on our Ordering API in a process of its own, against a bare "hello" server of the same node:http in the same run.
// `npm run bench:ordering-api -- [seconds] [sites]` prints calls a second, calls a second of the server's own CPU time
// (what one core would do, however busy the machine is), and the ratio (docs/performance.md). ORDERING_DATA_DIR chooses
// the store: in memory unless said.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { APEX_CALLS, type CallName } from "../../contracts/apex/calls.ts";
import { samples } from "../ordering-api/sandbox.ts";

const [seconds = 8, siteCount = 3] = process.argv.slice(2).map(Number);
const WALKERS = 48;
const READY_MILLIS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: WALKERS });

const HELLO = `
const server = require("node:http").createServer(async (message, response) => {
  for await (const chunk of message) void chunk;
  const body = Buffer.from('{"hello":"world"}');
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}).listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port + "/api/v1"));
`;

/** Takes every callback, as the pipeline would; a stage that waits for one learns of it, so nobody asks again and again. */
const receiver = createServer((message, response) => {
  let text = "";
  message.setEncoding("utf8");
  message.on("data", (chunk: string) => (text += chunk));
  message.once("end", () => {
    response.writeHead(202).end();
    const { creditCheckId, contractEnvelopeId } = JSON.parse(text).data;
    arrivalOf(creditCheckId ?? contractEnvelopeId).resolve(true);
  });
}).listen(0, "127.0.0.1");
const arrivals = new Map<string, PromiseWithResolvers<true>>();
/** A callback can come before the answer that names its subject. */
function arrivalOf(subjectId: string): PromiseWithResolvers<true> {
  const arrival = arrivals.get(subjectId) ?? Promise.withResolvers<true>();
  arrivals.set(subjectId, arrival);
  return arrival;
}
async function callbackFor(subjectId: string): Promise<void> {
  await arrivalOf(subjectId).promise;
  arrivals.delete(subjectId);
}
await once(receiver, "listening");
const address = receiver.address();
const callbacks = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : "")}`;

interface Server {
  readonly child: ChildProcess;
  readonly base: string;
}
async function start(args: readonly string[]): Promise<Server> {
  const env = {
    ORDERING_DATA_DIR: "memory",
    ...process.env,
    PORT: "0",
    DECISION_DELAY_MILLIS: "0",
    CALLBACK_BASE_URL: callbacks,
  };
  const child = spawn(process.execPath, [...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  const base = await new Promise<string>((found, fail) => {
    const timer = setTimeout(() => fail(new Error("the server did not start")), READY_MILLIS);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/api\/v1/.exec(text)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      found(url);
    });
  });
  return { child, base };
}

let calls = 0;
let failures = 0;

function send(base: string, name: CallName, body: object): Promise<any> {
  const { method, path } = APEX_CALLS[name];
  const text = method === "GET" ? "" : JSON.stringify(body);
  const query = method === "GET" ? `?${new URLSearchParams(Object.entries(body)).toString()}` : "";
  return new Promise((done, fail) => {
    const outgoing = request(
      `${base}${path}${query}`,
      {
        method,
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          client_id: "sandbox-client",
          client_secret: "sandbox-secret",
          "x-trace-id": "bench",
          "x-transaction-id": `t-${String(calls)}`,
        },
      },
      (incoming) => {
        let answer = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => (answer += chunk));
        incoming.on("end", () => {
          calls += 1;
          if (incoming.statusCode !== 200) failures += 1;
          done(JSON.parse(answer));
        });
      },
    );
    outgoing.on("error", fail);
    outgoing.end(text);
  });
}

/** The mix of a real order: the calls of a quote once, the calls of a site once a site. */
async function walkOnce(base: string): Promise<void> {
  const ids = await send(base, "createQuote", samples.quote());
  const { sites } = await send(base, "addSites", samples.sites(ids.quoteId, siteCount));
  const siteIds: string[] = sites.map((site: any) => site.siteId);
  await send(base, "configureQuote", samples.configuration(ids, siteIds));
  const { creditCheckId } = await send(base, "requestCreditCheck", samples.credit(ids.quoteId));
  await callbackFor(creditCheckId);
  await send(base, "getCreditCheck", { creditCheckId });
  const { ContractEnvelopeId } = await send(base, "createContract", samples.contract(ids.quoteId));
  await callbackFor(ContractEnvelopeId);
  await send(base, "getContract", { quoteId: ids.quoteId });
  const { orderId, subOrder } = await send(base, "createOrder", samples.order(ids.quoteId));
  await send(base, "lookupCustomer", samples.lookup());
  await send(base, "assignCustomer", samples.assign(ids.quoteId, siteIds));
  for (const { subOrderId } of subOrder) {
    await send(base, "saveInstallationShipping", samples.installation(orderId, subOrderId));
    await send(base, "reservePort", samples.port(subOrderId));
    await send(base, "createBilling", samples.billing(orderId, subOrderId));
    await send(base, "handOff", { orderId, subOrderId });
  }
}

/** Linux's clock ticks a second. */
const TICKS = 100;
const cpuSeconds = ({ pid }: ChildProcess): number => {
  const fields = readFileSync(`/proc/${String(pid)}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

interface Rates {
  readonly wall: number;
  readonly cpu: number;
}
async function measure(server: Server, once: (base: string) => Promise<unknown>): Promise<Rates> {
  calls = 0;
  const started = performance.now();
  const cpuBefore = cpuSeconds(server.child);
  const walkers = Array.from({ length: WALKERS }, async () => {
    while (performance.now() - started < seconds * 1_000) await once(server.base);
  });
  await Promise.all(walkers);
  return {
    wall: (calls * 1_000) / (performance.now() - started),
    cpu: calls / (cpuSeconds(server.child) - cpuBefore),
  };
}

const hello = await start(["-e", HELLO]);
const api = await start(["ordering-api/main.ts"]);
await measure(api, walkOnce);
failures = 0;
const mixed = await measure(api, walkOnce);
const refused = failures;
const bare = await measure(hello, (base) => send(base, "createQuote", samples.quote()));
hello.child.kill();
api.child.kill();
agent.destroy();
receiver.closeAllConnections();
receiver.close();
const line = (name: string, read: (rates: Rates) => number): string =>
  `${name}: mixed calls ${read(mixed).toFixed(0)}, hello ${read(bare).toFixed(0)}, ratio ${(read(mixed) / read(bare)).toFixed(2)}`;
console.log(`${line("a second", ({ wall }) => wall)}; not answered 200: ${String(refused)}`);
console.log(line("a second of the server's CPU time", ({ cpu }) => cpu));
