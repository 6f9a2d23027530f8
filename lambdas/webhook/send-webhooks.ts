// The webhook queue: one event, one signed message to the distributor's receiver, where its profile has one
// (pipeline/results/notices.ts).
import { WebhookSecretSchema } from "../../contracts/deployment.ts";
import { ConfigurationError } from "../../contracts/errors.ts";
import { RESULTS_READY_TYPE, type ResultsMessage, type ResultsReady } from "../../contracts/results-ready.ts";
import type { QueueBatchDeps } from "../../adapters/runtime/queue-batch.ts";
import { webhookKeys } from "../../adapters/runtime/standard-webhooks.ts";
import { type PostWebhook, signedHeaders } from "../../adapters/runtime/webhook-post.ts";
import { makeSendNotices, type NoticeDeps, noticeLinks } from "../../pipeline/results/notices.ts";

export interface SendWebhooksDeps extends NoticeDeps, QueueBatchDeps {
  /** The signing secret of a distributor. */
  readonly secretOf: (distributor: string) => Promise<string>;
  readonly post: PostWebhook;
}

export const makeSendWebhooks = (deps: SendWebhooksDeps) =>
  makeSendNotices(deps, {
    channel: "webhook",
    receiverIn: ({ notify }) => notify?.webhook?.url,
    send: async (url, event) => {
      const body = JSON.stringify(await resultsMessage(deps, event));
      const timestampSeconds = Math.floor(deps.clock.now().getTime() / 1000);
      const keys = keysOf(await deps.secretOf(event.distributor), event.distributor);
      const status = await deps.post(url, body, signedHeaders({ id: event.id, body, timestampSeconds }, keys));
      const isTaken = typeof status === "number" && status >= 200 && status <= 299;
      return isTaken ? { told: { status } } : { refusal: String(status), told: { status } };
    },
  });

/** Made anew for each attempt: links must not end before the receiver has them. */
async function resultsMessage(deps: SendWebhooksDeps, event: ResultsReady): Promise<ResultsMessage> {
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
