// Standard Webhooks: a callback is genuine when one of its `v1` signatures is the HMAC-SHA256, under one of our secrets, of
// id, timestamp and the body's bytes as they came, and its timestamp is near now. Several of each let keys rotate.
import { createHmac, timingSafeEqual } from "node:crypto";
import { WEBHOOK_TOLERANCE_SECONDS } from "../../contracts/callbacks.ts";

export interface SignedRequest {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signatures: string | undefined;
  readonly body: Buffer;
}

/** Event ids become keys: printable, without spaces, and short. */
const EVENT_ID = /^[\x21-\x7e]{1,256}$/;

/** The content of the webhook secret (contracts/deployment.ts): `whsec_…` values separated by spaces, or a bare one. */
export function webhookKeys(secret: string): Buffer[] {
  return secret
    .split(/\s+/)
    .filter((value) => value !== "")
    .map((value) => Buffer.from(value.replace(/^whsec_/, ""), "base64"));
}

/** Whether a key is worth being read for it: it says what is signed, when, just now, and has a signature that we know. */
export function isSigned({ id, timestamp, signatures }: SignedRequest, nowMillis: number): boolean {
  if (id === undefined || timestamp === undefined || signatures === undefined) return false;
  if (!EVENT_ID.test(id) || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMillis / 1000 - Number(timestamp)) > WEBHOOK_TOLERANCE_SECONDS) return false;
  return signatures.split(" ").some((signature) => signature.startsWith("v1,"));
}

export function isGenuine(request: SignedRequest, webhookSecretKeys: readonly Buffer[], nowMillis: number): boolean {
  const { id, timestamp, signatures, body } = request;
  if (id === undefined || timestamp === undefined || signatures === undefined) return false;
  if (!isSigned(request, nowMillis)) return false;
  const given = signatures
    .split(" ")
    .filter((signature) => signature.startsWith("v1,"))
    .map((signature) => Buffer.from(signature.slice(3), "base64"));
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // Every pair is compared, so that the time taken does not tell which one matched.
  return webhookSecretKeys
    .map((key) => createHmac("sha256", key).update(signed).digest())
    .flatMap((expected) => given.map((mac) => mac.length === expected.length && timingSafeEqual(mac, expected)))
    .includes(true);
}
