// A call that may be made again whenever its outcome is not known: reads, and calls that overwrite. It needs no intent, and its
// success no record: a repeat makes it again, and who has passed its stage does not repeat it (ADR 0006). What a person must see,
// a refusal and an answer that cannot be read, is written down where the call was to change something.
import type { CallName, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CallOutcome } from "../../domain/ports.ts";
import { SETTLE_SECONDS } from "../../adapters/apex/assumptions.ts";
import type { Item } from "../../adapters/aws/table.ts";
import {
  type Attempt,
  notAdmitted,
  notUnderstood,
  type ProtocolParts,
  refused,
  send,
  settledBefore,
  unavailable,
} from "./call-attempt.ts";
import { metText, troubleCause } from "./trouble-cause.ts";

export async function performRepeatable<C extends CallName>(
  parts: ProtocolParts,
  attempt: Attempt<C>,
  recorded: boolean,
): Promise<CallOutcome<ResponseOf<C>>> {
  const { gate, clock } = parts;
  const admission = await gate.enter(attempt.caller);
  if (!admission.admitted) return notAdmitted(admission);
  await gate.moment(admission.atMillis);
  const first = await send(parts, attempt);
  // A kept-alive connection that the partner closed meanwhile says nothing about the partner.
  const stale = first.kind === "unknown" && first.stale;
  const fresh = { ...attempt, sending: { ...attempt.sending, repeatable: false } };
  const result = stale ? await send(parts, fresh) : first;
  const record = async (outcome: Item & { readonly state: "refused" | "unknown" }): Promise<boolean> =>
    !recorded || (await parts.records.putFailure(attempt.claim, outcome));
  switch (result.kind) {
    case "answered":
      return { kind: "confirmed", response: result.response };
    case "refused": {
      const endedAt = clock.now().toISOString();
      const { message, property } = result;
      const refusal = { refusal: message, refusedProperty: property };
      if (await record({ state: "refused", endedAt, ...refusal })) return refused(attempt.call, message, property);
      // An operator said that it took effect, or it was confirmed by a version that kept that.
      return (await settledBefore(parts, attempt)) ?? refused(attempt.call, message, property);
    }
    case "indeterminate": {
      const { shape, doubt } = result;
      if (await record({ state: "unknown", shape, doubt })) return notUnderstood(result);
      return (await settledBefore(parts, attempt)) ?? notUnderstood(result);
    }
    case "unauthorized":
      return { kind: "held", code: "wrongCredentials" };
    case "noEffect":
      return unavailable(result.retryAfterSeconds, result.untried, metText(attempt.call, troubleCause(result)));
    case "unknown":
      return unavailable(SETTLE_SECONDS, result.untried, metText(attempt.call, troubleCause(result)));
  }
}
