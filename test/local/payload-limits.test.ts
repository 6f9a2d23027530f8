// How much a function and an HTTP API take: 6 MB to a function and back, batches split below it, 10 KB of headers.
import { mkdtempSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetQueueAttributesCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { PAYLOAD_BYTES_MAX } from "../../local/lambda/payload-limit.ts";
import { CONSUME, allow, att, functionResources, join_, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

const ECHO = `
export async function handler(event) {
  if (event.Records) { console.log("batch of " + event.Records.length); return; }
  const wanted = Number(event.queryStringParameters?.bytes ?? 0);
  return wanted > 0 ? "x".repeat(wanted - 2) : { statusCode: 200, body: "ok" };
}`;

let cloud: Cloud;
let sqs: SQSClient;
const events: CloudEvent[] = [];
const route = (key: string) => ({
  Type: "AWS::ApiGatewayV2::Route",
  Properties: { ApiId: ref("Api"), RouteKey: key, Target: join_("integrations/", ref("Integration")) },
});

beforeAll(async () => {
  const assemblyDir = writeAssembly({
    name: "App",
    handlers: { echo: ECHO },
    resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
      ...functionResources("Echo", {
        key: "echo",
        statements: [allow(CONSUME, att("Queue", "Arn"))],
        properties: { FunctionName: "echo", MemorySize: 512, ReservedConcurrentExecutions: 1 },
      }),
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: att("Queue", "Arn"),
          FunctionName: ref("Echo"),
        },
      },
      Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "tiny", ProtocolType: "HTTP" } },
      Integration: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ApiId: ref("Api"),
          IntegrationType: "AWS_PROXY",
          IntegrationUri: att("Echo", "Arn"),
          PayloadFormatVersion: "2.0",
        },
      },
      Route: route("ANY /{proxy+}"),
      Permission: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: ref("Echo"),
          Principal: "apigateway.amazonaws.com",
        },
      },
    },
    outputs: { Url: { Value: att("Api", "ApiEndpoint") }, Queue: { Value: ref("Queue") } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), "limits-"));
  cloud = await startCloud({ assemblyDir, dataDir, onEvent: (event) => events.push(event) });
  sqs = new SQSClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    requestHandler: cloud.requestHandler(),
  });
});
afterAll(async () => {
  await cloud.close();
});

/** Of a GET with these headers; node's own client sends what it is told, unlike fetch. */
function statusOf(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(`${cloud.outputs["Url"] ?? ""}${path}`, { headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on("error", reject).end();
  });
}

test("an HTTP API takes 10 KB of headers, the request line with them", async () => {
  const fixed = "GET /x? HTTP/1.1".length + "close".length + new URL(cloud.outputs["Url"] ?? "").host.length;
  const room = 10_240 - fixed;
  expect(await statusOf("/x", { "x-own": "a".repeat(room) })).toBe(200);
  expect(await statusOf("/x", { "x-own": "a".repeat(room + 1) })).toBe(431);
});

test("a function answers 6 MB, and more is an error of its own", async () => {
  expect(await statusOf(`/x?bytes=${String(PAYLOAD_BYTES_MAX)}`)).toBe(200);
  expect(await statusOf(`/x?bytes=${String(PAYLOAD_BYTES_MAX + 1)}`)).toBe(500);
  expect(events.at(-1)).toMatchObject({ errorName: "Function.ResponseSizeTooLarge" });
});

test("a function takes 6 MB, and more never reaches it", async () => {
  const body = "x".repeat(PAYLOAD_BYTES_MAX);
  const answer = await fetch(`${cloud.outputs["Url"] ?? ""}/x`, { method: "POST", body });
  expect(answer.status).toBe(500);
  expect(events.at(-1)).toMatchObject({ errorName: "RequestTooLargeException" });
});

test("ten messages of 1 MB reach their function all the same", async () => {
  const MessageBody = "x".repeat(1_048_000);
  for (let n = 0; n < 10; n += 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl: cloud.outputs["Queue"], MessageBody }));
  }
  const left = async () => {
    const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: cloud.outputs["Queue"], AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(attributes[name]), 0);
  };
  await until(async () => ((await left()) === 0 ? true : undefined));
  const tooLarge = (event: CloudEvent) =>
    event.type === "functionFailed" && event.errorName === "RequestTooLargeException";
  // The one of the test before.
  expect(events.filter(tooLarge)).toHaveLength(1);
});
