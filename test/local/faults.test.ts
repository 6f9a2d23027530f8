// What goes wrong is said, and by its name: a function that cannot start or takes too long, a missing grant, a template that
// is not understood, a function that is killed in the middle of its work.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { CONSUME, type Resources, allow, att, functionResources, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

async function start(handler: string, options: { properties?: object; statements?: object[]; more?: Resources } = {}) {
  const events: CloudEvent[] = [];
  const assemblyDir = writeAssembly({
    name: "App",
    handlers: { work: handler },
    resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 1 } },
      Done: { Type: "AWS::SQS::Queue" },
      ...functionResources("Work", {
        key: "work",
        environment: { DONE: ref("Done") },
        statements: options.statements ?? [
          allow(CONSUME, att("Queue", "Arn")),
          allow("sqs:SendMessage", att("Done", "Arn")),
        ],
        ...(options.properties !== undefined && { properties: options.properties }),
      }),
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: att("Queue", "Arn"), FunctionName: ref("Work") },
      },
      ...options.more,
    },
    outputs: { QueueUrl: { Value: ref("Queue") } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), "faults-"));
  const started = await startCloud({ assemblyDir, dataDir, onEvent: (event) => events.push(event) });
  cloud = started;
  const sqs = new SQSClient({
    endpoint: started.endpoint,
    region: started.region,
    credentials: started.rootCredentials,
    requestHandler: started.requestHandler(),
  });
  const send = (body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: started.outputs["QueueUrl"], MessageBody: body }));
  return { events, send, started };
}

test("a function that cannot start is reported at once, with its own message", async () => {
  const { events } = await start(`throw new Error("environment: TABLE_NAME is missing"); export const handler = 1;`);
  const event = await until(() => events.find((one) => one.type === "functionFailed"));
  expect(event).toMatchObject({ phase: "init", message: "environment: TABLE_NAME is missing" });
});

test("a function that takes too long is ended with Lambda's words, and works again afterwards", async () => {
  const { events, send } = await start(
    `export async function handler(event) { if (event.Records[0].attributes.ApproximateReceiveCount === "1") await new Promise(() => setInterval(() => {}, 1000)); throw new Error("alive"); }`,
    { properties: { Timeout: 1 } },
  );
  await send("hang");
  const late = await until(() => events.find((one) => one.type === "functionFailed"));
  expect(late).toMatchObject({ errorName: "Sandbox.Timedout", message: expect.stringContaining("after 1.00 seconds") });
  await until(() => events.find((one) => one.type === "functionFailed" && one.message === "alive"));
});

const SEND = `
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({});
export async function handler() {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.DONE, MessageBody: "x" }));
}`;

test("a call without a grant is denied, and says who wanted what", async () => {
  const { events, send } = await start(SEND, { statements: [allow(CONSUME, att("Queue", "Arn"))] });
  await send("go");
  const denied = await until(() => events.find((one) => one.type === "accessDenied"));
  expect(denied).toMatchObject({ action: "sqs:SendMessage", resource: expect.stringMatching(/:App-Done$/) });
  const failed = await until(() => events.find((one) => one.type === "functionFailed"));
  expect(failed).toMatchObject({ errorName: "AccessDeniedException" });
});

test("a function killed in the middle of its work gets its message again", async () => {
  const { events, send, started } = await start(
    `export async function handler(event) { if (event.Records[0].attributes.ApproximateReceiveCount === "1") { console.log("in"); await new Promise(() => setInterval(() => {}, 1000)); } throw new Error("again"); }`,
    { properties: { Timeout: 60 } },
  );
  await send("go");
  await until(async () => ((await started.killWorkers(() => true)) > 0 && events.length > 0 ? true : undefined));
  await until(() => events.find((one) => one.type === "functionFailed" && one.message === "again"));
});

test("an event source whose role may not receive stops the start", async () => {
  await expect(start(SEND, { statements: [] })).rejects.toThrow("sqs:ReceiveMessage");
});

test("a resource type that is not known stops the start and is named", async () => {
  const more = { Strange: { Type: "AWS::Neptune::DBCluster", Properties: {} } };
  await expect(start(SEND, { more })).rejects.toThrow("App/Strange: resource type AWS::Neptune::DBCluster");
});

test("a property that is not known stops the start and is named", async () => {
  const more = { Odd: { Type: "AWS::SQS::Queue", Properties: { Colour: "red" } } };
  await expect(start(SEND, { more })).rejects.toThrow("App/Odd: property Colour of AWS::SQS::Queue");
});
