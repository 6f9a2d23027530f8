// What lies in the one DynamoDB table: keys and records. Ids are deterministic (docs/design.md, "Data"), so that a repeated
// message writes the same item again. Every state change of these items is a conditional write on one item.
import * as z from "zod";
import { type Break, BreakSchema } from "./certificate.ts";
import { CorrectionSchema } from "./correction.ts";
import { ContractStatusSchema, CreditStatusSchema } from "./decision-statuses.ts";
import { DistributorProfileSchema } from "./distributor-profile.ts";
import { FileStatusSchema, OrderStatusSchema, PolicySchema, ReasonSchema, SiteStatusSchema } from "./outcomes.ts";
import { DocumentPointerSchema, OrderMessageSchema, StageMessageSchema, StageSchema } from "./stages.ts";
import { looseObject, plainObject } from "./object-schemas.ts";

/** Site rows sort as text; 10,000 sites an order fit five digits. */
const siteNumber = (index: number): string => String(index).padStart(5, "0");

/** An order_ref takes a file a revision, and sorts as text. */
const REVISION_DIGITS = 6;

export const keys = {
  file: (fileId: string) => ({ pk: `FILE#${fileId}`, sk: "META" }),
  /** Another name under which the same bytes were dropped: it has a receipt of its own, which points to the first. */
  fileName: (fileId: string, resultsPrefix: string) => ({ pk: `FILE#${fileId}`, sk: `NAME#${resultsPrefix}` }),
  namesOf: (fileId: string) => ({ pk: `FILE#${fileId}`, prefix: "NAME#" }),
  /** A distributor's files by their arrival: the list that it sees. */
  fileOf: (distributor: string, receivedAt: string, fileId: string) => ({
    pk: `PARTNER#${distributor}#FILES`,
    sk: `${receivedAt}#${fileId}`,
  }),
  /** There while the order moves: written by intake, deleted when the order is terminal or held, put back by redrive. */
  openOrder: (fileId: string, orderId: string) => ({ pk: `FILE#${fileId}`, sk: `OPEN#${orderId}` }),
  openOrdersOf: (fileId: string) => ({ pk: `FILE#${fileId}`, prefix: "OPEN#" }),
  /** An order that was recorded for a file. Written once: an order's changes cost nothing here. */
  orderOf: (fileId: string, orderId: string) => ({ pk: `FILE#${fileId}`, sk: `ORDER#${orderId}` }),
  ordersOf: (fileId: string) => ({ pk: `FILE#${fileId}`, prefix: "ORDER#" }),
  order: (orderId: string) => ({ pk: `ORDER#${orderId}`, sk: "META" }),
  site: (orderId: string, index: number) => ({ pk: `ORDER#${orderId}`, sk: `SITE#${siteNumber(index)}` }),
  /** The nth group of an order's sites: sites that change together lie together (ADR 0003). */
  siteGroup: (orderId: string, n: number) => ({ pk: `ORDER#${orderId}`, sk: `SITES#${siteNumber(n)}` }),
  /** Groups, and the single sites of an order that was recorded before there were groups. */
  sitesOf: (orderId: string) => ({ pk: `ORDER#${orderId}`, prefix: "SITE" }),
  /** `scope`: a site's index, or `order` for calls about the whole order. */
  call: (orderId: string, stage: string, call: string, scope: number | "order") => ({
    pk: `ORDER#${orderId}`,
    sk: `CALL#${stage}#${call}#${scope === "order" ? scope : siteNumber(scope)}`,
  }),
  callsOf: (orderId: string) => ({ pk: `ORDER#${orderId}`, prefix: "CALL#" }),
  /** The records of one call for the sites from `first` on, of an order that has them in groups (pipeline/partner/call-groups.ts). */
  callGroup: (orderId: string, stage: string, call: string, first: number) => ({
    pk: `ORDER#${orderId}`,
    sk: `CALLS#${stage}#${call}#${siteNumber(first)}`,
  }),
  callGroupsOf: (orderId: string) => ({ pk: `ORDER#${orderId}`, prefix: "CALLS#" }),
  /** The nth part of an answer that is too large for its call's own item. */
  callPart: (call: { readonly pk: string; readonly sk: string }, n: number) => ({
    pk: call.pk,
    sk: `${call.sk.replace(/^CALL#/, "CALLPART#")}#${String(n)}`,
  }),
  /** The timeline: sorts by time, then by a tie-breaker that makes a repeated write the same item. */
  event: (orderId: string, at: string, tie: string) => ({ pk: `ORDER#${orderId}`, sk: `EVENT#${at}#${tie}` }),
  eventsOf: (orderId: string) => ({ pk: `ORDER#${orderId}`, prefix: "EVENT#" }),
  /** How far a task has gone on in messages, and which of them went last. `task`: the hash of its token. */
  chain: (orderId: string, task: string) => ({ pk: `ORDER#${orderId}`, sk: `CHAIN#${task}` }),
  /** A wait and the callbacks for it share a partition: one consistent query reads both sides of the rendezvous. */
  wait: (kind: WaitKind, quoteId: string) => ({ pk: `WAIT#${kind}#${quoteId}`, sk: "WAIT" }),
  inbox: (kind: WaitKind, quoteId: string, eventId: string) => ({
    pk: `WAIT#${kind}#${quoteId}`,
    sk: `INBOX#${eventId}`,
  }),
  /** A genuine event that names no quote. */
  unplacedEvent: (eventId: string) => ({ pk: "INBOX#unplaced", sk: `INBOX#${eventId}` }),
  /** Which revision of an order_ref is the newest. */
  orderRef: (distributor: string, orderRef: string) => ({ pk: `PARTNER#${distributor}`, sk: `ORDERREF#${orderRef}` }),
  /** Who sent the sites of an order_ref, and what they said: the ground for `unchanged`, `correction` and `already ordered`. */
  sitesOfRef: (distributor: string, orderRef: string) => ({
    pk: `PARTNER#${distributor}#ORDERREF#${orderRef}`,
    prefix: "SITEREF#",
  }),
  /** The newest revision sorts last. Each has its own item: a write of an earlier one that comes late changes nothing. */
  siteRef: (distributor: string, orderRef: string, revision: number, siteRef: string) => ({
    pk: `PARTNER#${distributor}#ORDERREF#${orderRef}`,
    sk: `SITEREF#${String(revision).padStart(REVISION_DIGITS, "0")}#${siteRef}`,
  }),
  /** Which site was sent for an address and product, by the key of both: the ground for `site.orderedElsewhere`. */
  siteAddress: (distributor: string, key: string) => ({ pk: `PARTNER#${distributor}#PLACE#${key}`, sk: "PLACE" }),
  /**
   * Which order has this parent order at AT&T, by its canonical id. AT&T numbers a parent order and its sub-orders one after the
   * other, so that the order of a sub-order is one of the last before it (docs/adr/0020).
   */
  partnerOrder: (partnerOrderId: string) => ({ pk: "PARTNERORDERS", sk: partnerOrderId }),
  /** Which order has this quote at AT&T, by its canonical id: no second one may. */
  partnerQuote: (quoteId: string) => ({ pk: `PARTNERQUOTE#${quoteId}`, sk: "ORDER" }),
  /** Which order has this envelope. */
  partnerEnvelope: (envelopeId: string) => ({ pk: `PARTNERENVELOPE#${envelopeId}`, sk: "ORDER" }),
  /** Which orders have the sub-orders whose ids differ in their last character only: AT&T numbers those of an order in sequence. */
  partnerSubOrders: (subOrderId: string) => ({ pk: `PARTNERSUBORDERS#${subOrderId.slice(0, -1)}`, sk: "ORDERS" }),
  /** What intake has answered about one version of a dropped object. */
  drop: (key: string, versionId: string | undefined) => ({ pk: `DROP#${key}`, sk: versionId ?? "-" }),
  /** The nightly run: who works on it, and the certificate that the last one wrote. */
  nightly: { pk: "NIGHTLY", sk: "RUN" },
  /** A difference that a nightly run has found and not healed. */
  openBreak: (name: Pick<Break, "class" | "kind" | "subject">) => ({
    pk: "BREAKS",
    sk: `${name.class}#${name.kind}#${name.subject}`,
  }),
  openBreaks: { pk: "BREAKS" },
  /** Results that nobody was told of yet, one item per batch: written before a file comes to rest, deleted once it was told. */
  untoldResults: (fileId: string) => ({ pk: "RESULTS#untold", sk: fileId }),
  untold: { pk: "RESULTS#untold" },
  /** A notice that its receiver has taken. `id`: of the event (contracts/results-ready.ts). */
  notice: (id: string, channel: string) => ({ pk: `NOTICE#${id}`, sk: channel }),
  /** A distributor's nightly feed (contracts/feed.ts). */
  feed: (distributor: string) => ({ pk: "FEEDS", sk: distributor }),
  feeds: { pk: "FEEDS" },
  /** Who may call the partner when, per credential (its fingerprint): shared by all consumers. */
  timetable: (credential: string) => ({ pk: `PARTNER#rate#${credential}`, sk: "TIMETABLE" }),
} as const;

/** The parts of a call record's sort key, as text. */
export function partsOfCallKey(sk: string): { readonly stage: string; readonly call: string; readonly scope: string } {
  const [, stage = "", call = "", scope = ""] = sk.split("#");
  return { stage, call, scope };
}

/**
 * The index `byFile`: files under one key each for open, held and at rest; orders under their file and status. It has whole items, so
 * that each write of such an item is written twice: an order is in it from the first time that it is held, and not before. Orders
 * recorded by versions before 2026-11-28 are in it for life.
 */
export const FILE_INDEX = "byFile";
const OPEN_FILES = "FILES#open";
const HELD_FILES = "FILES#held";
const REST_FILES = "FILES#rest";
export const indexKeys = {
  openFiles: OPEN_FILES,
  heldFiles: HELD_FILES,
  restFiles: REST_FILES,
  ordersOf: (fileId: string) => `FILE#${fileId}`,
  order: (fileId: string, status: string, orderId: string) => ({
    gsi1pk: `FILE#${fileId}`,
    gsi1sk: `${status}#${orderId}`,
  }),
  /** The index's sort key needs not be unique. */
  orderStatus: (status: string) => ({ gsi1sk: `${status}#` }),
  openFile: (fileId: string, receivedAt: string) => ({ gsi1pk: OPEN_FILES, gsi1sk: `${receivedAt}#${fileId}` }),
  /** At rest with an order that a person must act on: what operators look for. */
  heldFile: (fileId: string, receivedAt: string) => ({ gsi1pk: HELD_FILES, gsi1sk: `${receivedAt}#${fileId}` }),
  /** At rest with nothing left to do: what a search by name goes through, the newest first. */
  restFile: (fileId: string, receivedAt: string) => ({ gsi1pk: REST_FILES, gsi1sk: `${receivedAt}#${fileId}` }),
} as const;

/** DynamoDB deletes an item some days after the moment in this attribute, epoch seconds. Until then it can still be read. */
export const EXPIRY_ATTRIBUTE = "expiresAt";

export const WaitKindSchema = z.enum(["credit", "esign"]);
export type WaitKind = z.infer<typeof WaitKindSchema>;

/** ISO instants, UTC, milliseconds. */
const instant = z.iso.datetime();

export const FileRecordSchema = looseObject(() => ({
  fileId: z.string(),
  distributor: z.string(),
  /** Object key under `inbox/{distributor}/`, and the name people know the file by. */
  key: z.string(),
  name: z.string(),
  /** The version of that object which was read; absent where the bucket keeps none. */
  versionId: z.string().optional(),
  /** SHA-256, hexadecimal; empty: gone before anybody read it. */
  contentHash: z.string(),
  bytes: z.int().nonnegative(),
  status: FileStatusSchema,
  policy: PolicySchema,
  /** The sheet of a workbook that was asked for; absent: the first that is not hidden. */
  sheet: z.string().optional(),
  /** As it was at the drop, for every attempt at the file and for its results; null: there was none. Absent: of an older version. */
  profile: z.object(DistributorProfileSchema.shape).nullable().optional(),
  /** `results/{distributor}/{file}-{id}/` in the files bucket ({file}: the name without extension), with the closing slash. */
  resultsPrefix: z.string(),
  /** Where this attempt at the file writes order documents, messages and what else its results need; with the closing slash. */
  workPrefix: z.string().optional(),
  /** Policy `file`: an attempt has found no error, and has gone on to claim orders. */
  checked: z.boolean().optional(),
  /** A drop to be told as answered once the file has been gone through. */
  pendingDrop: z.string().optional(),
  /** Where an invocation that ran out of time has left how far it came; with the closing slash. */
  progressPrefix: z.string().optional(),
  /** Messages sent so far, where an invocation ran out of time while it sent them. */
  messagesSent: z.int().nonnegative().optional(),
  sentAt: z.iso.datetime().optional(),
  /** How often orders of it have been put back to work: who closes it compares. */
  reopened: z.int().nonnegative().optional(),
  /** The earlier file that it corrects. */
  correctionOf: CorrectionSchema.optional(),
  rowsTotal: z.int().nonnegative().optional(),
  ordersTotal: z.int().nonnegative().optional(),
  /** Of them, what this attempt at the file sends: rows that are neither wrong nor unchanged, and their orders. */
  rowsSent: z.int().nonnegative().optional(),
  ordersSent: z.int().nonnegative().optional(),
  /** S3 user metadata `drop` of the last drop of these bytes that intake has answered: who dropped it knows his drop. */
  drop: z.string().optional(),
  /** When S3 told of the first drop of these bytes; absent in records of before. */
  toldAt: instant.optional(),
  receivedAt: instant,
  completedAt: instant.optional(),
  /** The version of its results that was told last (contracts/results-ready.ts). */
  toldVersion: instant.optional(),
  /** All of its orders are over, and their details have expired (pipeline/orders/expire-details.ts). */
  detailsExpiredAt: instant.optional(),
}));
export type FileRecord = z.infer<typeof FileRecordSchema>;

/** The `NAME#` item. */
export const FileNameRecordSchema = looseObject(() => ({
  key: z.string(),
  name: z.string(),
  resultsPrefix: z.string(),
  receivedAt: instant,
}));
export type FileNameRecord = z.infer<typeof FileNameRecordSchema>;

export const OrderRecordSchema = looseObject(() => ({
  orderId: z.string(),
  fileId: z.string(),
  distributor: z.string(),
  orderRef: z.string(),
  revision: z.int().positive(),
  spId: z.string(),
  policy: PolicySchema,
  siteCount: z.int().positive(),
  document: DocumentPointerSchema,
  status: OrderStatusSchema,
  stage: StageSchema,
  reason: ReasonSchema.optional(),
  /** Executions so far; the name of the nth is the order id, then `{orderId}-r{n}`. */
  executions: z.int().nonnegative(),
  /** Calls that bind a site have their records in groups of sites (ADR 0035). Absent: of before, an item each, for life. */
  callsInGroups: z.boolean().optional(),
  executionArn: z.string().optional(),
  /** When it was last put back to work (redrive, file dropped again): older news of its execution is stale. */
  resumedAt: instant.optional(),
  /** When each thing of the timeline last happened: what must happen once finds its mark. */
  marks: z.record(z.string(), instant).optional(),
  /** Sites that have finished each stage: the progress people watch. Absent means none. */
  progress: z.partialRecord(StageSchema, z.int().nonnegative()).optional(),
  opportunityId: z.string().optional(),
  quoteId: z.string().optional(),
  creditCheckId: z.string().optional(),
  creditStatus: CreditStatusSchema.optional(),
  creditClass: z.string().optional(),
  contractEnvelopeId: z.string().optional(),
  contractStatus: ContractStatusSchema.optional(),
  /** AT&T took back what the order goes by, while something else held it: holds it again before its next binding call. */
  objection: ReasonSchema.optional(),
  /** What AT&T said after the order was over, for a person to settle. The newest; the timeline has them all. */
  break: ReasonSchema.extend({ at: instant }).optional(),
  /** AT&T's parent order. */
  partnerOrderId: z.string().optional(),
  /** The earliest day of its sites on which an installation was asked for; absent in records of before. */
  earliestStartDate: z.iso.date().optional(),
  earliestDueDate: z.iso.date().optional(),
  /** Its calls and its timeline were given to expire, and this record holds nothing but the ledger. */
  detailsExpiredAt: instant.optional(),
  createdAt: instant,
  updatedAt: instant,
}));
export type OrderRecord = z.infer<typeof OrderRecordSchema>;

/** What AT&T quoted: integer cents, per month and once. */
export const PriceSchema = looseObject(() => ({
  recurring: z.int(),
  oneTime: z.int(),
  currency: z.literal("USD"),
}));
export type Price = z.infer<typeof PriceSchema>;

export const SiteRecordSchema = looseObject(() => ({
  orderId: z.string(),
  index: z.int().nonnegative(),
  siteRef: z.string(),
  /** Line number in the file (see SiteDocument.row). */
  row: z.int().positive(),
  status: SiteStatusSchema,
  stage: StageSchema,
  reason: ReasonSchema.optional(),
  siteId: z.string().optional(),
  configId: z.string().optional(),
  /** Absent where AT&T's answer names no prices. */
  price: PriceSchema.optional(),
  subOrderId: z.string().optional(),
  billingAccountId: z.string().optional(),
  accountId: z.string().optional(),
  /** The partner's words at handoff, verbatim. */
  acknowledgement: z.string().optional(),
  handedOffAt: instant.optional(),
  /** When it failed or was otherwise decided without a handoff. */
  decidedAt: instant.optional(),
}));
export type SiteRecord = z.infer<typeof SiteRecordSchema>;

/** Sites of a group by index, as text. `version` counts the changes: each is made on the state that it was made for. */
export const SiteGroupRecordSchema = looseObject(() => ({
  orderId: z.string(),
  n: z.int().nonnegative(),
  version: z.int().positive(),
  sites: z.record(z.string().regex(/^\d+$/), z.looseObject({ siteRef: z.string() })),
}));

/** The `OPEN#` marker. It keeps the order's message, so that an order that never started can be sent again. */
export const OpenOrderRecordSchema = looseObject(() => ({ message: OrderMessageSchema, markedAt: instant }));
export type OpenOrderRecord = z.infer<typeof OpenOrderRecordSchema>;

/** One partner call: intent before it, then its outcome. The protocol is pipeline/partner (docs/design.md). */
export const CallRecordSchema = looseObject(() => ({
  call: z.string(),
  transactionId: z.string(),
  state: z.enum(["intent", "confirmed", "refused", "unknown"]),
  /** SHA-256 of the canonical request: a confirmation answers only the request that it belongs to. */
  requestHash: z.string(),
  /** What later stages need of the answer; the whole answer where it is small. Never a secret. */
  response: z.unknown().optional(),
  refusal: z.string().optional(),
  startedAt: instant,
  endedAt: instant.optional(),
  attempts: z.int().positive(),
}));
export type CallRecord = z.infer<typeof CallRecordSchema>;

export const WaitRecordSchema = looseObject(() => ({
  kind: WaitKindSchema,
  quoteId: z.string(),
  orderId: z.string(),
  taskToken: z.string(),
  /** As in the stage's message. */
  onStop: StageMessageSchema.shape.onStop,
  state: z.enum(["waiting", "resuming", "done"]),
  /** Which envelope a person has chosen; absent: the id that the order has. Versions before 2026-11-28 wrote that here, too. */
  subjectId: z.string().optional(),
  /** When a person said which envelope counts: what had been said of others by then is settled. */
  chosenAt: instant.optional(),
  /** The event that held the order before it was put back to work: neither it nor what is older counts again. */
  passedOver: z.string().optional(),
  /** The event whose decision completes the token, from `resuming` on. */
  decidedBy: z.string().optional(),
  createdAt: instant,
}));
export type WaitRecord = z.infer<typeof WaitRecordSchema>;

export const InboxRecordSchema = looseObject(() => ({
  eventId: z.string(),
  kind: WaitKindSchema,
  quoteId: z.string(),
  type: z.string(),
  /** Empty where an event of an unknown type names none. */
  subjectId: z.string(),
  /** `approvalStatus` or the end of the type, as the partner wrote it; of a type that we do not know, the whole type. */
  decision: z.string(),
  creditClass: z.string().optional(),
  signedAt: z.string().optional(),
  /** The event's own time. Absent: it told none that can be believed, and its arrival counts. */
  occurredAt: instant.optional(),
  receivedAt: instant,
}));
export type InboxRecord = z.infer<typeof InboxRecordSchema>;

/** `fileId` absent: only the sync has spoken of the drop yet, and has told intake of it once more. */
export const DropRecordSchema = looseObject(() => ({
  fileId: z.string().nullable().optional(),
  outcome: z.string().optional(),
  answeredAt: instant.optional(),
  sentAgainAt: instant.optional(),
}));
export type DropRecord = z.infer<typeof DropRecordSchema>;

/** `version`: when the file was about to come to rest. */
export const UntoldResultsSchema = looseObject(() => ({ sk: z.string(), version: instant, notedAt: instant }));
export type UntoldResults = z.infer<typeof UntoldResultsSchema>;

export const NightlyRecordSchema = looseObject(() => ({
  /** When the run began, as an ISO instant: its name. */
  runId: instant,
  state: z.enum(["running", "done"]),
  /** Who works on it, and until when nobody else does; epoch milliseconds. */
  owner: z.string(),
  leaseUntil: z.number(),
  graceMinutes: z.number(),
  certificate: z.looseObject({ key: z.string(), sha256: z.string() }).optional(),
}));
export type NightlyRecord = z.infer<typeof NightlyRecordSchema>;

export const OpenBreakRecordSchema = looseObject(() => ({
  ...BreakSchema.shape,
  /** The run that saw it last, by its beginning; or when a function met it since. */
  seenBy: instant,
  /** The item that it is about, where that cannot be read. */
  record: z.object({ pk: z.string(), sk: z.string() }).optional().catch(undefined),
  /** A person's word that it may stay as it is. */
  accepted: z.object({ at: instant, reason: z.string() }).optional(),
}));
export type OpenBreakRecord = z.infer<typeof OpenBreakRecordSchema>;

/** The timeline of an order and its sites; it only grows. */
export const EventRecordSchema = plainObject(() => ({
  at: instant,
  /** Past tense: `orderAcknowledged`, `siteHandedOff`, … */
  type: z.string(),
  orderId: z.string(),
  siteRef: z.string().optional(),
  stage: StageSchema.optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  reason: z.string().optional(),
  /** A sentence for people; no personal data. */
  note: z.string().optional(),
  /** Function or operator that caused it. */
  actor: z.string(),
}));
export type EventRecord = z.infer<typeof EventRecordSchema>;
