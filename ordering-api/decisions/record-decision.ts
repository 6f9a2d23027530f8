// Writes a decision on its quote, so that a caller who asks learns the same as the callback says. Answers what to do next:
// `tell`, `notYet` (the request's own write is still to come, or never came) or `drop` (a newer check or envelope stands).
import { untilSaved, type World } from "../calls/call-context.ts";
import { readId } from "../ids.ts";
import { keys, type Quote } from "../records.ts";
import { creditClassOf } from "../rules/forced-outcomes.ts";
import { type ContractDecision, type CreditDecision, type Decision, subjectOf } from "./decision.ts";

export type Recorded = "tell" | "notYet" | "drop";

export async function recordDecision(world: World, decision: Decision): Promise<Recorded> {
  const serial = readId("quote", decision.quoteId)?.serial ?? "";
  const key = keys.quote(serial);
  return untilSaved(async () => {
    const found = await world.store.get(key);
    const subjectId = subjectOf(decision);
    const standing = found && subjectsOf(found.value, decision.kind);
    if (found === undefined || standing === undefined || standing.made <= numberOf(decision.kind, subjectId)) {
      return "notYet";
    }
    if (standing.latest !== subjectId) return "drop";
    const value =
      decision.kind === "credit" ? withCredit(found.value, decision) : withContract(found.value, decision, world);
    return (await world.store.save(key, value, found.version)) ? "tell" : undefined;
  });
}

function subjectsOf(quote: Quote, kind: Decision["kind"]): { made: number; latest: string | undefined } {
  return kind === "credit"
    ? { made: quote.creditChecks, latest: quote.credit?.creditCheckId }
    : { made: quote.contracts, latest: quote.contract?.contractEnvelopeId };
}

const numberOf = (kind: Decision["kind"], id: string): number =>
  readId(kind === "credit" ? "creditCheck" : "envelope", id)?.number ?? 0;

function withCredit(quote: Quote, decision: CreditDecision): Quote {
  const [status] = decision.steps;
  if (status === undefined) return quote;
  return { ...quote, credit: { creditCheckId: decision.creditCheckId, status, creditClass: creditClassOf(status) } };
}

const STATUSES = {
  "contract.signed": "Signed",
  "contract.declined": "Declined",
  "contract.expired": "Expired",
} as const;

/** The first ending stands: a repeated delivery does not move the time of the signature. */
function withContract(quote: Quote, decision: ContractDecision, world: World): Quote {
  if (quote.contract?.status !== "Sent") return quote;
  const { ending } = decision;
  const signedAt = ending === "contract.signed" ? { signedAt: world.now().toISOString() } : {};
  return { ...quote, contract: { ...quote.contract, status: STATUSES[ending], ...signedAt } };
}
