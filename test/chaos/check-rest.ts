// What must hold once everything is at rest after a run with real kills. Written against what people can see: the Ordering
// API's ledger, the results, the queues and executions; not against our own records of calls.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { readJson } from "../../domain/read-json.ts";
import { keys, type OrderRecord } from "../../contracts/records.ts";
import { ReceiptSchema } from "../../contracts/receipt.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { OrderMessageSchema } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { downloadResults } from "../../cli/download-results.ts";
import { type BatchState, readBatches } from "../../cli/follow-files.ts";
import type { Ledger } from "../../ordering-api/calls/transaction-calls.ts";
import type { ChaosCloud } from "./chaos-cloud.ts";

const ONCE_A_SITE = ["addSites", "createOrder", "createBilling", "handOff"] as const;
const ONCE_AN_ORDER = ["createQuote", "requestCreditCheck", "createContract", "createOrder"] as const;

export interface AtRest {
  readonly findings: readonly string[];
  readonly rows: Readonly<Record<string, number>>;
}

export interface Dropped {
  readonly fileId: string;
  readonly name: string;
  readonly siteRefs: readonly string[];
}

export async function checkRest(
  cloud: ChaosCloud,
  ledger: Ledger,
  dropped: Dropped,
  resultsDir: string,
): Promise<AtRest> {
  const [batch] = await readBatches(cloud.store.table, [dropped]);
  const prefix = batch?.record?.resultsPrefix;
  if (batch === undefined || prefix === undefined) return { findings: ["the file has no record"], rows: {} };
  const folder = await downloadResults(cloud.store, prefix, resultsDir);
  const { siteRefs } = dropped;
  const results = await readResults(folder);
  const queues = [...(await cloud.messagesLeft())].map(([name, count]) => `${String(count)} messages left in ${name}`);
  const running = (await cloud.running()).map((name) => `execution ${name} is running`);
  return {
    rows: countsOf(results.map(({ outcome }) => outcome)),
    findings: [
      ...cloud.faults,
      ...queues,
      ...running,
      ...parkedFindings(await cloud.parkedOrders(), batch.orders, await cloud.executions()),
      ...(await openMarkers(cloud, dropped.fileId)),
      ...twice(ledger),
      ...rowFindings(results, ledger, siteRefs),
      ...(await receiptFindings(folder, results)),
      ...orderFindings(batch),
    ],
  };
}

type KnownOrder = Pick<OrderRecord, "orderId" | "status" | "executions">;

/**
 * A message to start an order was given up: an alarm tells of it, and the sync sends the order again (docs/runbook.md). By the end
 * that must have come about: the order has been started, or is over or held in front of a person.
 */
export function parkedFindings(
  bodies: readonly string[],
  orders: readonly KnownOrder[],
  executions: ReadonlySet<string>,
): string[] {
  return bodies.flatMap((body) => {
    const message = OrderMessageSchema.safeParse(readJson(body));
    if (!message.success) return [`a parked message names no order: ${body.slice(0, 80)}`];
    const { orderId } = message.data;
    const order = orders.find((one) => one.orderId === orderId);
    if (order === undefined) return [`${orderId} was parked and has no record`];
    if (order.executions > 0 && executions.has(orderId)) return [];
    const isTold = order.status === "held" || isTerminal(order.status);
    return isTold ? [] : [`${orderId} was parked, is ${order.status} and was never started`];
  });
}

interface ResultRow {
  readonly siteRef: string;
  readonly outcome: string;
  readonly code: string;
}

async function readResults(folder: string): Promise<ResultRow[]> {
  const text = await readFile(path.join(folder, "results.csv"), "utf8");
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
  return rows.map((row) => ({
    siteRef: row["site_ref"] ?? "",
    outcome: row["_outcome"] ?? "",
    code: row["_code"] ?? "",
  }));
}

/** Effects that must not be there twice: by site, by order, by transaction. */
function twice(ledger: Ledger): string[] {
  const counts = new Map<string, number>();
  const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { call, sites, traceId, transactionId } of ledger.effects) {
    if (ONCE_A_SITE.some((name) => name === call)) for (const site of sites) count(`${call} of ${site}`);
    if (ONCE_AN_ORDER.some((name) => name === call)) {
      count(`${call} for ${traceId}`);
      count(`${call} by ${transactionId ?? "no transaction"}`);
    }
  }
  return [...counts].filter(([, times]) => times > 1).map(([what, times]) => `${what}: ${String(times)} times`);
}

function rowFindings(results: readonly ResultRow[], ledger: Ledger, siteRefs: readonly string[]): string[] {
  const found: string[] = [];
  const done = new Set(ledger.effects.flatMap(({ call, sites }) => sites.map((site) => `${call} ${site}`)));
  const rowsOf = Map.groupBy(results, ({ siteRef }) => siteRef);
  for (const siteRef of siteRefs) {
    const rows = rowsOf.get(siteRef)?.length ?? 0;
    if (rows !== 1) found.push(`${siteRef} has ${String(rows)} rows in the results`);
  }
  if (results.length !== siteRefs.length) found.push(`${String(results.length)} rows of ${String(siteRefs.length)}`);
  for (const { siteRef, outcome, code } of results) {
    const missing = ONCE_A_SITE.filter((call) => !done.has(`${call} ${siteRef}`));
    if (outcome === "handedOff" && missing.length > 0) found.push(`${siteRef} is handed off without ${missing.join()}`);
    if (outcome === "failed" && done.has(`handOff ${siteRef}`)) found.push(`${siteRef} failed, and is handed off`);
    if (outcome === "handedOff") continue;
    if (outcome !== "held" && outcome !== "failed") found.push(`${siteRef} is ${outcome}`);
    if (!Object.hasOwn(REASONS, code)) found.push(`${siteRef} is ${outcome} for no known reason: ${code}`);
  }
  return found;
}

async function receiptFindings(folder: string, results: readonly ResultRow[]): Promise<string[]> {
  const { rows } = ReceiptSchema.parse(JSON.parse(await readFile(path.join(folder, "receipt.json"), "utf8")));
  const { total, ...outcomes } = rows;
  const counted = countsOf(results.map(({ outcome }) => outcome));
  const isSame = Object.entries(outcomes).every(([outcome, count]) => count === (counted[outcome] ?? 0));
  const adds = total === results.length && total === Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return isSame && adds ? [] : [`the receipt says ${JSON.stringify(rows)}, the rows ${JSON.stringify(counted)}`];
}

function orderFindings({ orders }: BatchState): string[] {
  const moving = new Set(["acknowledged", "inProgress", "pending", "pendingCancellation"]);
  return orders.filter(({ status }) => moving.has(status)).map(({ orderId, status }) => `${orderId} is ${status}`);
}

async function openMarkers(cloud: ChaosCloud, fileId: string): Promise<string[]> {
  const found: string[] = [];
  for await (const item of cloud.store.table.query(keys.file(fileId).pk, { prefix: "OPEN#" })) {
    found.push(`${String(item["sk"])} of the file is there still`);
  }
  return found;
}

export function countsOf(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
