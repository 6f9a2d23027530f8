// What is billed where it happens: transitions with retries and redrives, requests of SQS in steps of 64 KB, classes of S3
// requests, Lambda's memory × time.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../../local/cloud.ts";
import { billedMillis } from "../../../local/lambda/billed-time.ts";
import { type Amounts, difference } from "../../../local/meter/meter.ts";
import { Bench } from "../step-functions/virtual-host.ts";
import { CONSUME, allow, att, functionResources, ref, writeAssembly } from "../tiny-assembly.ts";
import { until } from "../until.ts";

let cloud: Cloud;
let sqs: SQSClient;
let s3: S3Client;
let states: SFNClient;

const definition = JSON.stringify({
  QueryLanguage: "JSONata",
  StartAt: "First",
  States: {
    First: { Type: "Pass", Next: "Each" },
    Each: { Type: "Map", Items: [1, 2], ItemProcessor: inner(), End: true },
  },
});
function inner(): object {
  return { StartAt: "One", States: { One: { Type: "Pass", End: true } } };
}
const assemblyDir = writeAssembly({
  name: "App",
  handlers: { work: `export async function handler(event) { console.log("did o-1"); }` },
  resources: {
    Files: { Type: "AWS::S3::Bucket", Properties: { BucketName: "files" } },
    Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
    Plain: { Type: "AWS::SQS::Queue" },
    ...functionResources("Work", {
      key: "work",
      statements: [allow(CONSUME, att("Queue", "Arn"))],
      properties: { FunctionName: "work", MemorySize: 512 },
    }),
    Source: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: { EventSourceArn: att("Queue", "Arn"), FunctionName: ref("Work") },
    },
    MachineRole: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        StateMachineName: "machine",
        DefinitionString: definition,
        RoleArn: att("MachineRole", "Arn"),
        LoggingConfiguration: { Level: "ALL", IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      },
    },
  },
  outputs: { Queue: { Value: ref("Queue") }, Plain: { Value: ref("Plain") }, Machine: { Value: ref("Machine") } },
});

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "usage-"));
  cloud = await startCloud({ assemblyDir, dataDir, subjectPattern: /o-\d+/g });
  const config = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.rootCredentials,
    requestHandler: cloud.requestHandler(),
  };
  sqs = new SQSClient(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  states = new SFNClient(config);
});
afterAll(async () => {
  await cloud.close();
});

/** What `act` used, of one caller. */
async function used(act: () => Promise<unknown>, caller = "root"): Promise<Amounts> {
  const earlier = cloud.readMeter();
  await act();
  return difference(cloud.readMeter(), earlier).byCaller[caller] ?? {};
}

test("SQS bills a request for each begun 64 KB, and a batch as one", async () => {
  const QueueUrl = cloud.outputs["Plain"];
  const send = (size: number) =>
    used(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x".repeat(size) })));
  expect([await send(1), await send(64 * 1024), await send(64 * 1024 + 1)]).toEqual([
    { sqsRequests: 1 },
    { sqsRequests: 1 },
    { sqsRequests: 2 },
  ]);
  const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: String(n), MessageBody: "x".repeat(7000) }));
  expect(await used(() => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toEqual({ sqsRequests: 2 });
  let handle: string | undefined;
  const receive = async () => {
    const { Messages: messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 60 }));
    handle = messages?.[0]?.ReceiptHandle;
  };
  expect(await used(receive)).toEqual({ sqsRequests: 1 });
  const remove = () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle }));
  expect(await used(remove)).toEqual({ sqsRequests: 1 });
});

test("S3 bills writes dearer than reads, and deletes not at all", async () => {
  const place = { Bucket: "files", Key: "work/o-7/x" };
  const act = async () => {
    await s3.send(new PutObjectCommand({ ...place, Body: "x" }));
    await s3.send(new GetObjectCommand(place));
    await s3.send(new GetObjectCommand({ ...place, Key: "none" })).catch(() => undefined);
    await s3.send(new DeleteObjectCommand(place));
  };
  expect(await used(act)).toEqual({ s3Puts: 1, s3Gets: 2 });
  expect(cloud.readMeter().bySubject["o-7"]).toEqual({ s3Puts: 1, s3Gets: 1 });
});

test("a message that a function takes costs an invocation, its time, two requests and its log, shared among its subjects", async () => {
  const earlier = cloud.readMeter();
  const QueueUrl = cloud.outputs["Queue"];
  const Entries = [3, 4].map((n) => ({ Id: String(n), MessageBody: `o-${String(n)}` }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const own = await until(() => {
    const { byCaller } = difference(cloud.readMeter(), earlier);
    return (byCaller["work"]?.sqsRequests ?? 0) >= 2 ? byCaller["work"] : undefined;
  });
  expect(own).toMatchObject({ lambdaRequests: 1, sqsRequests: 2 });
  expect(own.lambdaGbSeconds).toBeGreaterThan(0);
  expect(own.logBytes).toBeGreaterThan(280);
  const { bySubject } = difference(cloud.readMeter(), earlier);
  expect(bySubject["o-3"]?.lambdaRequests).toBe(0.5);
  expect(bySubject["o-3"]?.lambdaGbSeconds).toBe(bySubject["o-4"]?.lambdaGbSeconds);
});

test("an execution costs a transition for each state it enters, a trace, and the log of its history", async () => {
  const start = () =>
    states.send(new StartExecutionCommand({ stateMachineArn: cloud.outputs["Machine"], name: "o-9" }));
  const earlier = cloud.readMeter();
  await start();
  const own = await until(() => {
    const { byCaller } = difference(cloud.readMeter(), earlier);
    return byCaller["machine"]?.stateTransitions === 4 ? byCaller["machine"] : undefined;
  });
  expect(own.traces).toBe(1);
  expect(own.logBytes).toBeGreaterThan(1000);
  expect(cloud.readMeter().bySubject["o-9"]?.stateTransitions).toBe(4);
});

test("a retry, and a state entered again by a redrive, are transitions too", async () => {
  const bench = new Bench({
    StartAt: "A",
    States: {
      A: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:000000000000:function:f",
        Retry: [{ ErrorEquals: ["Boom"], IntervalSeconds: 1, MaxAttempts: 2 }],
        End: true,
      },
    },
  });
  let transitions = 0;
  bench.host.onTransition = () => (transitions += 1);
  bench.host.onInvoke = () => {
    throw Object.assign(new Error("why"), { name: "Boom" });
  };
  const executionArn = await bench.start();
  await bench.host.advance(10);
  expect(transitions).toBe(3);
  bench.host.onInvoke = () => "ok";
  await bench.service.call("RedriveExecution", { executionArn });
  await bench.host.advance(1);
  expect(transitions).toBe(4);
});

test("billed time stretches the processor's part to the share of one that the memory brings, but not a start's", () => {
  const time = { wallMillis: 100, processorMillis: 20 };
  expect(billedMillis({ ...time, event: "{}" }, 1769)).toBe(100);
  expect(billedMillis({ ...time, event: "{}" }, 3538)).toBe(100);
  expect(billedMillis({ ...time, event: "{}" }, 884.5)).toBe(120);
  expect(billedMillis({ ...time, event: undefined }, 128)).toBe(100);
});
