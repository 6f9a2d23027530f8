// A call that must not be made twice: write the intent, call, write the outcome. A worker that finds an intent or an unknown
// outcome looks before calling; where nothing can be looked up, a person decides. So neither a crash at any point nor a
// second delivery at the same time ever makes a blind second call.
import type { CallName, ResponseOf } from "../../contracts/apex/calls.ts";
import { InvariantViolation } from "../../contracts/errors.ts";
import type { CallOutcome } from "../../domain/ports.ts";
import { SETTLE_SECONDS } from "../../adapters/apex/assumptions.ts";
import type { ApexResult } from "../../adapters/apex/classify-outcome.ts";
import {
  type Attempt,
  later,
  leaseFromNow,
  notUnderstood,
  notAdmitted,
  outcomeUnknown,
  type ProtocolParts,
  refused,
  SEND_WITHIN_SECONDS,
  send,
  settled,
  settledBefore,
  unavailable,
} from "./call-attempt.ts";
import { shownWord } from "../../domain/orders/shown-word.ts";
import { metText, troubleCause } from "./trouble-cause.ts";
import { BARRED, isBar } from "./barred.ts";
import type { OwnedCall, Unread } from "./call-records.ts";
import { type MadeId, madeIds } from "./made-ids.ts";

export class GuardedCall {
  readonly #parts: ProtocolParts;

  constructor(parts: ProtocolParts) {
    this.#parts = parts;
  }

  async perform<C extends CallName>(planned: Attempt<C>): Promise<CallOutcome<ResponseOf<C>>> {
    const { gate, records } = this.#parts;
    const admission = await gate.enter(planned.caller);
    if (!admission.admitted) return (await settledBefore(this.#parts, planned)) ?? notAdmitted(admission);
    // The lease runs from here: the wait for a slot may have been long.
    const attempt = { ...planned, claim: { ...planned.claim, ...leaseFromNow(this.#parts) } };
    const there = await records.claim(attempt.claim);
    if (there === undefined) return await this.#call(attempt, admission.atMillis);
    return await this.#resume(attempt, there, admission.atMillis);
  }

  /** An earlier attempt left a record. */
  async #resume<C extends CallName>(
    attempt: Attempt<C>,
    record: OwnedCall,
    atMillis: number,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { claim, call } = attempt;
    const { records, lookUp, clock, gate } = this.#parts;
    const now = clock.now().getTime();
    // The order was cancelled before this call: it is not made, whatever it asks for.
    if (isBar(record)) return refused(call, BARRED, undefined);
    if (record.requestHash !== claim.requestHash) {
      // A refused request had no effect, so a corrected one may be made. Otherwise the partner has something else than
      // what is asked for now, and no answer of it may pass for this one's.
      if (record.state !== "refused") throw new InvariantViolation(`requestChanged ${claim.key.pk} ${claim.key.sk}`);
      return (await records.takeOver(claim, record)) ? await this.#call(attempt, atMillis) : later(SETTLE_SECONDS);
    }
    gate.leave(attempt.caller, atMillis);
    const before = await settled(this.#parts, attempt, record);
    if (before !== undefined) return before;
    const held = record.shape === undefined ? outcomeUnknown(call, record.cause) : notUnderstood(record);
    if (record.state === "unknown" && !lookUp.canLook(call)) return held;
    const notBefore = record.state === "intent" ? record.leaseUntil : record.lookAfter;
    if (notBefore !== undefined && now < notBefore) return later((notBefore - now) / 1000);
    if (!(await records.takeOver(claim, record))) return later(SETTLE_SECONDS);
    if (lookUp.canLook(call)) return await this.#look(attempt, "mayCall");
    await records.markUnknown(claim, now, record);
    return held;
  }

  /** The intent is ours and nobody has called: the only place from which such a call is sent. */
  async #call<C extends CallName>(attempt: Attempt<C>, atMillis: number): Promise<CallOutcome<ResponseOf<C>>> {
    const { clock, records, gate } = this.#parts;
    await gate.moment(atMillis);
    const code = await attempt.against?.();
    if (code !== undefined) {
      await records.clear(attempt.claim);
      return { kind: "held", code };
    }
    if (clock.now().getTime() > attempt.claim.startedAt.getTime() + SEND_WITHIN_SECONDS * 1000) {
      await records.clear(attempt.claim);
      return later(1);
    }
    return await this.#conclude(attempt, await send(this.#parts, attempt), "called");
  }

  async #look<C extends CallName>(
    attempt: Attempt<C>,
    whenAbsent: "mayCall" | "lookAgain",
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { call, request, claim, sending } = attempt;
    const { gate, records, lookUp, clock } = this.#parts;
    const again = async (seconds: number, untried = false): Promise<CallOutcome<ResponseOf<C>>> => {
      await records.markUnknown(claim, clock.now().getTime() + seconds * 1000);
      return later(seconds, untried);
    };
    const admission = await gate.enter(attempt.caller);
    if (!admission.admitted) return await again(admission.afterSeconds, true);
    await gate.moment(admission.atMillis);
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
        if (looked.kind === "unauthorized") return { kind: "held", code: "wrongCredentials" };
        return outcomeUnknown(call, "looked up, and the answer does not tell");
    }
    const second = await gate.enter(attempt.caller);
    return second.admitted ? await this.#call(attempt, second.atMillis) : await again(second.afterSeconds, true);
  }

  /** Writes down what became of it, and says what follows. */
  async #conclude<C extends CallName>(
    attempt: Attempt<C>,
    result: ApexResult<C> & { readonly untried?: boolean },
    knownBy: "called" | "lookedUp",
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { claim, call } = attempt;
    const { records, clock, timeoutSeconds, lookUp } = this.#parts;
    const now = clock.now();
    switch (result.kind) {
      case "answered": {
        const taken = await records.takeIds(attempt.orderId, madeIds(call, result.response));
        if (taken !== undefined) return await this.#doubt(attempt, { shape: "", doubt: takenText(taken) });
        await records.confirm(claim, result.response, now);
        return { kind: "confirmed", response: result.response };
      }
      case "refused":
        await records.refuse(claim, result, now);
        return refused(call, result.message, result.property);
      case "noEffect":
        await records.clear(claim);
        return unavailable(result.retryAfterSeconds, result.untried === true, metText(call, troubleCause(result)));
      case "unauthorized":
        await records.clear(claim);
        return { kind: "held", code: "wrongCredentials" };
      case "indeterminate":
        return await this.#doubt(attempt, result);
      case "unknown": {
        if (knownBy === "called" && lookUp.canLook(call) && result.cause !== "timeout") {
          return await this.#look(attempt, "lookAgain");
        }
        const settleSeconds = result.cause === "timeout" ? timeoutSeconds : SETTLE_SECONDS;
        const cause = troubleCause(result);
        await records.markUnknown(claim, now.getTime() + settleSeconds * 1000, { cause });
        const canLookLater = knownBy === "called" && lookUp.canLook(call);
        return canLookLater ? later(settleSeconds, result.untried, metText(call, cause)) : outcomeUnknown(call, cause);
      }
    }
  }

  /** The answer may be the outcome of something else: nobody calls again, and a person says what became of it. */
  async #doubt<C extends CallName>(
    { claim }: Attempt<C>,
    { shape, doubt }: Unread,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { records, clock } = this.#parts;
    await records.markUnknown(claim, clock.now().getTime(), { shape, doubt });
    return notUnderstood({ shape, doubt });
  }
}

function takenText({ id, owner }: { readonly id: MadeId; readonly owner: string }): string {
  return `Asked: a new ${id.name}. Came: ${id.name} ${shownWord(id.value)}, which order ${owner} has.`;
}
