// A state machine's messages where nothing answers: the task fails with SQS.SdkClientException, the first name in the product's
// retriers, whether or not the queue has the message; the retry sends another one with another token.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { OnTaskSend } from "../../local/cloud-options.ts";
import { allow, att, join_, ref, writeAssembly } from "./tiny-assembly.ts";
import { until } from "./until.ts";

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

const RETRY = [{ ErrorEquals: ["SQS.SdkClientException"], IntervalSeconds: 1, MaxAttempts: 1 }];

async function start(queueUrl: unknown, onTaskSend: OnTaskSend) {
  const task = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Arguments: { QueueUrl: "${Url}", MessageBody: { taskToken: "{% $states.context.Task.Token %}" } },
    Retry: RETRY,
    End: true,
  };
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "Send", States: { Send: task } });
  const statement = allow("sqs:SendMessage", att("Queue", "Arn"));
  const policies = [{ PolicyName: "own", PolicyDocument: { Statement: [statement] } }];
  const assemblyDir = writeAssembly({
    name: "App",
    resources: {
      Queue: { Type: "AWS::SQS::Queue" },
      Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {}, Policies: policies } },
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          RoleArn: att("Role", "Arn"),
          DefinitionString: definition,
          DefinitionSubstitutions: { Url: queueUrl },
        },
      },
    },
    outputs: { QueueUrl: { Value: ref("Queue") }, MachineArn: { Value: ref("Machine") } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), "unreached-"));
  cloud = await startCloud({ assemblyDir, dataDir, onTaskSend });
  const { endpoint, region, rootCredentials: credentials, outputs } = cloud;
  const settings = { endpoint, region, credentials, requestHandler: cloud.requestHandler() };
  const states = new SFNClient(settings);
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: outputs["MachineArn"] }));
  const history = async () => (await states.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [];
  const receive = async () => {
    const request = new ReceiveMessageCommand({ QueueUrl: outputs["QueueUrl"], MaxNumberOfMessages: 10 });
    return (await new SQSClient(settings).send(request)).Messages ?? [];
  };
  return { history, receive };
}

/** The first message of a run meets this. */
function once(fault: "notSent" | "notHeard"): OnTaskSend {
  let sent = 0;
  return () => (sent++ === 0 ? fault : undefined);
}

test.each([
  ["notSent", 1],
  ["notHeard", 2],
] as const)("a send that is %s is tried again; %i messages are in the queue then", async (fault, count) => {
  const { history, receive } = await start(ref("Queue"), once(fault));
  const events = await until(async () => {
    const seen = await history();
    return seen.filter(({ type }) => type === "TaskSubmitted").length === 1 ? seen : undefined;
  });
  const failed = events.find(({ type }) => type === "TaskSubmitFailed");
  expect(failed?.taskSubmitFailedEventDetails).toMatchObject({ error: "SQS.SdkClientException" });
  const tokens = (await receive()).map(({ Body = "" }) => (JSON.parse(Body) as { taskToken: string }).taskToken);
  expect(new Set(tokens).size).toBe(count);
});

test("an address where no queue answers fails so, each time", async () => {
  const { history } = await start(
    join_("http://nowhere.test/000000000000/", att("Queue", "QueueName")),
    () => undefined,
  );
  const last = await until(async () => (await history()).find(({ type }) => type === "ExecutionFailed"));
  expect(last.executionFailedEventDetails).toEqual({
    error: "SQS.SdkClientException",
    cause: "Unable to execute HTTP request: nowhere.test: Name or service not known",
  });
});
