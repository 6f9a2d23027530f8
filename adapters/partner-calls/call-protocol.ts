// Exactly once towards a partner without idempotency keys (design.md, docs/adr): write the intent, call, write the outcome.
// Whoever finds an intent or an unknown outcome looks before calling; where nothing can be looked up, a person decides.
// A crash at any point, or a second delivery at the same time, therefore never makes a blind second call.
import { createHash } from "node:crypto";
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import { InvariantViolation, invariant } from "../../contracts/errors.ts";
import { transactionIdOf } from "../../contracts/ids.ts";
import { keys } from "../../contracts/records.ts";
import type { CallContext, CallOutcome, Clock, PartnerCalls } from "../../domain/ports.ts";
import { type ApexClient, canonicalRequest, type Sending } from "../apex/apex-client.ts";
import { SETTLE_SECONDS } from "../apex/assumptions.ts";
import type { ApexResult } from "../apex/classify-outcome.ts";
import type { Credential, CredentialStore } from "../apex/partner-credentials.ts";
import { CALLS } from "../apex/read-answer.ts";
import { CALL_CLASSES } from "./call-classes.ts";
import type { CallRecords, Claim, OwnedCall } from "./call-records.ts";
import type { Admission, Gate } from "./gate.ts";
import type { PartnerLookUp } from "./look-up.ts";

export interface CallProtocolOptions {
  readonly client: ApexClient;
  readonly lookUp: PartnerLookUp;
  readonly credentials: CredentialStore;
  readonly records: CallRecords;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly timeoutSeconds: number;
  readonly newOwner: () => string;
}

/** One call under way: what to send, under which record. */
interface Attempt<C extends CallName> {
  readonly call: C;
  readonly request: RequestOf<C>;
  readonly spId: string;
  readonly credential: Credential;
  readonly claim: Claim;
  readonly sending: Sending;
}

/** Between writing an intent and the first byte nothing waits; a function frozen there for longer must not send. */
const SEND_WITHIN_SECONDS = 10;

export class CallProtocol implements PartnerCalls {
  readonly #with: CallProtocolOptions;

  constructor(options: CallProtocolOptions) {
    this.#with = options;
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { credentials } = this.#with;
    const attempt = this.#attempt(call, request, context, await credentials.of(context.spId));
    const outcome = await this.#once(attempt);
    if (outcome.kind !== "held" || outcome.code !== "wrongCredentials") return outcome;
    // A refused credential had no effect: with a rotated one the call is as new.
    const rotated = await credentials.replacementFor(context.spId, attempt.credential);
    return rotated === undefined ? outcome : await this.#once(this.#attempt(call, request, context, rotated));
  }

  #attempt<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
    credential: Credential,
  ): Attempt<C> {
    const { orderId, stage, scope, spId } = context;
    const { class: callClass } = CALL_CLASSES[call];
    const transactionId = transactionIdOf(orderId, stage, call, scope);
    return {
      call,
      request,
      spId,
      credential,
      claim: {
        key: keys.call(orderId, stage, call, scope),
        call,
        transactionId,
        requestHash: createHash("sha256").update(canonicalRequest(call, request)).digest("hex"),
        owner: this.#with.newOwner(),
        ...this.#lease(),
      },
      sending: {
        credential,
        traceId: orderId,
        transactionId,
        repeatable: callClass === "read" || callClass === "repeatable",
      },
    };
  }

  #lease(): Pick<Claim, "startedAt" | "leaseUntil"> {
    const startedAt = this.#with.clock.now();
    const seconds = SEND_WITHIN_SECONDS + this.#with.timeoutSeconds + SETTLE_SECONDS;
    return { startedAt, leaseUntil: startedAt.getTime() + seconds * 1000 };
  }

  async #once<C extends CallName>(attempt: Attempt<C>): Promise<CallOutcome<ResponseOf<C>>> {
    switch (CALL_CLASSES[attempt.call].class) {
      case "read":
        return await this.#repeatable(attempt, false);
      case "repeatable":
        return (await this.#settledBefore(attempt)) ?? (await this.#repeatable(attempt, true));
      case "lookable":
      case "neither":
        return await this.#guarded(attempt);
    }
  }

  /** Made again whenever its outcome is not known. */
  async #repeatable<C extends CallName>(attempt: Attempt<C>, recorded: boolean): Promise<CallOutcome<ResponseOf<C>>> {
    const { gate, records, clock } = this.#with;
    const admission = await gate.enter(attempt.credential.fingerprint);
    if (!admission.admitted) return notAdmitted(admission);
    const first = await this.#send(attempt);
    // A kept-alive connection that the partner closed meanwhile says nothing about the partner.
    const result = first.kind === "unknown" && first.stale ? await this.#send(attempt) : first;
    const endedAt = clock.now().toISOString();
    switch (result.kind) {
      case "answered":
        if (recorded)
          await records.putOutcome(attempt.claim, { state: "confirmed", endedAt, response: result.response });
        return { kind: "confirmed", response: result.response };
      case "refused":
        if (recorded) await records.putOutcome(attempt.claim, { state: "refused", endedAt, refusal: result.message });
        return refused(result.message);
      case "indeterminate":
        if (recorded) await records.putOutcome(attempt.claim, { state: "unknown", shape: result.shape });
        return { kind: "held", code: "indeterminateAnswer" };
      case "unauthorized":
        return { kind: "held", code: "wrongCredentials" };
      case "noEffect":
        return { kind: "retryLater", afterSeconds: result.retryAfterSeconds, code: "partnerUnavailable" };
      case "unknown":
        return { kind: "retryLater", afterSeconds: SETTLE_SECONDS, code: "partnerUnavailable" };
    }
  }

  /** The recorded outcome of this very request, if there is one. */
  async #settledBefore<C extends CallName>(attempt: Attempt<C>): Promise<CallOutcome<ResponseOf<C>> | undefined> {
    const record = await this.#with.records.read(attempt.claim.key);
    if (record?.requestHash !== attempt.claim.requestHash) return undefined;
    return await this.#settled(attempt, record);
  }

  async #settled<C extends CallName>(
    attempt: Attempt<C>,
    record: OwnedCall,
  ): Promise<CallOutcome<ResponseOf<C>> | undefined> {
    if (record.state === "refused") return refused(record.refusal ?? "refused");
    if (record.state !== "confirmed") return undefined;
    const { key } = attempt.claim;
    const answer = CALLS[attempt.call].response.safeParse(await this.#with.records.answerOf(key, record));
    invariant(answer.success, `callRecord ${key.pk} ${key.sk}: answer`);
    return { kind: "confirmed", response: answer.data };
  }

  /** Must not be made twice: intent first. */
  async #guarded<C extends CallName>(planned: Attempt<C>): Promise<CallOutcome<ResponseOf<C>>> {
    const { gate, records } = this.#with;
    const { fingerprint } = planned.credential;
    const admission = await gate.enter(fingerprint);
    if (!admission.admitted) return (await this.#settledBefore(planned)) ?? notAdmitted(admission);
    // The lease runs from here: the wait for a slot may have been long.
    const attempt = { ...planned, claim: { ...planned.claim, ...this.#lease() } };
    const there = await records.claim(attempt.claim);
    if (there === undefined) return await this.#call(attempt);
    gate.leave(fingerprint);
    return await this.#resume(attempt, there);
  }

  /** An earlier attempt left a record. */
  async #resume<C extends CallName>(attempt: Attempt<C>, record: OwnedCall): Promise<CallOutcome<ResponseOf<C>>> {
    const { claim, call } = attempt;
    const { records, lookUp, clock } = this.#with;
    const now = clock.now().getTime();
    if (record.requestHash !== claim.requestHash) {
      // A refused request had no effect, so a corrected one may be made. Otherwise the partner has something else than
      // what is asked for now, and no answer of it may pass for this one's.
      if (record.state !== "refused") throw new InvariantViolation(`requestChanged ${claim.key.pk} ${claim.key.sk}`);
      return (await records.takeOver(claim, record)) ? await this.#call(attempt) : later(SETTLE_SECONDS);
    }
    const settled = await this.#settled(attempt, record);
    if (settled !== undefined) return settled;
    const notBefore = record.state === "intent" ? record.leaseUntil : record.lookAfter;
    if (notBefore !== undefined && now < notBefore) return later((notBefore - now) / 1000);
    if (!(await records.takeOver(claim, record))) return later(SETTLE_SECONDS);
    if (lookUp.canLook(call)) return await this.#look(attempt, "mayCall");
    await records.markUnknown(claim, now, record.shape);
    return { kind: "held", code: record.shape === undefined ? "outcomeUnknown" : "indeterminateAnswer" };
  }

  /** The intent is ours and nobody has called: the only place from which such a call is sent. */
  async #call<C extends CallName>(attempt: Attempt<C>): Promise<CallOutcome<ResponseOf<C>>> {
    const { clock, records } = this.#with;
    if (clock.now().getTime() > attempt.claim.startedAt.getTime() + SEND_WITHIN_SECONDS * 1000) {
      await records.clear(attempt.claim);
      return later(1);
    }
    return await this.#conclude(attempt, await this.#send(attempt), "called");
  }

  async #look<C extends CallName>(
    attempt: Attempt<C>,
    whenAbsent: "mayCall" | "lookAgain",
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { call, request, claim, sending } = attempt;
    const { gate, records, lookUp, clock } = this.#with;
    const again = async (seconds: number): Promise<CallOutcome<ResponseOf<C>>> => {
      await records.markUnknown(claim, clock.now().getTime() + seconds * 1000);
      return later(seconds);
    };
    const admission = await gate.enter(attempt.credential.fingerprint);
    if (!admission.admitted) return await again(admission.afterSeconds);
    const looked = await lookUp.look(call, request, sending);
    switch (looked.kind) {
      case "found":
        return await this.#conclude(attempt, looked.result, "lookedUp");
      case "notNow":
        return await again(looked.retryAfterSeconds);
      case "absent":
        if (whenAbsent === "lookAgain") return await again(SETTLE_SECONDS);
        break;
      case "unclear":
      case "unauthorized":
        await records.markUnknown(claim, clock.now().getTime());
        return { kind: "held", code: looked.kind === "unclear" ? "outcomeUnknown" : "wrongCredentials" };
    }
    const second = await gate.enter(attempt.credential.fingerprint);
    return second.admitted ? await this.#call(attempt) : await again(second.afterSeconds);
  }

  /** Writes down what became of it, and says what follows. */
  async #conclude<C extends CallName>(
    attempt: Attempt<C>,
    result: ApexResult<C>,
    knownBy: "called" | "lookedUp",
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { claim, call } = attempt;
    const { records, clock, timeoutSeconds, lookUp } = this.#with;
    const now = clock.now();
    switch (result.kind) {
      case "answered":
        await records.confirm(claim, result.response, now);
        return { kind: "confirmed", response: result.response };
      case "refused":
        await records.refuse(claim, result.message, now);
        return refused(result.message);
      case "noEffect":
        await records.clear(claim);
        return { kind: "retryLater", afterSeconds: result.retryAfterSeconds, code: "partnerUnavailable" };
      case "unauthorized":
        await records.clear(claim);
        return { kind: "held", code: "wrongCredentials" };
      case "indeterminate":
        await records.markUnknown(claim, now.getTime(), result.shape);
        return { kind: "held", code: "indeterminateAnswer" };
      case "unknown": {
        if (knownBy === "called" && lookUp.canLook(call) && result.cause !== "timeout") {
          return await this.#look(attempt, "lookAgain");
        }
        const settleSeconds = result.cause === "timeout" ? timeoutSeconds : SETTLE_SECONDS;
        await records.markUnknown(claim, now.getTime() + settleSeconds * 1000);
        const canLookLater = knownBy === "called" && lookUp.canLook(call);
        return canLookLater ? later(settleSeconds) : { kind: "held", code: "outcomeUnknown" };
      }
    }
  }

  async #send<C extends CallName>(attempt: Attempt<C>): Promise<ApexResult<C>> {
    const result = await this.#with.client.send(attempt.call, attempt.request, attempt.sending);
    this.#with.gate.learn(result);
    return result;
  }
}

/** Not known yet: when tries run out, that is what the order is held on. */
function later(seconds: number): { kind: "retryLater"; afterSeconds: number; code: "outcomeUnknown" } {
  return { kind: "retryLater", afterSeconds: Math.max(1, Math.ceil(seconds)), code: "outcomeUnknown" };
}

function refused(message: string): { kind: "refused"; code: "refusedByPartner"; message: string } {
  return { kind: "refused", code: "refusedByPartner", message };
}

function notAdmitted(admission: Extract<Admission, { admitted: false }>) {
  const { afterSeconds, overRate } = admission;
  const code = "partnerUnavailable" as const;
  return { kind: "retryLater", afterSeconds, code, ...(overRate && { overRate: true as const }) } as const;
}
