// The webhook queue: one event, one signed message to the distributor's receiver, where its profile has one. Whatever the receiver does
// not take comes back with a growing delay and, in the end, is parked.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { WebhookSecretSchema } from "../../contracts/deployment.ts";
import { ConfigurationError } from "../../contracts/errors.ts";
import { RESULTS_READY_TYPE, type ResultsMessage, type ResultsReady } from "../../contracts/results-ready.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { ACK, consumeBatch, type QueueBatchDeps, type RecordAnswer } from "../../adapters/runtime/queue-batch.ts";
import { webhookKeys } from "../../adapters/runtime/standard-webhooks.ts";
import { type PostWebhook, signedHeaders } from "../../adapters/runtime/webhook-post.ts";
import { isSent, type NoticeDeps, noticeLinks, noteSent, readNotice } from "../../pipeline/results/notices.ts";

export interface SendWebhooksDeps extends NoticeDeps, QueueBatchDeps {
  /** The signing secret of a distributor. */
  readonly secretOf: (distributor: string) => Promise<string>;
  readonly post: PostWebhook;
}

const CHANNEL = "webhook";

export function makeSendWebhooks(deps: SendWebhooksDeps) {
  return (event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> =>
    consumeBatch(deps, event, invocation, (record) => sendWebhook(deps, record, invocation));
}

async function sendWebhook(deps: SendWebhooksDeps, record: SQSRecord, invocation: Invocation): Promise<RecordAnswer> {
  const { log, meter } = invocation;
  const event = readNotice(record.body);
  if (event === undefined) {
    meter.add("MessagesUnreadable", 1);
    log.error("noticeUnreadable", { messageId: record.messageId });
    return { kind: "retry", code: "unreadable", afterSeconds: 0 };
  }
  const url = deps.profileOf(event.distributor)?.notify?.webhook?.url;
  if (url === undefined || (await isSent(deps, event, CHANNEL))) return ACK;
  const body = JSON.stringify(await messageOf(deps, event));
  const timestampSeconds = Math.floor(deps.clock.now().getTime() / 1000);
  const keys = keysOf(await deps.secretOf(event.distributor), event.distributor);
  const status = await deps.post(url, body, signedHeaders({ id: event.id, body, timestampSeconds }, keys));
  const isTaken = typeof status === "number" && status >= 200 && status <= 299;
  if (isTaken) await noteSent(deps, event, CHANNEL);
  meter.add("Notices", 1, { channel: CHANNEL, outcome: isTaken ? "sent" : "returned" });
  log.info(isTaken ? "webhookSent" : "webhookRefused", { eventId: event.id, distributor: event.distributor, status });
  return isTaken ? ACK : { kind: "retry", code: `webhook ${String(status)}`, afterSeconds: 0 };
}

/** Made anew for each attempt: links must not end before the receiver has them. */
async function messageOf(deps: SendWebhooksDeps, event: ResultsReady): Promise<ResultsMessage> {
  const { results: _place, ...told } = event;
  const files = await noticeLinks(deps, event);
  return { type: RESULTS_READY_TYPE, timestamp: deps.clock.now().toISOString(), data: { ...told, files } };
}

/** An empty or short key would let anybody sign. The error names the distributor, never the value. */
function keysOf(secret: string, distributor: string): Buffer[] {
  const checked = WebhookSecretSchema.safeParse(secret);
  if (checked.success) return webhookKeys(checked.data);
  throw new ConfigurationError(
    `webhook secret of ${distributor}: ${checked.error.issues.map(({ message }) => message).join("; ")}`,
  );
}
