// What must hold once virtual time is over, whatever went wrong on the way (docs/design.md, "Simulation").
import { REASONS } from "../../contracts/reasons.ts";
import type { Item } from "../../adapters/aws/table.ts";
import { keys } from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { ReceiptSchema } from "../../contracts/receipt.ts";
import type { Ledger } from "../../ordering-api/calls/transaction-calls.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import { isBar } from "../../pipeline/partner/barred.ts";
import { CALL_CLASSES } from "../../pipeline/partner/call-classes.ts";
import type { CallName } from "../../contracts/apex/calls.ts";
import { rowsOf as csvRowsOf } from "../reading/csv/csv-reference.ts";
import { type Finding, undocumentedWords, untoldTransitions } from "./timeline-invariant.ts";
import { newsFindings } from "./news-invariants.ts";
import { type OrderFacts, orderFacts } from "./order-facts.ts";
import { isParked, isParkedDrop, openMarkers } from "./standing-files.ts";
import { PROFILE_CODES } from "./changing-profiles.ts";
import { dropFindings, wasTakenBack } from "./drop-invariants.ts";
import type { DroppedFile, Inbox } from "./inbox.ts";
import { PARTNER_OUTAGE } from "./partner-outages.ts";
import { START_MILLIS, type World } from "./world.ts";

export async function findings(world: World, inbox: Inbox, ledger: Ledger): Promise<Finding[]> {
  const { files } = inbox;
  const orders = orderFacts(world);
  const timelines = new Map(orders.map(({ order, events }) => [`ORDER#${order.orderId}`, events]));
  return [
    ...(await decisionFindings(world, orders)),
    ...calmFindings(world, orders, files),
    ...newsFindings(world, orders),
    ...world.violations,
    ...untoldTransitions(world.table.transitions, timelines),
    ...undocumentedWords(timelines),
    ...brokenInvariants(world),
    ...stillMoving(world),
    ...crowds(world),
    ...orders.flatMap((facts) => orderFindings(facts)),
    ...partnerFindings(orders, ledger),
    ...sharedIds(orders),
    ...files.flatMap((file) => fileFindings(world, inbox, file, orders)),
    ...dropFindings(world, inbox),
  ];
}

/** Errors that no fault of the world explains. */
function brokenInvariants(world: World): Finding[] {
  return world.logs
    .filter((line) =>
      /"errorName":"(InvariantViolation|TypeError|ZodError|RangeError|ReferenceError|SyntaxError)"/.test(line),
    )
    .concat(world.logs.filter((line) => line.includes('"unhandledRejection"')))
    .map((detail) => ({ rule: "no broken invariant", detail }));
}

/** A message is doubled now and then on its way from one link of a chain to the next; its twins must not double again. */
const TWINS_MAX = 12;

function crowds({ sqs }: World): Finding[] {
  const most = Math.max(0, ...sqs.goneOn.values());
  if (most <= TWINS_MAX) return [];
  return [{ rule: "a task goes on in one chain", detail: `${String(most)} messages of one length` }];
}

function stillMoving(world: World): Finding[] {
  const rule = "everything comes to rest";
  const found: Finding[] = [];
  const open = new Map<string, string>();
  for (const { name, status } of world.executions) open.set(name, status);
  for (const [name, status] of open) if (status === "RUNNING") found.push({ rule, detail: `execution ${name} runs` });
  const { waitingTaskCount } = world.machine;
  if (waitingTaskCount > 0) found.push({ rule, detail: `${String(waitingTaskCount)} task tokens wait` });
  for (const queue of world.sqs.service.queues()) {
    const { visible, inFlight, delayed } = queue.counts;
    // Nobody consumes what these two give up; the sync sends the orders again, an alarm tells of the drops.
    const parked = queue.name === "orders-dead" || queue.name === "drops-dead";
    const left = visible + inFlight + delayed;
    if (left > 0 && !parked) found.push({ rule, detail: `${String(left)} messages in ${queue.name}` });
  }
  for (const { pk, sk } of openMarkers(world)) found.push({ rule, detail: `${String(pk)} ${String(sk)} is open` });
  return found;
}

function orderFindings({ order, sites, calls }: OrderFacts): Finding[] {
  const found: Finding[] = [];
  const { orderId, status } = order;
  const name = `${orderId} (${order.orderRef})`;
  if (!isTerminal(status) && status !== "held")
    found.push({ rule: "orders end or are held", detail: `${name} is ${status}` });
  if (status === "held" && (order.reason === undefined || !Object.hasOwn(REASONS, order.reason.code))) {
    found.push({ rule: "held with a reason", detail: `${name}: ${String(order.reason?.code)}` });
  }
  if (sites.length !== order.siteCount) {
    found.push({ rule: "no site is lost", detail: `${name}: ${String(sites.length)} of ${String(order.siteCount)}` });
  }
  for (const site of sites) {
    const open = ["acknowledged", "inProgress", "pending"].includes(site.status);
    if (open && isTerminal(status))
      found.push({ rule: "sites end with their order", detail: `${name} ${site.siteRef} is ${site.status}` });
    const handedOff = calls.some(
      (call) => call.name.endsWith(`#handOff#${String(site.index).padStart(5, "0")}`) && call.state === "confirmed",
    );
    if (handedOff !== (site.status === "completed") && !(handedOff && (status === "held" || status === "cancelled"))) {
      found.push({ rule: "a site is completed by its handoff", detail: `${name} ${site.siteRef}: ${site.status}` });
    }
    if (handedOff && status === "cancelled")
      found.push({ rule: "a handed-off site is not cancelled", detail: `${name} ${site.siteRef}` });
  }
  // The order's own marks, not its timeline: a line is written after its change, and can be lost with its writer.
  const types = new Set(Object.keys(order.marks ?? {}));
  const contractMade = calls.some((call) => call.name.startsWith("CALL#contract#createContract") && !isBar(call));
  const approved = types.has("creditApproved") || types.has("orderRedriven");
  if (contractMade && !approved) found.push({ rule: "no contract without approved credit", detail: name });
  const orderMade = calls.some((call) => call.name.startsWith("CALL#order#createOrder") && !isBar(call));
  if (orderMade && !types.has("contractSigned")) found.push({ rule: "no order without a signature", detail: name });
  if (status === "completed" && sites.some((site) => site.status !== "completed")) {
    found.push({ rule: "completed means all sites", detail: name });
  }
  for (const stage of ["quote", "enrich", "handoff"] as const) {
    const done = order.progress?.[stage] ?? 0;
    if (done > order.siteCount) found.push({ rule: "progress adds up", detail: `${name}: ${stage} ${String(done)}` });
  }
  return found;
}

/** What an order believes of its credit and its contract is what the partner has decided. */
async function decisionFindings(world: World, orders: readonly OrderFacts[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { order } of orders) {
    if (order.quoteId === undefined) continue;
    const { credit, contract } = await world.partner.decisions(order.quoteId);
    const detail = `${order.orderRef}: ${String(order.creditStatus)} / ${String(order.contractStatus)}, partner ${String(credit)} / ${String(contract)}`;
    const conditionMet = order.marks?.["orderRedriven"] !== undefined;
    const believed = order.creditStatus;
    // Over without a site at AT&T: what is said afterwards changes nothing.
    const nothingOrdered = isTerminal(order.status) && order.status !== "completed" && order.status !== "partial";
    const explained = order.status === "held" || order.break !== undefined || nothingOrdered;
    const wrong =
      !explained &&
      ((believed === "declined" && credit !== "Declined") ||
        (believed === "approved" && credit !== "Auto-Approved" && credit !== "Approved" && !conditionMet) ||
        (order.contractStatus === "signed" && contract !== "Signed") ||
        (order.contractStatus === "declined" && contract !== "Declined"));
    if (wrong) found.push({ rule: "decisions are the partner's", detail });
  }
  return found;
}

/** Where nothing went wrong but that the partner was out of reach for hours nobody is needed, unless the customer's own fate asks for a person. */
const NEEDS_A_PERSON = [
  "siblingFailed",
  "creditConditional",
  "customerAmbiguous",
  "creditTimedOut",
  "contractTimedOut",
];

function calmFindings(world: World, orders: readonly OrderFacts[], files: readonly DroppedFile[]): Finding[] {
  if (world.plan.injected.some(({ fault }) => fault !== PARTNER_OUTAGE)) return [];
  const companies = new Map(
    files.flatMap(({ rows }) => rows.map((row) => [row["order_ref"], row["customer_name"] ?? ""])),
  );
  return orders.flatMap(({ order }) => {
    const code = order.reason?.code ?? "";
    const silent = companies.get(order.orderRef)?.includes("SILENT") === true;
    const expected = NEEDS_A_PERSON.includes(code) && (silent || !code.endsWith("TimedOut"));
    return order.status !== "held" || expected
      ? []
      : [{ rule: "nothing is held without a cause", detail: `${order.orderRef}: ${code}` }];
  });
}

/** What AT&T has made for one order is no other order's, whatever an answer says. */
function sharedIds(orders: readonly OrderFacts[]): Finding[] {
  const ids = orders.flatMap(({ order, sites }) =>
    [order.quoteId, order.contractEnvelopeId, order.partnerOrderId, ...sites.map((site) => site.subOrderId)]
      .filter((id) => id !== undefined)
      .map((id) => ({ id: canonicalId(id), orderRef: `${order.orderRef} revision ${String(order.revision)}` })),
  );
  return [...Map.groupBy(ids, ({ id }) => id)]
    .filter(([, owners]) => owners.length > 1)
    .map(([id, owners]) => ({
      rule: "an id belongs to one order",
      detail: `${id}: ${owners.map(({ orderRef }) => orderRef).join(", ")}`,
    }));
}

const ONCE_A_SITE = ["createOrder", "createBilling", "handOff"] as const;

function partnerFindings(orders: readonly OrderFacts[], ledger: Ledger): Finding[] {
  const found: Finding[] = [];
  const countBySite = new Map<string, number>();
  const countByTransaction = new Map<string, number>();
  const countByQuote = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { call, sites, transactionId, quoteId } of ledger.effects) {
    if (ONCE_A_SITE.some((name) => name === call)) for (const site of sites) add(countBySite, `${call} ${site}`);
    const callClass = CALL_CLASSES[call as CallName].class;
    if (callClass === "neither" || callClass === "lookable") add(countByTransaction, `${call} ${transactionId ?? ""}`);
    if (call === "createContract" || call === "createOrder") add(countByQuote, `${call} ${quoteId ?? ""}`);
  }
  for (const [key, count] of countBySite)
    if (count > 1) found.push({ rule: "nothing twice for a site", detail: `${key}: ${String(count)}` });
  for (const [key, count] of countByTransaction)
    if (count > 1) found.push({ rule: "no call twice", detail: `${key}: ${String(count)}` });
  for (const [key, count] of countByQuote)
    if (count > 1) found.push({ rule: "one contract, one order a quote", detail: `${key}: ${String(count)}` });
  found.push(...ledgersAgree(orders, countByTransaction));
  return found;
}

/** Every confirmation of ours is an effect of theirs; every effect of theirs is confirmed here, or its order awaits a person. */
function ledgersAgree(orders: readonly OrderFacts[], effects: ReadonlyMap<string, number>): Finding[] {
  const found: Finding[] = [];
  const known = new Set<string>();
  for (const { order, calls } of orders) {
    for (const { name, state, transactionId } of calls) {
      const call = name.split("#")[2] ?? "";
      const callClass = CALL_CLASSES[call as CallName].class;
      if (callClass !== "neither" && callClass !== "lookable") continue;
      const effect = `${call} ${transactionId}`;
      known.add(effect);
      const tookEffect = effects.has(effect);
      const who = `${order.orderRef} ${name} is ${state}`;
      if (state === "confirmed" && !tookEffect) found.push({ rule: "confirmed means it happened", detail: who });
      if (state === "refused" && tookEffect) found.push({ rule: "refused means it did not happen", detail: who });
      const over = order.status === "completed" || order.status === "partial";
      if (
        tookEffect &&
        state !== "confirmed" &&
        order.status !== "held" &&
        (over || order.reason?.code !== "cancelled")
      ) {
        found.push({ rule: "what happened is known or held", detail: `${who}, order ${order.status}` });
      }
    }
  }
  for (const effect of effects.keys()) {
    if (!known.has(effect)) found.push({ rule: "no effect without a record", detail: effect });
  }
  return found;
}

const OUTCOMES = ["handedOff", "failed", "held", "unchanged"];

/** The record of the file that has sent a site last, or was about to. */
function fileThatSent(world: World, distributor: string, row: Readonly<Record<string, string>>): Item | undefined {
  const { pk } = keys.sitesOfRef(distributor, row["order_ref"] ?? "");
  const sent = [...world.table.all(pk)].find(([one]) => one === pk)?.[1] ?? [];
  const site = sent.findLast((item) => item["siteRef"] === row["site_ref"]);
  return world.table.peek(keys.file(String(site?.["fileId"])));
}

function fileFindings(world: World, inbox: Inbox, file: DroppedFile, orders: readonly OrderFacts[]): Finding[] {
  const found: Finding[] = [];
  const record = world.table.peek({ pk: `FILE#${file.fileId}`, sk: "META" });
  const status = String(record?.["status"]);
  const about = `${file.key} ${file.fileId}`;
  const drops = inbox.dropsOf(file.fileId);
  // Taken back before they were read: what answers them is a receipt of their own.
  if (record === undefined && drops.every((drop) => inbox.wasRemoved(drop) || isParkedDrop(world, drop))) return [];
  if (!["completed", "needsAttention", "rejected"].includes(status)) {
    if (isParked(world, record)) return [];
    return [{ rule: "files come to rest", detail: `${about} is ${status}` }];
  }
  const prefix = `files/${String(record?.["resultsPrefix"])}`;
  const text = (name: string): string => world.store.objects.get(prefix + name)?.body.toString("utf8") ?? "";
  const receipt = ReceiptSchema.parse(JSON.parse(text("receipt.json")));
  const { total, handedOff, failed, held, waiting, unchanged } = receipt.rows;
  if (total !== file.rows.length) found.push({ rule: "receipts add up", detail: `${about}: ${String(total)} rows` });
  if (total !== handedOff + failed + held + waiting + unchanged || waiting > 0) {
    found.push({ rule: "receipts add up", detail: `${about}: ${JSON.stringify(receipt.rows)}` });
  }
  const rows = csvRowsOf(text("results.csv"));
  const outcomes = rows.map((row) => row["_outcome"] ?? "");
  if (rows.length !== file.rows.length || outcomes.some((outcome) => !OUTCOMES.includes(outcome))) {
    found.push({ rule: "every row has its outcome", detail: `${about}: ${outcomes.join(" ")}` });
  }
  // The workload's files are sound but for cells: nothing may be wrong with a file as a whole, or a run would prove nothing.
  const read = drops.filter((drop) => !wasTakenBack(world, inbox, drop));
  const droppedAt = Math.max(...(read.length > 0 ? read : drops).map(({ at }) => at - START_MILLIS));
  const { profiles } = world;
  const mayBeRefused = !profiles.isGoodAt(droppedAt) || profiles.goodUntil !== Number.POSITIVE_INFINITY;
  const unread = rows.filter(({ _code: code = "" }) =>
    PROFILE_CODES.includes(code) ? !mayBeRefused : code.startsWith("file.") && code !== "file.policyStop",
  );
  if (unread.length > 0) found.push({ rule: "files are read", detail: `${about}: ${String(unread[0]?.["_code"])}` });
  for (const row of rows.filter((one) => one["_outcome"] === "unchanged")) {
    const isThere = orders.some(
      ({ order, sites }) =>
        order.orderRef === row["order_ref"] && sites.some(({ siteRef }) => siteRef === row["site_ref"]),
    );
    const parked = isParked(world, fileThatSent(world, String(record?.["distributor"]), row));
    if (!isThere && !parked) {
      found.push({ rule: "unchanged means sent", detail: `${about}: ${String(row["site_ref"])}` });
    }
  }
  for (const outcome of ["handedOff", "failed", "held", "unchanged"] as const) {
    const counted = outcomes.filter((one) => one === outcome).length;
    if (counted !== receipt.rows[outcome]) {
      found.push({ rule: "receipts add up", detail: `${about}: ${outcome} ${String(counted)}` });
    }
  }
  return found;
}
