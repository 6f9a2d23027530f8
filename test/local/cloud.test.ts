// A small app on the embedded cloud, end to end over HTTP: a dropped object reaches a function through a queue, the function
// writes to the table and to S3, an HTTP API reads it back.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudOptions } from "../../local/cloud-options.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { CONSUME, allow, att, functionResources, join_, queuePolicy, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

const COUNT = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
const s3 = new S3Client({});
const table = new DynamoDBClient({});
export async function handler(event, context) {
  for (const record of event.Records) {
    const body = JSON.parse(record.body);
    if (body.Event === "s3:TestEvent") { console.log("greeted"); continue; }
    for (const { s3: { bucket, object } } of body.Records) {
      const key = decodeURIComponent(object.key.replaceAll("+", " "));
      const got = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
      const text = await got.Body.transformToString();
      await table.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { pk: { S: key }, text: { S: text } } }));
    }
  }
  return { batchItemFailures: [] };
}`;

const ECHO = `
export async function handler(event) {
  return { statusCode: 201, headers: { "x-own": "yes" }, body: JSON.stringify({ route: event.routeKey, name: event.pathParameters?.name, body: event.body, ms: process.env.UNSET }) };
}`;

function assembly(): string {
  return writeAssembly(
    {
      name: "Data",
      resources: {
        Files: {
          Type: "AWS::S3::Bucket",
          Properties: {
            NotificationConfiguration: {
              QueueConfigurations: [
                {
                  Event: "s3:ObjectCreated:*",
                  Queue: att("Inbox", "Arn"),
                  Filter: { S3Key: { Rules: [{ Name: "prefix", Value: "inbox/" }] } },
                },
              ],
            },
          },
        },
        Inbox: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
        InboxPolicy: queuePolicy("Inbox", "s3.amazonaws.com"),
        Table: {
          Type: "AWS::DynamoDB::Table",
          Properties: {
            KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
            AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
            BillingMode: "PAY_PER_REQUEST",
          },
        },
        Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "tiny", ProtocolType: "HTTP" } },
      },
      outputs: {
        TableName: { Value: ref("Table"), Export: { Name: "table" } },
        Bucket: { Value: ref("Files") },
        Url: { Value: join_(att("Api", "ApiEndpoint"), "/v1") },
        InboxArn: { Value: att("Inbox", "Arn"), Export: { Name: "inbox" } },
        BucketArn: { Value: att("Files", "Arn"), Export: { Name: "bucket" } },
        TableArn: { Value: att("Table", "Arn"), Export: { Name: "table-arn" } },
        ApiId: { Value: ref("Api"), Export: { Name: "api" } },
      },
    },
    {
      name: "Work",
      dependsOn: ["Data"],
      handlers: { count: COUNT, echo: ECHO },
      resources: {
        ...functionResources("Count", {
          key: "count",
          environment: { TABLE_NAME: { "Fn::ImportValue": "table" } },
          statements: [
            allow(CONSUME, { "Fn::ImportValue": "inbox" }),
            allow("s3:GetObject", join_({ "Fn::ImportValue": "bucket" }, "/inbox/*")),
            allow("dynamodb:PutItem", { "Fn::ImportValue": "table-arn" }),
            allow("dynamodb:DeleteItem", { "Fn::ImportValue": "table-arn" }),
          ],
        }),
        Source: {
          Type: "AWS::Lambda::EventSourceMapping",
          Properties: {
            EventSourceArn: { "Fn::ImportValue": "inbox" },
            FunctionName: ref("Count"),
            FunctionResponseTypes: ["ReportBatchItemFailures"],
          },
        },
        ...functionResources("Echo", { key: "echo" }),
        EchoPermission: {
          Type: "AWS::Lambda::Permission",
          Properties: {
            Action: "lambda:InvokeFunction",
            FunctionName: att("Echo", "Arn"),
            Principal: "apigateway.amazonaws.com",
          },
        },
        EchoIntegration: {
          Type: "AWS::ApiGatewayV2::Integration",
          Properties: {
            ApiId: { "Fn::ImportValue": "api" },
            IntegrationType: "AWS_PROXY",
            IntegrationUri: att("Echo", "Arn"),
            PayloadFormatVersion: "2.0",
          },
        },
        EchoRoute: {
          Type: "AWS::ApiGatewayV2::Route",
          Properties: {
            ApiId: { "Fn::ImportValue": "api" },
            RouteKey: "POST /v1/{name}",
            Target: join_("integrations/", ref("EchoIntegration")),
          },
        },
      },
    },
  );
}

let cloud: Cloud;
const events: CloudEvent[] = [];
const dataDir = mkdtempSync(join(tmpdir(), "cloud-"));
const assemblyDir = assembly();

function start(): Promise<Cloud> {
  const options: CloudOptions = { assemblyDir, dataDir, onEvent: (event) => events.push(event) };
  return startCloud(options);
}

function clients(of: Cloud) {
  const config = { endpoint: of.endpoint, region: of.region, credentials: of.rootCredentials };
  return { s3: new S3Client({ ...config, forcePathStyle: true }), table: new DynamoDBClient(config) };
}

beforeAll(async () => {
  cloud = await start();
});
afterAll(async () => {
  await cloud.close();
});

async function read(of: Cloud, pk: string): Promise<string | undefined> {
  const { TableName } = of.outputs;
  const got = await clients(of).table.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } } }));
  return got.Item?.["text"]?.S;
}

test("a dropped object reaches the table through notification, queue and function, whatever its key", async () => {
  const key = "inbox/acme/päper & 100% + two.csv";
  await clients(cloud).s3.send(new PutObjectCommand({ Bucket: cloud.outputs["Bucket"], Key: key, Body: "hello" }));
  expect(await until(() => read(cloud, key))).toBe("hello");
  expect(events).toEqual([]);
});

test("an HTTP API route answers with what its function returned", async () => {
  const response = await fetch(`${String(cloud.outputs["Url"])}/ann`, { method: "POST", body: "ping" });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-own")).toBe("yes");
  expect(await response.json()).toEqual({ route: "POST /v1/{name}", name: "ann", body: "ping" });
});

test("a path without a route is Not Found", async () => {
  const response = await fetch(`${String(cloud.outputs["Url"])}/a/b/c`, { method: "POST" });
  expect([response.status, await response.json()]).toEqual([404, { message: "Not Found" }]);
});

test("a grant that nobody used is reported, a used one is not", () => {
  const unused = cloud.unusedGrants().filter((grant) => grant.kind === "action");
  expect(unused.map((grant) => grant.value)).toEqual(["dynamodb:DeleteItem"]);
});

test("objects and items outlive the process", async () => {
  await cloud.close();
  cloud = await start();
  expect(await read(cloud, "inbox/acme/päper & 100% + two.csv")).toBe("hello");
});
