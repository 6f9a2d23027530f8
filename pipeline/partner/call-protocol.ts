// The one way to the partner (domain/ports.ts): every call runs under the protocol that its class asks for (call-classes.ts;
// docs/adr). Partner faults are outcomes, never thrown.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../../domain/ports.ts";
import type { Credential } from "../../adapters/apex/partner-credentials.ts";
import { type PlannedCall, planAttempt, type ProtocolParts } from "./call-attempt.ts";
import { CALL_CLASSES } from "./call-classes.ts";
import { GuardedCall } from "./guarded-call.ts";
import { performRepeatable } from "./repeatable-call.ts";

export class CallProtocol implements PartnerCalls {
  readonly #parts: ProtocolParts;
  readonly #guarded: GuardedCall;

  constructor(parts: ProtocolParts) {
    this.#parts = parts;
    this.#guarded = new GuardedCall(parts);
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const { credentials } = this.#parts;
    const planned = { call, request, context };
    const credential = await credentials.of(context.spId);
    const outcome = await this.#performWith(planned, credential);
    if (outcome.kind !== "held" || outcome.code !== "wrongCredentials") return outcome;
    // A refused credential had no effect: with a rotated one the call is as new.
    const rotated = await credentials.replacementFor(context.spId, credential);
    return rotated === undefined ? outcome : await this.#performWith(planned, rotated);
  }

  async #performWith<C extends CallName>(
    planned: PlannedCall<C>,
    credential: Credential,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    const attempt = planAttempt(this.#parts, planned, credential);
    switch (CALL_CLASSES[planned.call].class) {
      case "read":
        return await performRepeatable(this.#parts, attempt, false);
      case "repeatable":
        return await performRepeatable(this.#parts, attempt, true);
      case "lookable":
      case "neither":
        return await this.#guarded.perform(attempt);
    }
  }
}
