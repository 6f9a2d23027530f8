// The mail queue: one event, one mail to the people that the distributor's profile names. A mail that SES does not take comes back with
// a growing delay and, in the end, is parked.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { resultsMail } from "../../domain/results/results-mail.ts";
import type { SendMail } from "../../adapters/aws/mail.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, consumeBatch, type QueueBatchDeps, type RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import { isSent, type NoticeDeps, noticeLinks, noteSent, readNotice } from "../../pipeline/results/notices.ts";

export interface SendMailsDeps extends NoticeDeps, QueueBatchDeps {
  readonly sendMail: SendMail;
}

const CHANNEL = "mail";

export function makeSendMails(deps: SendMailsDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(deps, event, invocation, (record) => sendMail(deps, record, invocation));
}

async function sendMail(deps: SendMailsDeps, record: SQSRecord, invocation: Invocation): Promise<RecordAnswer> {
  const { log, meter } = invocation;
  const event = readNotice(record.body);
  if (event === undefined) {
    meter.add("MessagesUnreadable", 1);
    log.error("noticeUnreadable", { messageId: record.messageId });
    return { kind: "retry", code: "unreadable", afterSeconds: 0 };
  }
  const to = deps.profileOf(event.distributor)?.notify?.mail?.to;
  if (to === undefined || (await isSent(deps, event, CHANNEL))) return ACK;
  const mail = resultsMail(event, await noticeLinks(deps, event));
  const refusal = await deps.sendMail({ to, ...mail }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.name : "unknown"),
  );
  if (refusal === undefined) await noteSent(deps, event, CHANNEL);
  meter.add("Notices", 1, { channel: CHANNEL, outcome: refusal === undefined ? "sent" : "returned" });
  const told = { eventId: event.id, distributor: event.distributor, recipients: to.length };
  log.info(refusal === undefined ? "mailSent" : "mailRefused", { ...told, ...(refusal !== undefined && { refusal }) });
  return refusal === undefined ? ACK : { kind: "retry", code: `mail ${refusal}`, afterSeconds: 0 };
}
