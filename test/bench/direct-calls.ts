// The partner calls of the main job without the main job: one after the other over one kept-alive connection. What is left of
// a bulk file when nothing is remembered, retried, recorded or waited for.
import { Agent, request } from "node:http";
import { APEX_CALLS, type CallName } from "../../contracts/apex/calls.ts";
import { samples } from "../ordering-api/sandbox.ts";
import { CLIENT } from "./processes.ts";

export interface DirectCalls {
  readonly calls: number;
  readonly seconds: number;
}

export async function callDirectly(base: string, orderCount: number, sitesPerOrder: number): Promise<DirectCalls> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let calls = 0;
  const call = (name: CallName, body: object): Promise<any> => {
    calls += 1;
    return send({ base, agent, transactionId: `direct-${String(calls)}` }, name, body);
  };
  const started = performance.now();
  for (let order = 0; order < orderCount; order += 1) await oneOrder(call, sitesPerOrder);
  agent.destroy();
  return { calls, seconds: (performance.now() - started) / 1000 };
}

async function oneOrder(call: (name: CallName, body: object) => Promise<any>, siteCount: number): Promise<void> {
  const ids = await call("createQuote", samples.quote());
  const { sites } = await call("addSites", samples.sites(ids.quoteId, siteCount));
  const siteIds: string[] = sites.map((site: any) => site.siteId);
  await call("configureQuote", samples.configuration(ids, siteIds));
  const { creditCheckId } = await call("requestCreditCheck", samples.credit(ids.quoteId));
  while ((await call("getCreditCheck", { creditCheckId })).approvalStatus === null);
  await call("createContract", samples.contract(ids.quoteId));
  while ((await call("getContract", { quoteId: ids.quoteId })).status === "Sent");
  const { orderId, subOrder } = await call("createOrder", samples.order(ids.quoteId));
  await call("lookupCustomer", samples.lookup());
  await call("assignCustomer", samples.assign(ids.quoteId, siteIds));
  for (const { subOrderId } of subOrder) {
    await call("saveInstallationShipping", samples.installation(orderId, subOrderId));
    await call("reservePort", samples.port(subOrderId));
    await call("createBilling", samples.billing(orderId, subOrderId));
    await call("handOff", { orderId, subOrderId });
  }
}

interface Line {
  readonly base: string;
  readonly agent: Agent;
  readonly transactionId: string;
}

function send({ base, agent, transactionId }: Line, name: CallName, body: object): Promise<any> {
  const { method, path } = APEX_CALLS[name];
  const text = method === "GET" ? "" : JSON.stringify(body);
  const query = method === "GET" ? `?${new URLSearchParams(Object.entries(body)).toString()}` : "";
  const headers = {
    ...CLIENT,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "x-trace-id": "bench",
    "x-transaction-id": transactionId,
  };
  return new Promise((done, fail) => {
    const outgoing = request(`${base}${path}${query}`, { method, agent, headers }, (incoming) => {
      let answer = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (answer += chunk));
      incoming.on("end", () => {
        if (incoming.statusCode === 200) done(JSON.parse(answer));
        else fail(new Error(`${name} ${String(incoming.statusCode)}: ${answer}`));
      });
    });
    outgoing.on("error", fail);
    outgoing.end(text);
  });
}
