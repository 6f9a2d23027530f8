// One call under way, as the whole protocol hands it around, and the few outcomes that several of its parts give.
import { createHash } from "node:crypto";
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import { invariant } from "../../contracts/errors.ts";
import { traceIdOf, transactionIdOf } from "../../contracts/ids.ts";
import type { Meter } from "../../contracts/metrics.ts";
import type { CallContext, CallOutcome, Clock } from "../../domain/ports.ts";
import { type ApexClient, canonicalRequest, type Sending } from "../../adapters/apex/apex-client.ts";
import { SETTLE_SECONDS } from "../../adapters/apex/assumptions.ts";
import type { ApexResult } from "../../adapters/apex/classify-outcome.ts";
import type { Credential, CredentialStore } from "../../adapters/apex/partner-credentials.ts";
import { CALLS } from "../../adapters/apex/read-answer.ts";
import { refusalCode } from "../../adapters/apex/refusal-code.ts";
import { CALL_CLASSES } from "./call-classes.ts";
import { recordKeyOf, requestHash } from "./call-groups.ts";
import type { CallRecords, Claim, OwnedCall, Unread } from "./call-records.ts";
import type { Admission, Gate } from "./rate/gate.ts";
import type { Caller } from "./rate/rate-limiter.ts";
import type { PartnerLookUp } from "./look-up.ts";
import { measureCall } from "./measure-call.ts";
import { metText } from "./trouble-cause.ts";
import type { TroubleLog } from "./trouble-log.ts";

export interface ProtocolParts {
  readonly client: ApexClient;
  readonly lookUp: PartnerLookUp;
  readonly credentials: CredentialStore;
  readonly records: CallRecords;
  readonly gate: Gate;
  readonly meter: Meter;
  readonly troubles: TroubleLog;
  readonly clock: Clock;
  readonly timeoutSeconds: number;
  readonly newOwner: () => string;
}

/** What to send, and under which record. */
export interface Attempt<C extends CallName> {
  readonly orderId: string;
  readonly against: CallContext["against"];
  readonly call: C;
  readonly request: RequestOf<C>;
  readonly credential: Credential;
  readonly caller: Caller;
  readonly claim: Claim;
  readonly sending: Sending;
}

export interface PlannedCall<C extends CallName> {
  readonly call: C;
  readonly request: RequestOf<C>;
  readonly context: CallContext;
}

/** Between writing an intent and the first byte nothing waits; a function frozen there for longer must not send. */
export const SEND_WITHIN_SECONDS = 10;

export function planAttempt<C extends CallName>(
  parts: ProtocolParts,
  { call, request, context }: PlannedCall<C>,
  credential: Credential,
): Attempt<C> {
  const { orderId, fileId, stage, scope, distributor, turnMillisLeft, against, about } = context;
  const { class: callClass } = CALL_CLASSES[call];
  const transactionId = transactionIdOf(orderId, stage, call, scope);
  const key = recordKeyOf({ ...context, call });
  const claim = {
    key,
    call,
    transactionId,
    requestHash: requestHash(key, createHash("sha256").update(canonicalRequest(call, request))),
    owner: parts.newOwner(),
    ...leaseFromNow(parts),
  };
  const repeatable = callClass === "read" || callClass === "repeatable";
  const caller = {
    credential: credential.fingerprint,
    distributor,
    stage,
    ...(turnMillisLeft !== undefined && { turnMillisLeft }),
  };
  return {
    orderId,
    against,
    call,
    request,
    credential,
    caller,
    claim,
    sending: {
      credential,
      traceId: traceIdOf(fileId, orderId),
      transactionId,
      repeatable,
      ...(about !== undefined && { about }),
    },
  };
}

/**
 * Nobody else decides about the call before its owner can no longer be sending or hearing an answer, and before the partner
 * can no longer complete it: an owner that died may have died waiting, and a time-out is followed by as long again
 * (adapters/apex/assumptions.ts).
 */
export function leaseFromNow({ clock, timeoutSeconds }: ProtocolParts): Pick<Claim, "startedAt" | "leaseUntil"> {
  const startedAt = clock.now();
  const seconds = SEND_WITHIN_SECONDS + 2 * timeoutSeconds + SETTLE_SECONDS;
  return { startedAt, leaseUntil: startedAt.getTime() + seconds * 1000 };
}

/** `untried`: a failure, if it is one, says nothing about this call, only that the partner is down or wants fewer calls. */
export type Sent<C extends CallName> = ApexResult<C> & { readonly untried: boolean };

export async function send<C extends CallName>(parts: ProtocolParts, attempt: Attempt<C>): Promise<Sent<C>> {
  const sentAt = parts.clock.now().getTime();
  const result = await parts.client.send(attempt.call, attempt.request, attempt.sending);
  measureCall(parts.meter, attempt.call, result, parts.clock.now().getTime() - sentAt);
  const untried = parts.gate.learn(attempt.caller, result);
  await parts.troubles.heard(result, parts.gate.downSeconds);
  return { ...result, untried };
}

/** The recorded outcome of this very request, if there is one. */
export async function settledBefore<C extends CallName>(
  parts: ProtocolParts,
  attempt: Attempt<C>,
): Promise<CallOutcome<ResponseOf<C>> | undefined> {
  const record = await parts.records.read(attempt.claim.key);
  return record?.requestHash === attempt.claim.requestHash ? await settled(parts, attempt, record) : undefined;
}

export async function settled<C extends CallName>(
  { records }: ProtocolParts,
  attempt: Attempt<C>,
  record: OwnedCall,
): Promise<CallOutcome<ResponseOf<C>> | undefined> {
  if (record.state === "refused") return refused(attempt.call, record.refusal ?? "refused", record.refusedProperty);
  if (record.state !== "confirmed") return undefined;
  const { key } = attempt.claim;
  const answer = CALLS[attempt.call].response.safeParse(await records.answerOf(key, record));
  invariant(answer.success, `callRecord ${key.pk} ${key.sk}: answer`);
  return { kind: "confirmed", response: answer.data };
}

/** Not known yet: when tries run out, that is what the order is held on. */
export function later(seconds: number, untried = false, met?: string) {
  return { ...retryLater("outcomeUnknown", Math.max(1, Math.ceil(seconds)), untried), ...told(met) };
}

export function unavailable(afterSeconds: number, untried: boolean, met?: string) {
  return { ...retryLater("partnerUnavailable", afterSeconds, untried), ...told(met) };
}

/** Nobody can look it up. `cause`: what the call met, where that is known. */
export function outcomeUnknown(call: CallName, cause: string | undefined) {
  return { kind: "held", code: "outcomeUnknown", message: metText(call, cause) } as const;
}

const told = (message: string | undefined) => (message === undefined ? {} : { message });

function retryLater(code: "outcomeUnknown" | "partnerUnavailable", afterSeconds: number, untried: boolean) {
  return { kind: "retryLater", afterSeconds, code, ...(untried && { untried: true as const }) } as const;
}

export function refused<C extends CallName>(call: C, message: string, property: string | undefined) {
  const known = { kind: "refused", code: refusalCode(call, message), message, call } as const;
  return { ...known, ...(property !== undefined && { property }) };
}

/** What was asked and what came; of an answer that says nothing of either, its keys. */
export function notUnderstood({ shape = "", doubt }: Unread) {
  const came = shape === "" ? undefined : `Its fields: ${shape}.`;
  const message = doubt ?? came;
  return { kind: "held", code: "indeterminateAnswer", ...(message !== undefined && { message }) } as const;
}

export function notAdmitted({ afterSeconds }: Extract<Admission, { admitted: false }>) {
  return unavailable(afterSeconds, true);
}
