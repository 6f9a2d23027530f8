// Posts one signed message to a receiver (Standard Webhooks): each of our keys signs, so that a receiver may rotate them. Only a 2xx
// within the time means that it was taken; a redirect is none.
import { createHmac } from "node:crypto";

export interface WebhookMessage {
  readonly id: string;
  readonly body: string;
  readonly timestampSeconds: number;
}

/** The headers of a signed message. */
export function signedHeaders(message: WebhookMessage, keys: readonly Buffer[]): Record<string, string> {
  const timestamp = String(message.timestampSeconds);
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    "content-type": "application/json",
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": keys.map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`).join(" "),
  };
}

/** Answers the status, or why there is none. Neither holds anything of the message or of the receiver's words. */
export type PostWebhook = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<number | "unreachable">;

/** Standard Webhooks asks receivers to answer within 15 to 30 seconds; the function has 30. */
const ANSWER_MILLIS = 15_000;

export const postWebhook: PostWebhook = async (url, body, headers) => {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLIS);
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return "unreachable";
  }
};
