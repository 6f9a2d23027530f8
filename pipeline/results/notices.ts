// What webhooks and mail have in common: one event of their queue, one message, where the profile asks for it; links to the files; and a
// note of what a receiver has taken, so that an event that comes twice is sent once. What is not taken comes back with a growing delay
// and, in the end, is parked.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { keys } from "../../contracts/records.ts";
import { NOTICE_LINK_SECONDS, type ResultsReady, ResultsReadyEventSchema } from "../../contracts/results-ready.ts";
import type { ResultLink } from "../../contracts/front-door.ts";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, consumeBatch, type QueueBatchDeps, type RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import { readJson } from "../../domain/read-json.ts";
import { type LinkDeps, resultLinks } from "../front-door/result-links.ts";

export interface NoticeDeps extends LinkDeps {
  readonly table: Table;
  readonly profileOf: (distributor: string) => DistributorProfile | undefined;
}

export type Channel = "webhook" | "mail";

/** One way to tell a distributor. */
export interface NoticeWay<Receiver> {
  readonly channel: Channel;
  /** Undefined: this distributor does not ask for it. */
  readonly receiverIn: (profile: DistributorProfile) => Receiver | undefined;
  readonly send: (receiver: Receiver, event: ResultsReady) => Promise<Sent>;
}

export interface Sent {
  /** Why it was not taken; absent: it was. */
  readonly refusal?: string;
  /** For the log: nothing that names a person. */
  readonly told: Readonly<Record<string, string | number>>;
}

type SendDeps = NoticeDeps & QueueBatchDeps;

export function makeSendNotices<Receiver>(deps: SendDeps, way: NoticeWay<Receiver>) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(deps, event, invocation, (record) => sendNotice(deps, way, record, invocation));
}

async function sendNotice<Receiver>(
  deps: SendDeps,
  { channel, receiverIn, send }: NoticeWay<Receiver>,
  record: SQSRecord,
  { log, meter }: Invocation,
): Promise<RecordAnswer> {
  const event = readNotice(record.body);
  if (event === undefined) {
    meter.add("MessagesUnreadable", 1);
    log.error("noticeUnreadable", { messageId: record.messageId });
    return { kind: "retry", code: "unreadable", afterSeconds: 0 };
  }
  const profile = deps.profileOf(event.distributor);
  const receiver = profile && receiverIn(profile);
  if (receiver === undefined || (await isSent(deps, event, channel))) return ACK;
  const { refusal, told } = await send(receiver, event);
  const isTaken = refusal === undefined;
  if (isTaken) await noteSent(deps, event, channel);
  meter.add("Notices", 1, { channel, outcome: isTaken ? "sent" : "returned" });
  log.info(isTaken ? `${channel}Sent` : `${channel}Refused`, {
    ...{ eventId: event.id, fileId: event.batchId, distributor: event.distributor },
    ...told,
  });
  return isTaken ? ACK : { kind: "retry", code: `${channel} ${refusal}`, afterSeconds: 0 };
}

/** Undefined: not an event of ours. */
const readNotice = (body: string): ResultsReady | undefined =>
  ResultsReadyEventSchema.safeParse(readJson(body)).data?.detail;

export const noticeLinks = (deps: LinkDeps, { results }: ResultsReady): Promise<ResultLink[]> =>
  resultLinks(deps, results.prefix, NOTICE_LINK_SECONDS);

async function isSent({ table }: NoticeDeps, { id }: ResultsReady, channel: Channel): Promise<boolean> {
  return (await table.get(keys.notice(id, channel))) !== undefined;
}

async function noteSent({ table, clock }: NoticeDeps, { id }: ResultsReady, channel: Channel): Promise<void> {
  await table.put({ ...keys.notice(id, channel), sentAt: clock.now().toISOString() });
}
