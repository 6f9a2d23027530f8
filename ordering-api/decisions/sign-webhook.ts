// Signs a callback after Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. While secrets rotate
// the first signs.
import { createHmac } from "node:crypto";
import { webhookKeys } from "./webhook-keys.ts";

export interface SignedCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function signWebhook(id: string, timestampSeconds: number, body: string, secret: string): SignedCallback {
  const [key] = webhookKeys(secret);
  if (key === undefined) throw new Error("webhook secret: empty");
  const timestamp = String(timestampSeconds);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body,
  };
}
