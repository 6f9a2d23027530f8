// The function as it is deployed: its environment, its AWS clients against a small endpoint, events in and answers out.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CLIENT, samples, walk, type Sandbox, WEBHOOK_SECRET } from "./sandbox.ts";
import { APEX_CALLS, type CallName } from "../../contracts/apex/calls.ts";

const TABLE = "ordering";
const database: Server = dynalite({ createTableMs: 0 });
const messages: { body: string; delaySeconds: number }[] = [];
const callbacks: string[] = [];
const cloud = createServer((message, response) => void answer(message, response));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
let handler: (event: any) => Promise<any>;

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const target = String(message.headers["x-amz-target"] ?? "");
  if (target.startsWith("DynamoDB")) {
    const { host: _host, ...headers } = message.headers;
    const onward = request(
      { port: portOf(database), host: "127.0.0.1", method: "POST", path: "/", headers },
      (inner) => {
        response.writeHead(inner.statusCode ?? 500, inner.headers);
        inner.pipe(response);
      },
    );
    onward.end(body);
    return;
  }
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
  if (target === "secretsmanager.GetSecretValue") {
    const lone = JSON.stringify({ clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret });
    response.end(JSON.stringify({ SecretString: body.includes("webhook") ? WEBHOOK_SECRET : lone }));
  } else if (target === "AmazonSQS.SendMessage") {
    const { MessageBody, DelaySeconds } = JSON.parse(body);
    messages.push({ body: MessageBody, delaySeconds: DelaySeconds });
    const MD5OfMessageBody = createHash("md5").update(String(MessageBody)).digest("hex");
    response.end(JSON.stringify({ MessageId: "m", MD5OfMessageBody }));
  } else {
    callbacks.push(message.url ?? "");
    response.end();
  }
}

beforeAll(async () => {
  for (const server of [database, cloud])
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  const endpoint = `http://127.0.0.1:${String(portOf(cloud))}`;
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    ORDERING_TABLE_NAME: TABLE,
    ORDERING_API_CREDENTIALS_SECRET: "credentials",
    WEBHOOK_SECRET: "webhook",
    CALLBACK_BASE_URL: endpoint,
    DECISION_QUEUE_URL: `${endpoint}/queue`,
    DECISION_DELAY_MILLIS: "0",
    ORDERING_BEHAVIOR: "{}",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const keys = ["pk", "sk"];
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys.map((name, n) => ({ AttributeName: name, KeyType: n === 0 ? "HASH" : "RANGE" })),
      AttributeDefinitions: keys.map((name) => ({ AttributeName: name, AttributeType: "S" })),
    }),
  );
  ({ handler } = await import("../../ordering-api/lambda.ts"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  for (const server of [database, cloud]) {
    server.closeAllConnections();
    server.close();
  }
});

const call = async (name: CallName, body: unknown, headers: Record<string, string> = {}) => {
  const { method, path } = APEX_CALLS[name];
  const text = Buffer.from(JSON.stringify(body)).toString("base64");
  return handler({
    version: "2.0",
    rawPath: `/api/v1${path}`,
    rawQueryString: "",
    headers: { ...CLIENT, "Content-Type": "application/json", "X-Trace-Id": "t", ...headers },
    requestContext: { http: { method } },
    body: text,
    isBase64Encoded: true,
  });
};

/** What the walk needs of a sandbox, over the function's own events. */
const front = {
  ok: async (name: CallName, body: unknown) => {
    const { statusCode, body: text } = await call(name, body);
    if (statusCode !== 200) throw new Error(`${name}: ${String(statusCode)} ${String(text)}`);
    return JSON.parse(text);
  },
  decide: async () => {
    const Records = messages.splice(0).map(({ body }, n) => ({ messageId: `m${String(n)}`, body }));
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
  },
};

describe("the function", () => {
  it("carries a quote to its handoff, with its decisions through the queue", async () => {
    const { orderId, subOrderIds } = await walk(front as unknown as Sandbox, "assigned");
    for (const subOrderId of subOrderIds) await front.ok("handOff", { orderId, subOrderId });
    expect(callbacks).toEqual(["/callbacks/credit", "/callbacks/esign"]);
  });

  it("reads header names in any case and refuses wrong credentials", async () => {
    expect((await call("createQuote", samples.quote(), { client_secret: "wrong" })).statusCode).toBe(401);
  });

  it("fails where a connection is to be cut, which the gateway answers with a 5xx", async () => {
    await expect(call("createQuote", samples.quote(), { "x-apex-fault": "cutAfter" })).rejects.toThrow("cut");
  });

  it("gives back only the messages that it could not deliver", async () => {
    const answered = await handler({ Records: [{ messageId: "bad", body: "{}" }] });
    expect(answered).toEqual({ batchItemFailures: [{ itemIdentifier: "bad" }] });
  });
});
