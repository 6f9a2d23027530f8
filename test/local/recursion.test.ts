// Lambda's loop detection: a message that a function sends to its own queue carries the lineage of the invocation, and the
// seventeenth is parked, unless the function says that it means it.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { invocationHeader, timesInvoked } from "../../local/lambda/lineage.ts";
import { CONSUME, allow, att, functionResources, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

/** Sends itself one message more until it has gone round often enough, then says so. */
const ROUND = `
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({});
export async function handler(event) {
  for (const { body } of event.Records) {
    const round = Number(body) + 1;
    const QueueUrl = round < 20 ? process.env.QUEUE : process.env.DONE;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(round) }));
  }
}`;

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

async function start(properties: object) {
  const assemblyDir = writeAssembly({
    name: "App",
    handlers: { round: ROUND },
    resources: {
      Parked: { Type: "AWS::SQS::Queue" },
      Queue: {
        Type: "AWS::SQS::Queue",
        Properties: { RedrivePolicy: { deadLetterTargetArn: att("Parked", "Arn"), maxReceiveCount: 5 } },
      },
      Done: { Type: "AWS::SQS::Queue" },
      ...functionResources("Round", {
        key: "round",
        environment: { QUEUE: ref("Queue"), DONE: ref("Done") },
        statements: [
          allow([...CONSUME, "sqs:SendMessage"], att("Queue", "Arn")),
          allow("sqs:SendMessage", att("Done", "Arn")),
        ],
        properties: { FunctionName: "round", ...properties },
      }),
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: att("Queue", "Arn"), FunctionName: ref("Round") },
      },
    },
    outputs: { Queue: { Value: ref("Queue") }, Parked: { Value: ref("Parked") }, Done: { Value: ref("Done") } },
  });
  const events: CloudEvent[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "recursion-"));
  cloud = await startCloud({ assemblyDir, dataDir, onEvent: (event) => events.push(event) });
  const { outputs } = cloud;
  const sqs = new SQSClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    requestHandler: cloud.requestHandler(),
  });
  const received = (queue: string) =>
    until(async () => {
      const { Messages: messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: outputs[queue], MessageSystemAttributeNames: ["All"] }),
      );
      return messages?.[0];
    });
  await sqs.send(new SendMessageCommand({ QueueUrl: outputs["Queue"], MessageBody: "0" }));
  const left = async () =>
    (
      await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: outputs["Queue"], AttributeNames: ["ApproximateNumberOfMessages"] }),
      )
    ).Attributes?.["ApproximateNumberOfMessages"];
  return { events, received, left };
}

test("a chain of a function's own messages is ended after sixteen invocations, and the next message is parked", async () => {
  const { events, received, left } = await start({});
  const parked = await received("Parked");
  expect(parked.Body).toBe("16");
  expect(parked.Attributes?.["AWSTraceHeader"]).toMatch(/^Root=1-[0-9a-f]+-[0-9a-f]{24};.*Lineage=[0-9a-f]{8}:16$/);
  expect(events).toContainEqual({
    type: "recursionStopped",
    functionName: "round",
    messageId: parked.MessageId,
  });
  expect(await left()).toBe("0");
});

test("a function that declares the loop goes round as often as it likes", async () => {
  const { events, received } = await start({ RecursiveLoop: "Allow" });
  expect((await received("Done")).Body).toBe("20");
  expect(events).toEqual([]);
});

test("each function counts for itself, and a batch counts as the longest of its chains", () => {
  const [one, other] = ["arn:aws:lambda:r:0:function:one", "arn:aws:lambda:r:0:function:other"];
  const first = invocationHeader(one, [], "1-0-0");
  const second = invocationHeader(other, [first], "unused");
  const third = invocationHeader(one, [second, first, undefined], "unused");
  expect([first, second, third].map((header) => [timesInvoked(one, header), timesInvoked(other, header)])).toEqual([
    [1, 0],
    [1, 1],
    [2, 1],
  ]);
  expect(third.startsWith("Root=1-0-0;")).toBe(true);
  expect(timesInvoked(one, undefined)).toBe(0);
});
