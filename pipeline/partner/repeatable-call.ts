// A call that may be made again whenever its outcome is not known: reads, and calls that overwrite. No intent is needed;
// what changes something leaves its outcome, so that a redelivered message does not call again.
import type { CallName, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CallOutcome } from "../../domain/ports.ts";
import { SETTLE_SECONDS } from "../../adapters/apex/assumptions.ts";
import type { Item } from "../../adapters/aws/table.ts";
import type { OwnedCall } from "./call-records.ts";
import {
  type Attempt,
  notAdmitted,
  type ProtocolParts,
  refused,
  send,
  settledBefore,
  unavailable,
} from "./call-attempt.ts";

export async function performRepeatable<C extends CallName>(
  parts: ProtocolParts,
  attempt: Attempt<C>,
  recorded: boolean,
): Promise<CallOutcome<ResponseOf<C>>> {
  const { gate, clock } = parts;
  const known = recorded ? await settledBefore(parts, attempt) : undefined;
  if (known !== undefined) return known;
  const admission = await gate.enter(attempt.caller);
  if (!admission.admitted) return notAdmitted(admission);
  await gate.moment(admission.atMillis);
  const first = await send(parts, attempt);
  // A kept-alive connection that the partner closed meanwhile says nothing about the partner.
  const stale = first.kind === "unknown" && first.stale;
  const fresh = { ...attempt, sending: { ...attempt.sending, repeatable: false } };
  const result = stale ? await send(parts, fresh) : first;
  const record = async (outcome: Item & Pick<OwnedCall, "state">): Promise<boolean> =>
    !recorded || (await parts.records.putOutcome(attempt.claim, outcome));
  const endedAt = clock.now().toISOString();
  switch (result.kind) {
    case "answered":
      await record({ state: "confirmed", endedAt, response: result.response });
      return { kind: "confirmed", response: result.response };
    case "refused":
      if (await record({ state: "refused", endedAt, refusal: result.message })) return refused(result.message);
      return (await settledBefore(parts, attempt)) ?? refused(result.message);
    case "indeterminate":
      await record({ state: "unknown", shape: result.shape });
      return { kind: "held", code: "indeterminateAnswer" };
    case "unauthorized":
      return { kind: "held", code: "wrongCredentials" };
    case "noEffect":
      return unavailable(result.retryAfterSeconds, result.untried);
    case "unknown":
      return unavailable(SETTLE_SECONDS, result.untried);
  }
}
