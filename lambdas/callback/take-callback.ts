// One callback: shape of the request, size, signature, then meaning, each with its status (docs/design.md). A genuine event is
// kept before it is matched; a failure after that is a 500, so that the partner sends it again, and the sync stands behind.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { WebhookSecretSchema } from "../../contracts/deployment.ts";
import { ConfigurationError } from "../../contracts/errors.ts";
import { CALLBACK_BYTES_MAX } from "../../contracts/callbacks.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { type InboxRecord, type WaitKind, WaitKindSchema } from "../../contracts/records.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import type { Meeting } from "../../pipeline/stages/later-news.ts";
import type { Received, Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { eventTime } from "../../domain/orders/event-time.ts";
import { boundedJson } from "../../domain/bounded-json.ts";
import { readJson } from "../../domain/read-json.ts";
import { isGenuine, isSigned, type SignedRequest, webhookKeys } from "../../adapters/runtime/standard-webhooks.ts";
import type { Clock } from "../../domain/ports.ts";
import { type CallbackEvent, readCallback } from "./read-callback.ts";

export interface CallbackDeps {
  readonly rendezvous: Pick<Rendezvous, "receive">;
  readonly webhookSecret: () => Promise<string>;
  /** The next read asks anew: a signature that does not verify may be under a key that was rotated in a moment ago. */
  readonly forgetSecret: () => void;
  readonly clock: Clock;
}

type Answer = APIGatewayProxyStructuredResultV2;

export function makeTakeCallback(deps: CallbackDeps) {
  const verified = verifier(deps);
  return async (event: APIGatewayProxyEventV2, invocation: Invocation): Promise<Answer> => {
    const answer = await takeCallback({ ...deps, verified }, event, invocation);
    invocation.meter.add("Callbacks", 1, { kind: kindOf(event) ?? "other", answer: String(answer.statusCode) });
    return answer;
  };
}

async function takeCallback(
  deps: CallbackDeps & { readonly verified: (request: SignedRequest) => Promise<boolean> },
  event: APIGatewayProxyEventV2,
  { log, meter }: Invocation,
): Promise<Answer> {
  const kind = kindOf(event);
  if (kind === undefined || event.requestContext.http.method !== "POST") return status(404, "notFound");
  if (!/^application\/json\s*(;|$)/i.test(header(event, "content-type") ?? "")) return status(415, "notJson");
  const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (body.length > CALLBACK_BYTES_MAX) return status(413, "tooLarge");
  const request: SignedRequest = {
    id: header(event, "webhook-id"),
    timestamp: header(event, "webhook-timestamp"),
    signatures: header(event, "webhook-signature"),
    body,
  };
  if (request.id === undefined || !(await deps.verified(request))) {
    log.warn("callbackRefused", { path: event.rawPath });
    return status(401, "notGenuine");
  }
  const said = readCallback(kind, boundedJson(readJson(body.toString("utf8"))));
  if (said === undefined) return status(400, "malformed");
  const { meeting, order } = await deps.rendezvous.receive(inboxRecord(said, request.id, deps.clock.now()));
  measureMeeting(meter, said.kind, meeting);
  const { quoteId } = said;
  if (quoteId === "") log.warn("callbackUnplaced", { kind: said.kind, eventId: request.id });
  else log.info("callbackTaken", { ...idsOf(order), kind: said.kind, quoteId, eventId: request.id, meeting });
  return status(202, "accepted");
}

const idsOf = (order: Received["order"]) =>
  order === undefined ? {} : { orderId: order.orderId, fileId: order.fileId };

function measureMeeting(meter: Meter, kind: WaitKind, meeting: Meeting): void {
  meter.add("CallbacksTaken", 1);
  if (meeting === "waiting") meter.add("CallbacksUnmatched", 1, { kind });
  if (meeting === "tooLate") meter.add("CallbacksLate", 1, { kind });
}

function inboxRecord({ timestamp, ...said }: CallbackEvent, eventId: string, now: Date): InboxRecord {
  const receivedAt = now.toISOString();
  const occurredAt = eventTime(timestamp, receivedAt);
  return { ...said, eventId, receivedAt, ...(occurredAt !== undefined && { occurredAt }) };
}

/** How often an instance reads the secret anew for a signature that does not fit: strangers must not make it read more. */
const REREAD_MILLIS_MIN = 60_000;

function verifier(deps: CallbackDeps): (request: SignedRequest) => Promise<boolean> {
  let rereadAt = -Infinity;
  return async (request) => {
    const now = deps.clock.now().getTime();
    // What nobody signed costs nothing.
    if (!isSigned(request, now)) return false;
    const secret = await deps.webhookSecret();
    if (isGenuine(request, keysOf(secret), now)) return true;
    if (now - rereadAt < REREAD_MILLIS_MIN) return false;
    rereadAt = now;
    deps.forgetSecret();
    const fresh = await deps.webhookSecret();
    return fresh !== secret && isGenuine(request, keysOf(fresh), now);
  };
}

/** An empty or short key would let anybody sign: then nothing is taken, and the error names the setting, not the value. */
function keysOf(secret: string): Buffer[] {
  const checked = WebhookSecretSchema.safeParse(secret);
  if (checked.success) return webhookKeys(checked.data);
  throw new ConfigurationError(`WEBHOOK_SECRET: ${checked.error.issues.map(({ message }) => message).join("; ")}`);
}

/** By the path that the partner was given. */
function kindOf({ rawPath }: APIGatewayProxyEventV2): WaitKind | undefined {
  const kind = WaitKindSchema.safeParse(rawPath.split("/").at(-1));
  return kind.success ? kind.data : undefined;
}

/** HTTP APIs give header names in lower case; other fronts may not. */
function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  return event.headers[name] ?? Object.entries(event.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

const status = (statusCode: number, code: string): Answer => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ code }),
});
