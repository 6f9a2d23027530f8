// Versions and aliases of functions: an event source reaches the function through its alias, which runs the published version; an
// alias without its version, or an event source of an alias that is not there, stops the start.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReceiveMessageCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { CONSUME, allow, att, functionResources, join_, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

const TELLS = `
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({});
export async function handler(event, context) {
  const MessageBody = [context.functionVersion, process.env.AWS_LAMBDA_FUNCTION_VERSION].join();
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.DONE, MessageBody }));
}`;

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

async function start(change: { readonly source?: unknown; readonly version?: unknown } = {}): Promise<Cloud> {
  const assemblyDir = writeAssembly({
    name: "App",
    handlers: { tells: TELLS },
    resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Done: { Type: "AWS::SQS::Queue" },
      ...functionResources("Tells", {
        key: "tells",
        environment: { DONE: ref("Done") },
        statements: [allow(CONSUME, att("Queue", "Arn")), allow("sqs:SendMessage", att("Done", "Arn"))],
      }),
      Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: ref("Tells") } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          FunctionName: ref("Tells"),
          FunctionVersion: change.version ?? att("Version", "Version"),
          Name: "live",
        },
      },
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: att("Queue", "Arn"), FunctionName: change.source ?? ref("Live") },
      },
    },
    outputs: { Queue: { Value: ref("Queue") }, Done: { Value: ref("Done") } },
  });
  return startCloud({ assemblyDir, dataDir: mkdtempSync(join(tmpdir(), "aliases-")) });
}

test.each([
  ["its ARN", ref("Live")],
  ["name and alias", join_(ref("Tells"), ":live")],
  ["the version's ARN", ref("Version")],
])("a message reaches the published version through %s", async (_, source) => {
  const running = (cloud = await start({ source }));
  const { accessKeyId, secretAccessKey } = running.rootCredentials;
  const sqs = new SQSClient({
    endpoint: running.endpoint,
    region: running.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  await sqs.send(new SendMessageCommand({ QueueUrl: running.outputs["Queue"], MessageBody: "go" }));
  const told = await until(async () => {
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl: running.outputs["Done"] }));
    return received.Messages?.[0]?.Body;
  });
  expect(told).toBe("1,1");
});

test("an alias of a version that is not published stops the start", async () => {
  await expect(start({ version: "7" })).rejects.toThrow(/Live: .* has no version 7/);
});

test("an event source of an alias that is not there stops the start", async () => {
  await expect(start({ source: join_(ref("Tells"), ":old") })).rejects.toThrow(/no function .*:old/);
});
