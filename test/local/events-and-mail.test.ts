// The event bus and SES of the embedded cloud: what is put on the bus reaches the queue behind a rule, a mail becomes a file, and what
// AWS refuses is refused: other sources, malformed events, senders that nobody has confirmed, callers without the grant.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeRuleCommand, EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendEmailCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { allow, att, ref, writeAssembly } from "./tiny-assembly.ts";

const BUS = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const role = (...statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement: statements } }],
  },
});
const ASSEMBLY = {
  name: "App",
  resources: {
    Queue: { Type: "AWS::SQS::Queue" },
    Policy: {
      Type: "AWS::SQS::QueuePolicy",
      Properties: {
        Queues: [ref("Queue")],
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: att("Queue", "Arn"),
            },
          ],
        },
      },
    },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventPattern: { source: ["app"], "detail-type": ["Results Ready"] },
        Targets: [{ Id: "queue", Arn: att("Queue", "Arn") }],
      },
    },
    Identity: { Type: "AWS::SES::EmailIdentity", Properties: { EmailIdentity: "orders@app.example" } },
    Teller: role(
      { ...allow("events:PutEvents", BUS), Condition: { StringEquals: { "events:source": "app" } } },
      allow("ses:SendEmail", att("Identity", "Arn")),
    ),
    Nobody: role(),
  },
  outputs: {
    Queue: { Value: ref("Queue") },
    Teller: { Value: att("Teller", "Arn") },
    Nobody: { Value: att("Nobody", "Arn") },
  },
};

const dataDir = mkdtempSync(join(tmpdir(), "bus-"));
let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ assemblyDir: writeAssembly(ASSEMBLY), dataDir });
});
afterAll(async () => {
  await cloud.close();
});

const as = (output: "Teller" | "Nobody") => ({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: cloud.assumeRole(cloud.outputs[output]!),
  maxAttempts: 1,
});
const events = (who: "Teller" | "Nobody" = "Teller") => new EventBridgeClient(as(who));
const entry = (changes: object = {}) => ({ Source: "app", DetailType: "Results Ready", Detail: '{"n":1}', ...changes });
const mailFrom = (from: string, to: string[] = ["one@there.example"], who: "Teller" | "Nobody" = "Teller") =>
  new SESv2Client(as(who)).send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: to },
      Content: { Simple: { Subject: { Data: "März: 2 rows" }, Body: { Text: { Data: "one\ntwo\n" } } } },
    }),
  );

test("an event reaches the queue behind the rule that it matches", async () => {
  const answer = await events().send(new PutEventsCommand({ Entries: [entry(), entry({ DetailType: "Other" })] }));
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, {}] });
  const sqs = new SQSClient({ ...as("Nobody"), credentials: cloud.rootCredentials });
  const asked = { QueueUrl: cloud.outputs["Queue"], MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
  expect(Messages.map(({ Body }) => JSON.parse(Body!))).toMatchObject([
    { source: "app", "detail-type": "Results Ready", detail: { n: 1 }, resources: [] },
  ]);
});

test("entries that are wrong are told one by one, and a request that is wrong fails", async () => {
  const wrong = [{ Detail: "[1]" }, { Detail: "{" }, { DetailType: "" }];
  const answer = await events().send(new PutEventsCommand({ Entries: wrong.map(entry) }));
  expect(answer.FailedEntryCount).toBe(3);
  expect(answer.Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
    "MalformedDetail",
    "MalformedDetail",
    "InvalidArgument",
  ]);
  const many = Array.from({ length: 11 }, () => entry());
  await expect(events().send(new PutEventsCommand({ Entries: many }))).rejects.toThrow(/less than or equal to 10/);
  await expect(events().send(new PutEventsCommand({ Entries: [] }))).rejects.toThrow(/greater than or equal to 1/);
});

test("another source, or another caller, is not allowed", async () => {
  const AccessDenied = { name: "AccessDeniedException" };
  const put = (entries: object[], who?: "Nobody") => events(who).send(new PutEventsCommand({ Entries: entries }));
  await expect(put([entry({ Source: "other" })])).rejects.toMatchObject(AccessDenied);
  await expect(put([entry()], "Nobody")).rejects.toMatchObject(AccessDenied);
  await expect(events().send(new DescribeRuleCommand({ Name: "Rule" }))).rejects.toThrow(/DescribeRule/);
});

test("a mail becomes a file beside the state", async () => {
  const { MessageId } = await mailFrom("orders@app.example", ["one@there.example", "two@there.example"]);
  const [file] = readdirSync(join(dataDir, "mail"));
  const mail = readFileSync(join(dataDir, "mail", file!), "utf8");
  expect(mail).toContain("To: one@there.example, two@there.example\r\n");
  expect(mail).toContain(`Subject: =?UTF-8?B?${Buffer.from("März: 2 rows").toString("base64")}?=\r\n`);
  expect(mail).toContain(`Message-ID: <${MessageId!}@`);
  expect(mail.endsWith("\r\n\r\none\r\ntwo\r\n")).toBe(true);
});

test("SES refuses senders that nobody has confirmed, and too many or no recipients", async () => {
  await expect(mailFrom("else@app.example")).rejects.toMatchObject({ name: "MessageRejected" });
  const many = Array.from({ length: 51 }, (_, n) => `n${String(n)}@there.example`);
  await expect(mailFrom("orders@app.example", many)).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(mailFrom("orders@app.example", [])).rejects.toMatchObject({ name: "BadRequestException" });
  const denied = mailFrom("orders@app.example", ["one@there.example"], "Nobody");
  await expect(denied).rejects.toMatchObject({ name: "AccessDeniedException" });
});
