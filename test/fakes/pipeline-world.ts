// A world in memory for the stages: the table, task tokens that can be open or closed, a partner that answers as it is told
// and remembers what it was asked, and an order that is ready for any stage.
import { newGroups } from "../../pipeline/orders/site-groups.ts";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { jsonLogger } from "../../adapters/runtime/logger.ts";
import { FileStore } from "../../pipeline/orders/file-store.ts";
import { OpenOrders } from "../../pipeline/orders/open-orders.ts";
import { aftermathOf, type ReopenDeps } from "../../pipeline/orders/reopen-orders.ts";
import type { StopDeps } from "../../pipeline/orders/stop-sites.ts";
import { CallRecords } from "../../pipeline/partner/call-records.ts";
import { OrderStore } from "../../pipeline/orders/order-store.ts";
import { PauseStore } from "../../pipeline/orders/pause-store.ts";
import type { OwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { SiteStore } from "../../pipeline/orders/site-store.ts";
import type { StageDeps } from "../../pipeline/stages/stage-deps.ts";
import type { TaskTokens, TokenAnswer } from "../../adapters/aws/task-tokens.ts";
import type { Policy } from "../../contracts/outcomes.ts";
import type { OrderDocument, SiteDocument } from "../../contracts/order-document.ts";
import { indexKeys, keys, type OrderRecord, type SiteRecord } from "../../contracts/records.ts";
import type { Chunk, OrderMessage, Stage, StageOutput } from "../../contracts/stages.ts";
import type { Item } from "../../adapters/aws/table.ts";
import { timelineOf } from "../../pipeline/orders/timeline.ts";
import { newOrder, newSites } from "../../domain/orders/new-order.ts";
import { FakePartner } from "./fake-partner.ts";
import { MemoryTable } from "./memory-table.ts";
import { RecordingMeter } from "./recording-meter.ts";

const TEXAS = { street: "2301 Elm Street", city: "Dallas", state: "TX", zip: "75201" };
const PERSON = { firstName: "Ana", lastName: "Reyes", email: "ana@example.com", phone: "214-555-0100" };

export function siteDocument(index: number): SiteDocument {
  return {
    row: index + 2,
    siteRef: `S-${String(index + 1)}`,
    address: TEXAS,
    product: "ADI",
    architecture: "Switched",
    accessSpeed: "1 Gbps",
    portSpeed: "500M",
    management: "AT&T Managed",
    billingOption: "Flat Rate",
    install: PERSON,
    requestedStartDate: "2027-01-10",
    requestedDueDate: "2027-02-10",
    startBillingEarly: false,
    shipping: { address: TEXAS },
    port: { floor: "3", room: "301" },
    billing: { contact: PERSON, address: TEXAS },
  };
}

export function orderDocument(sites: number, policy: Policy = "order"): OrderDocument {
  return {
    orderId: "o-1",
    fileId: "f-1",
    distributor: "demo",
    revision: 1,
    policy,
    orderRef: "PO-1",
    spId: "A-06399x",
    opportunityName: "PO-1",
    customer: { name: "Lone Star Clinics", address: TEXAS },
    contact: PERSON,
    approverEmail: "boss@example.com",
    contractTermMonths: 36,
    contractEffectiveDate: "2027-01-01",
    acceptTerms: true,
    sites: Array.from({ length: sites }, (_, index) => siteDocument(index)),
  };
}

export class FakeTokens implements TaskTokens {
  readonly closed = new Set<string>();
  readonly answers: { taskToken: string; output?: StageOutput; error?: string; cause?: string }[] = [];

  heartbeat(taskToken: string): Promise<TokenAnswer> {
    return Promise.resolve(this.closed.has(taskToken) ? "gone" : "taken");
  }
  succeed(taskToken: string, output: StageOutput): Promise<TokenAnswer> {
    return this.#close(taskToken, { taskToken, output });
  }
  fail(taskToken: string, error: string, cause: string): Promise<TokenAnswer> {
    return this.#close(taskToken, { taskToken, error, cause });
  }
  #close(taskToken: string, answer: FakeTokens["answers"][number]): Promise<TokenAnswer> {
    if (this.closed.has(taskToken)) return Promise.resolve("gone");
    this.closed.add(taskToken);
    this.answers.push(answer);
    return Promise.resolve("taken");
  }
}

export class FakeOwnQueue implements OwnQueue {
  readonly changes: { receiptHandle: string; seconds: number }[] = [];
  readonly sentAgain: { body: string; seconds: number }[] = [];
  sendAgain({ body }: SQSRecord, seconds: number): Promise<void> {
    this.sentAgain.push({ body, seconds });
    return Promise.resolve();
  }
  change(receiptHandle: string, seconds: number): Promise<void> {
    this.changes.push({ receiptHandle, seconds });
    return Promise.resolve();
  }
}

export interface PipelineWorld extends StageDeps, StopDeps, ReopenDeps {
  /** Orders that were put back to work. */
  readonly resent: OrderMessage[];
  readonly table: MemoryTable;
  readonly tokens: FakeTokens;
  readonly calls: FakePartner;
  readonly queue: FakeOwnQueue;
  readonly pauses: PauseStore;
  readonly invocation: Invocation;
  readonly meter: RecordingMeter;
  readonly logged: string[];
  /** Milliseconds; moves on by one with every reading. */
  time: number;
  remaining: number;
  document: OrderDocument;
  order(): Promise<OrderRecord>;
  siteRows(): Promise<SiteRecord[]>;
  timeline(): Promise<string[]>;
}

export const START = Date.UTC(2027, 0, 1);

export function pipelineWorld(document: OrderDocument = orderDocument(3)): PipelineWorld {
  const table = new MemoryTable();
  const tokens = new FakeTokens();
  const logged: string[] = [];
  const meter = new RecordingMeter();
  const clock = { now: () => new Date((world.time += 1)) };
  const orders = new OrderStore(table, clock, "test", meter);
  const sendOrders = (messages: readonly OrderMessage[]) => Promise.resolve(void world.resent.push(...messages));
  const world: PipelineWorld = {
    table,
    tokens,
    orders,
    pauses: new PauseStore(table, clock),
    sites: new SiteStore(table, () => orders.now(), "test"),
    openOrders: new OpenOrders(table),
    files: new FileStore(table),
    callRecords: new CallRecords(table),
    clock,
    rendezvous: new Rendezvous({
      table,
      orders,
      tokens,
      aftermath: aftermathOf({ openOrders: new OpenOrders(table), files: new FileStore(table), clock, sendOrders }),
    }),
    resent: [],
    calls: new FakePartner(),
    queue: new FakeOwnQueue(),
    readDocument: () => Promise.resolve(world.document),
    backoff: { baseSeconds: 2, capSeconds: 300 },
    random: () => 0.5,
    retryAttempts: 6,
    partnerTimeoutSeconds: 30,
    time: START,
    remaining: 120_000,
    document,
    logged,
    meter,
    invocation: {
      functionName: "test",
      log: jsonLogger((line) => logged.push(line)),
      meter,
      remainingMillis: () => world.remaining,
    },
    order: async () => {
      const order = await orders.order(document.orderId);
      if (order === undefined) throw new Error("no order");
      return order;
    },
    siteRows: () => world.sites.sites(document.orderId),
    timeline: async () => {
      const records: Item[] = [];
      for await (const item of table.query(keys.order(document.orderId).pk)) records.push(item);
      const lines = await timelineOf(table, document.orderId, records);
      return lines.map(({ type, siteRef }) => (siteRef === undefined ? type : `${type} ${siteRef}`));
    },
  };
  return world;
}

export function orderMessage(document: OrderDocument): OrderMessage {
  const { orderId, fileId, distributor, sites } = document;
  return {
    orderId,
    fileId,
    distributor,
    document: { key: "work/f-1/orders", from: 0, bytes: 1 },
    siteCount: sites.length,
  };
}

/** Records the order as start-order does, with its marker, as far as `changes` say. */
export async function seedOrder(
  world: PipelineWorld,
  changes: Partial<OrderRecord> = {},
  siteChanges: (index: number) => Partial<SiteRecord> = () => ({}),
): Promise<void> {
  const message = orderMessage(world.document);
  const at = new Date(world.time).toISOString();
  const order = { ...newOrder(message, world.document, at), executions: 1, ...changes };
  await world.table.put({
    ...keys.order(order.orderId),
    ...indexKeys.order(order.fileId, order.status, order.orderId),
    ...order,
  });
  const sites = newSites(world.document).map((site) => ({ ...site, ...siteChanges(site.index) }));
  for (const group of newGroups(sites)) await world.table.put(group);
  await world.table.put({ ...keys.openOrder(order.fileId, order.orderId), message, markedAt: at });
}

/** An order whose sub-orders are made, ready for enrich and handoff. */
export async function seedPlacedOrder(world: PipelineWorld, stage: Stage = "order"): Promise<void> {
  await seedOrder(
    world,
    { stage, status: "inProgress", quoteId: "Q1", creditStatus: "approved", partnerOrderId: "PO801" },
    (index) => ({
      status: "inProgress",
      siteId: `site-S-${String(index + 1)}`,
      subOrderId: `SUB${String(index + 1)}`,
    }),
  );
}

export interface TaskMessage {
  readonly stage: Stage;
  readonly token?: string;
  readonly chunk?: Chunk;
  /** Absent: a message of the definition before ADR 0019. */
  readonly onStop?: "OrderStopped";
  readonly receives?: number;
  /** Messages that its task has gone on in before. */
  readonly chainLength?: number;
}

export function taskEvent(...messages: readonly TaskMessage[]): SQSEvent {
  return sqsEvent(
    ...messages.map(({ stage, token = "T1", chunk, onStop, receives = 1, chainLength = 0 }) => ({
      body: JSON.stringify({
        taskToken: token,
        stage,
        orderId: "o-1",
        distributor: "demo",
        ...(chunk !== undefined && { chunk }),
        ...(onStop !== undefined && { onStop }),
      }),
      receives,
      chainLength,
    })),
  );
}

export interface SqsMessage {
  readonly body: string;
  readonly receives?: number;
  readonly chainLength?: number;
}

export function sqsEvent(...messages: readonly SqsMessage[]): SQSEvent {
  const Records = messages.map(({ body, receives = 1, chainLength = 0 }, n): SQSRecord => ({
    messageId: `m-${String(n)}`,
    receiptHandle: `r-${String(n)}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes:
      chainLength === 0 ? {} : { ContinuationLength: { dataType: "Number", stringValue: String(chainLength) } },
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn",
    awsRegion: "us-east-1",
  }));
  return { Records };
}
