// The deployed functions with the simulation's world in place of their clients: what lambdas/*/deps.ts builds from the
// environment is built here from the simulation, once an instance; everything behind it is the deployed code.
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { dropSender } from "../../adapters/aws/drop-sender.ts";
import { orderSender, type SendOrders } from "../../adapters/aws/order-sender.ts";
import { documentReader } from "../../pipeline/stages/document-reader.ts";
import { type Executions, SfnExecutions } from "../../adapters/aws/executions.ts";
import type { OperatorDeps } from "../../pipeline/operators/operator-actions.ts";
import { makePartnerCalls } from "../../pipeline/partner/make-partner-calls.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { settleDeps as settleDepsOf } from "../../pipeline/orders/settle-deps.ts";
import { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { type RunStage, stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import type { StageDeps } from "../../pipeline/stages/stage-deps.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { SfnTaskTokens } from "../../adapters/aws/task-tokens.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { INTAKE_BACKOFF } from "../../domain/backoff.ts";
import type { Stage } from "../../contracts/stages.ts";
import { makeTakeCallback } from "../../lambdas/callback/take-callback.ts";
import { makeSendContract } from "../../lambdas/contract/send-contract.ts";
import { makeCheckCredit } from "../../lambdas/credit/check-credit.ts";
import { makeAssignCustomer } from "../../lambdas/customer/assign-customer.ts";
import { makeAnswerDeadLetters } from "../../lambdas/dead-letters/answer-dead-letters.ts";
import { makeEnrichSites } from "../../lambdas/enrich/enrich-sites.ts";
import { makeHandOffSites } from "../../lambdas/handoff/hand-off-sites.ts";
import { makeTakeInDrops } from "../../lambdas/intake/take-in-drops.ts";
import { makePlaceOrder } from "../../lambdas/order/place-order.ts";
import { makeQuoteOrder } from "../../lambdas/quote/quote-order.ts";
import { makeSettleOrders } from "../../lambdas/settle/settle-orders.ts";
import { makeStartOrders } from "../../lambdas/start-order/start-orders.ts";
import { makeSync, type WholeSyncDeps } from "../../lambdas/sync/sync.ts";
import type { Cloud } from "./cloud.ts";
import type { FunctionSettings, Handler } from "./simulated-function.ts";
import { urlOf } from "./simulated-queues.ts";

export const MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:order";
const RETRY_ATTEMPTS = 6;
/** Longer than any run. */
const expiry = { personalDataDays: 400 };
const BACKOFF = { baseSeconds: 2, capSeconds: 300 };

const STAGES: Readonly<Record<Exclude<Stage, "settle">, (deps: StageDeps) => RunStage>> = {
  quote: makeQuoteOrder,
  credit: makeCheckCredit,
  contract: makeSendContract,
  order: makePlaceOrder,
  enrich: makeEnrichSites,
  customer: makeAssignCustomer,
  handoff: makeHandOffSites,
};

/** Every function of the deployment, by its name. */
export function deployedFunctions(cloud: Cloud): readonly FunctionSettings[] {
  const stages = Object.entries(STAGES).map(([stage, makeRun]): FunctionSettings => {
    const name = stage as Exclude<Stage, "settle">;
    const make = (): Handler => {
      const deps = stageDeps(cloud, name);
      return stageConsumer(deps, name, makeRun(deps));
    };
    return { name, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.stage, make };
  });
  const { stage: stageSeconds, settle, edge, sync, intake } = FUNCTION_TIMEOUT_SECONDS;
  return [
    ...stages,
    { name: "intake", timeoutSeconds: intake, make: () => makeTakeInDrops(intakeDeps(cloud)) },
    { name: "start-order", timeoutSeconds: stageSeconds, make: () => makeStartOrders(startDeps(cloud)) },
    { name: "settle", timeoutSeconds: settle, make: () => makeSettleOrders(settleDeps(cloud)) },
    { name: "callback", timeoutSeconds: edge, make: () => makeTakeCallback(callbackDeps(cloud)) },
    {
      name: "dead-letters",
      timeoutSeconds: edge,
      make: () => makeAnswerDeadLetters(parts(cloud, "dead-letters")),
    },
    { name: "sync", timeoutSeconds: sync, make: () => makeSync(syncDeps(cloud)) },
    { name: "operator", timeoutSeconds: sync, make: () => operatorRuns(operatorDeps(cloud)) },
  ];
}

/** Functions that may write to the order queue; settle leaves what is put back to work to the sync. */
const SENDS_ORDERS = ["callback", "sync", "operator"];

/** What nearly every function has. */
function parts(cloud: Cloud, name: string) {
  const { mutation } = cloud;
  const table: Table = mutation.table?.(cloud.table, name) ?? cloud.table;
  const plain = new SfnTaskTokens(cloud.states);
  const tokens = mutation.tokens?.(plain, name) ?? plain;
  const sends = SENDS_ORDERS.includes(name) ? { sendOrders: sendOrdersOf(cloud) } : {};
  const settling = settleDepsOf(bulkDeps(cloud, table), name, { tokens, ...sends });
  // A stage leaves it to others to put an order back to work.
  const isStage = Object.hasOwn(STAGES, name);
  const rendezvous = isStage ? new Rendezvous({ table, tokens, orders: settling.orders }) : settling.rendezvous;
  return { ...settling, table, tokens, rendezvous };
}

function partnerCalls(cloud: Cloud, table: Table, name: string) {
  const { mutation, clock, chance, time, settings } = cloud;
  return makePartnerCalls({
    env: {
      ORDERING_API_URL: "https://partner.example/api/v1",
      ORDERING_API_CREDENTIALS_SECRET: "credentials",
      ...settings,
      APEX_TIMEOUT_SECONDS: 30,
    },
    table,
    secrets: new SecretsManagerSecrets(cloud.secrets, () => time.now()),
    clock,
    exchange: mutation.exchange?.(cloud.partner.exchange) ?? cloud.partner.exchange,
    sleep: (millis) => cloud.sleep(millis),
    newOwner: () => chance.uuid(`owner ${name}`),
  });
}

function ownQueue(cloud: Cloud, queue: string) {
  const plain = new SqsOwnQueue(cloud.queues, urlOf(queue));
  const random = (): number => cloud.chance.next(`jitter ${queue}`);
  return { queue: plain, backoff: BACKOFF, random };
}

function stageDeps(cloud: Cloud, name: Stage): StageDeps {
  const own = parts(cloud, name);
  return {
    ...own,
    ...ownQueue(cloud, name),
    clock: cloud.clock,
    calls: partnerCalls(cloud, own.table, name),
    readDocument: documentReader(cloud.s3, "work"),
    retryAttempts: RETRY_ATTEMPTS,
    partnerTimeoutSeconds: 30,
  };
}

const bulkDeps = (cloud: Cloud, table: Table) => ({
  tellResults: cloud.tellResults,
  ...{ s3: cloud.s3, table, filesBucket: "files", workBucket: "work", clock: cloud.clock },
});

function intakeDeps(cloud: Cloud) {
  const { table } = parts(cloud, "intake");
  const sendOrders = sendOrdersOf(cloud);
  const profileOf = (distributor: string) => cloud.profiles.of(distributor);
  // One order at a time: files of a few orders can then run out of an invocation's time between any two.
  const s3 = cloud.mutation.s3?.(cloud.s3) ?? cloud.s3;
  const intake = { ...bulkDeps(cloud, table), s3, sendOrders, profileOf, ...expiry, groupSize: 1 };
  return { ...ownQueue(cloud, "drops"), backoff: INTAKE_BACKOFF, intake };
}

function startDeps(cloud: Cloud) {
  const executions = executionsOf(cloud);
  return { ...parts(cloud, "start-order"), executions, readDocument: documentReader(cloud.s3, "work") };
}

function settleDeps(cloud: Cloud) {
  return { ...parts(cloud, "settle"), ...ownQueue(cloud, "settle") };
}

function callbackDeps(cloud: Cloud) {
  const secrets = new SecretsManagerSecrets(cloud.secrets, () => cloud.time.now());
  return {
    ...parts(cloud, "callback"),
    webhookSecret: async () => {
      const secret = await secrets.read("webhook");
      return cloud.mutation.webhookSecret?.(secret) ?? secret;
    },
    forgetSecret: () => secrets.forget("webhook"),
    clock: cloud.clock,
  };
}

function sendOrdersOf(cloud: Cloud): SendOrders {
  return orderSender(cloud.queues, urlOf("orders"));
}

function executionsOf(cloud: Cloud): Executions {
  return new SfnExecutions(cloud.states, MACHINE_ARN);
}

function operatorDeps(cloud: Cloud): OperatorDeps {
  const executions = executionsOf(cloud);
  return { ...parts(cloud, "operator"), executions, sendOrders: sendOrdersOf(cloud) };
}

function syncDeps(cloud: Cloud): WholeSyncDeps {
  const own = parts(cloud, "sync");
  const { chance, signer, settings } = cloud;
  return {
    ...bulkDeps(cloud, own.table),
    ...own,
    orderLookup: settings.APEX_TRANSACTION_LOOKUP === "on",
    transactionLookup: settings.APEX_TRANSACTION_LOOKUP === "on",
    sendDrop: dropSender(cloud.queues, urlOf("drops")),
    ...expiry,
    ...{ signer, service: "simulation", sleep: (millis) => cloud.sleep(millis) },
    newOwner: () => chance.uuid("nightly"),
    executions: executionsOf(cloud),
    sendOrders: sendOrdersOf(cloud),
    calls: partnerCalls(cloud, own.table, "sync"),
    creditLookup: cloud.settings.creditLookup,
    contractLookup: cloud.settings.APEX_CONTRACT_LOOKUP === "on",
    now: () => own.orders.now(),
  };
}

/** An operator's command is a process of its own, like an invocation: its event is what to do. */
function operatorRuns(deps: OperatorDeps): Handler {
  return (event: { readonly act: (deps: OperatorDeps) => Promise<unknown> }) => event.act(deps);
}

export function callbackEvent(path: string, headers: Readonly<Record<string, string>>, body: string) {
  const requestContext = { http: { method: "POST" } };
  return { rawPath: path, headers, body, isBase64Encoded: false, requestContext } as unknown as APIGatewayProxyEventV2;
}
