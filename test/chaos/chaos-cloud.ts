// The embedded cloud as the command line starts it, on a clock that can be put forward, with what a run with real kills
// needs of it: an operator's tools, a killer's, and a look into queues and executions.
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import path from "node:path";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { SfnExecutions } from "../../adapters/aws/executions.ts";
import type { OperatorDeps } from "../../pipeline/operators/operator-actions.ts";
import { SETTLE_SECONDS } from "../../adapters/apex/assumptions.ts";
import { orderSender } from "../../adapters/aws/order-sender.ts";
import { SEND_WITHIN_SECONDS } from "../../pipeline/partner/call-attempt.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import { settleDeps } from "../../pipeline/orders/settle-deps.ts";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { type BulkStore, bulkStore, stackOutput } from "../../cli/bulk-store.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { CREDENTIALS, WEBHOOK_SECRET } from "./chaos-partner.ts";
import { JumpClock } from "./jump-clock.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const OPERATOR = "operator";
/** Short, because leases and back-off keep to real time. */
const TIMES = { partnerTimeoutSeconds: 2, retryBaseSeconds: 0.5, retryCapSeconds: 5 };
/** Where a lone worker were killed each time it starts, nothing could ever get past it. */
const ALIVE_MIN = 3;
/** Longer than a lease (pipeline/partner/call-attempt.ts). */
export const LEASE_MILLIS = 1000 * (SEND_WITHIN_SECONDS + 2 * TIMES.partnerTimeoutSeconds + SETTLE_SECONDS);

export interface ChaosCloudOptions {
  readonly orderingUrl: string;
  readonly callbackPort: number;
  readonly canLookUp: boolean;
  readonly dataDir: string;
}

export interface ChaosCloud {
  readonly store: BulkStore;
  readonly operator: OperatorDeps;
  readonly clock: JumpClock;
  /** Functions that failed at work, by function and error: `enrich Runtime.ExitError`. */
  readonly failures: ReadonlyMap<string, number>;
  /** Refusals by IAM, and calls that a service does not know: bugs, whatever was killed. */
  readonly faults: readonly string[];
  /** Ends one worker of those that live, chosen by a number in [0, 1); its function, or undefined where too few live. */
  killOne(chance: number): Promise<string | undefined>;
  /** Messages by queue that are not gone. */
  messagesLeft(): Promise<ReadonlyMap<string, number>>;
  running(): Promise<readonly string[]>;
  /** Bodies of the messages that start-order was given too often. */
  parkedOrders(): Promise<readonly string[]>;
  /** Names of all executions that there have been. */
  executions(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

export async function startChaosCloud(options: ChaosCloudOptions): Promise<ChaosCloud> {
  const clock = new JumpClock();
  const failures = new Map<string, number>();
  const faults: string[] = [];
  const assemblyDir = await cachedAssembly({
    root: ROOT,
    settings: {
      orderingUrl: options.orderingUrl,
      transactionLookup: options.canLookUp ? "on" : "off",
      creditLookup: "on",
      callsPerSecond: 0,
      demoDistributor: "on",
      ...TIMES,
    },
    environment: process.env,
  });
  const cloud = await startCloud({
    assemblyDir,
    clock,
    dataDir: options.dataDir,
    secretValues: {
      [NAMES.credentialsSecret]: JSON.stringify({ default: CREDENTIALS }),
      [NAMES.webhookSecret]: WEBHOOK_SECRET,
    },
    httpApiPorts: { [NAMES.callbackApi]: options.callbackPort },
    onEvent: (event) => {
      note(event, failures, faults);
    },
  });
  const endpoint = { endpoint: cloud.endpoint, region: cloud.region, credentials: cloud.rootCredentials };
  const store = bulkStore(cloud.outputs, endpoint);
  const sfn = new SFNClient(endpoint);
  const sqs = new SQSClient(endpoint);
  const sendOrders = orderSender(sqs, stackOutput(cloud.outputs, NAMES.outputs.orderQueue));
  return {
    store,
    clock,
    failures,
    faults,
    operator: {
      ...settleDeps({ ...store, clock: systemClock }, OPERATOR, { tokens: new SfnTaskTokens(sfn), sendOrders }),
      executions: new SfnExecutions(sfn, stackOutput(cloud.outputs, NAMES.outputs.stateMachine)),
      sendOrders,
    },
    async killOne(chance) {
      const alive: { name: string; index: number }[] = [];
      await cloud.killWorkers((name, index) => alive.push({ name, index }) < 0);
      const chosen = alive[Math.floor(chance * alive.length)];
      if (chosen === undefined || alive.length < ALIVE_MIN) return undefined;
      await cloud.killWorkers((name, index) => name === chosen.name && index === chosen.index);
      return chosen.name;
    },
    messagesLeft: () => messagesLeft(sqs),
    running: async () =>
      (await cloud.executions()).filter(({ status }) => status === "RUNNING").map(({ name }) => name),
    parkedOrders: () => parkedBodies(sqs),
    executions: async () => new Set((await cloud.executions()).map(({ name }) => name)),
    async close() {
      store.close();
      sfn.destroy();
      sqs.destroy();
      await cloud.close();
    },
  };
}

function note(event: CloudEvent, failures: Map<string, number>, faults: string[]): void {
  if (event.type === "functionFailed" && event.phase === "invoke") {
    const what = `${event.functionName} ${event.errorName}`;
    failures.set(what, (failures.get(what) ?? 0) + 1);
  } else if (event.type === "accessDenied") {
    faults.push(`${event.principal} may not ${event.action} on ${event.resource}`);
  } else if (event.type === "recursionStopped") {
    faults.push(`a chain of ${event.functionName} was stopped`);
  } else if (event.type === "serviceFailed") {
    faults.push(`${event.service} ${event.action}: ${event.message}`);
  }
}

const PARKED_ORDERS = "OrdersDeadLetters";
/** Longer than looking through them takes: each is seen once, and lies there again afterwards. */
const LOOK_SECONDS = 60;

async function parkedBodies(sqs: SQSClient): Promise<string[]> {
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({}));
  const bodies: string[] = [];
  for (const QueueUrl of urls.filter((url) => url.includes(PARKED_ORDERS))) {
    for (;;) {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: LOOK_SECONDS }),
      );
      if (messages.length === 0) break;
      bodies.push(...messages.map(({ Body: body = "" }) => body));
    }
  }
  return bodies;
}

/** What is parked of the order queue is left out: `parkedOrders` has it. */
async function messagesLeft(sqs: SQSClient): Promise<Map<string, number>> {
  const left = new Map<string, number>();
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of urls.filter((url) => !url.includes(PARKED_ORDERS))) {
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    const count = [
      attributes["ApproximateNumberOfMessages"],
      attributes["ApproximateNumberOfMessagesNotVisible"],
      attributes["ApproximateNumberOfMessagesDelayed"],
    ].reduce((sum, text) => sum + Number(text ?? 0), 0);
    if (count > 0) left.set(QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1), count);
  }
  return left;
}
