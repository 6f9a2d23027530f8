// The Ordering API as a function: requests of its HTTP API and messages of its queue of decisions.
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { PartnerCredentialsSchema } from "../contracts/deployment.ts";
import { makeOrderingApi, type OrderingApiWorld } from "./app.ts";
import { readBehavior } from "./behavior.ts";
import { type Decision, DecisionSchema } from "./decisions/decision.ts";
import { deliverDecision, type DeliveryWorld } from "./decisions/deliver-decision.ts";
import { postCallback } from "./decisions/post-callback.ts";
import { readLambdaEnv } from "./env.ts";
import { logError } from "./log-error.ts";
import { Secret } from "./secrets.ts";
import { DynamoCallCounter } from "./store/dynamo-call-counter.ts";
import { DynamoStore } from "./store/dynamo-store.ts";
import { requestOf, resultOf } from "./http/api-event.ts";

/** SQS delays a message up to so many seconds. */
const DELAY_SECONDS_MAX = 900;
const RANDOM_STEPS = 2 ** 47;

const env = readLambdaEnv();
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const secrets = new SecretsManagerClient({});
const credentials = new Secret(secrets, env.ORDERING_API_CREDENTIALS_SECRET);
const webhookSecret = new Secret(secrets, env.WEBHOOK_SECRET);
let effects = 0;

const world: OrderingApiWorld & DeliveryWorld = {
  store: new DynamoStore(dynamo, env.ORDERING_TABLE_NAME),
  callCounter: new DynamoCallCounter(dynamo, env.ORDERING_TABLE_NAME),
  behavior: readBehavior(env.ORDERING_BEHAVIOR),
  decisionDelayMillis: env.DECISION_DELAY_MILLIS,
  now: () => new Date(),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
  sequence: () => (effects += 1),
  sleep: (millis) => sleep(millis),
  schedule,
  // infra/bundle.ts lays the viewer's files beside this code.
  viewerFile: (name) => readFile(new URL(`viewer/${name}`, import.meta.url), "utf8"),
  credentials: async ({ refreshed }) =>
    PartnerCredentialsSchema.parse(JSON.parse(await credentials.read(Date.now(), refreshed))),
  webhookSecret: () => webhookSecret.read(Date.now()),
  post: (path, callback) => postCallback(`${env.CALLBACK_BASE_URL.replace(/\/$/, "")}${path}`, callback),
  onError: logError,
};
const api = makeOrderingApi(world);

export async function handler(
  event: APIGatewayProxyEventV2 | SQSEvent,
): Promise<APIGatewayProxyStructuredResultV2 | SQSBatchResponse> {
  if ("Records" in event) return deliverAll(event);
  const response = await api(requestOf(event));
  // A gateway cannot cut a connection: a failed function is its nearest to it, and is answered with a 5xx.
  if (response.cut === true) throw new Error("fault on demand: cut");
  return resultOf(response);
}

/** Whole seconds wait in the queue, the rest in the consumer. */
async function schedule(decision: Decision): Promise<void> {
  const seconds = Math.floor((decision.dueAt - Date.now()) / 1_000);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: env.DECISION_QUEUE_URL,
      MessageBody: JSON.stringify(decision),
      DelaySeconds: Math.min(DELAY_SECONDS_MAX, Math.max(0, seconds)),
    }),
  );
}

async function deliverAll(event: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(
    event.Records.map(async (record) => {
      try {
        await deliverDecision(DecisionSchema.parse(JSON.parse(record.body)), world);
        return [];
      } catch (error) {
        logError(error, undefined);
        return [{ itemIdentifier: record.messageId }];
      }
    }),
  );
  return { batchItemFailures: outcomes.flat() };
}
