// Asks the partner for a decision whose callback may be lost, where it can be asked (configuration), and puts the answer into
// the inbox as if its callback had come.
import type { WaitKind } from "../../contracts/records.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { decisionOf } from "../../domain/orders/decisions.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../../domain/ports.ts";
import { saysOther } from "../../adapters/apex/other-thing.ts";
import type { Meeting } from "./later-news.ts";
import type { Rendezvous } from "./rendezvous.ts";

/** Of an event's id. */
const ASKED_CHARACTERS_MAX = 200;

export interface AskDeps {
  readonly rendezvous: Pick<Rendezvous, "receive" | "match">;
  readonly calls: PartnerCalls;
  readonly creditLookup: boolean;
  readonly contractLookup: boolean;
  readonly now: () => string;
}

/** First what the inbox has, then what the partner says. */
export async function meetOrAsk(deps: AskDeps, order: OrderRecord): Promise<Meeting> {
  const { quoteId } = order;
  if (quoteId === undefined) return "waiting";
  const kind = order.stage === "contract" ? "esign" : "credit";
  const met = await deps.rendezvous.match(kind, quoteId);
  if (met !== "waiting") return met;
  const found = await askPartner(deps, order, kind);
  // Still out for signature: nothing that need be kept.
  if (found === undefined || (kind === "esign" && decisionOf(kind, found.decision).kind === "wait")) return "waiting";
  return await receiveAnswer(deps, { kind, quoteId }, found);
}

/** What the partner says now. Undefined: it cannot be asked, or has not answered. */
export async function askPartner(deps: AskDeps, order: OrderRecord, kind: WaitKind): Promise<PartnerSays | undefined> {
  const { quoteId } = order;
  if (quoteId === undefined) return undefined;
  // The answer is as old as the question: what happened while it was under way is newer.
  const occurredAt = deps.now();
  const found = kind === "credit" ? await askCredit(deps, order) : await askContract(deps, order, quoteId);
  return found && { ...found, occurredAt };
}

/** Into the inbox, as if its callback had come. */
export async function receiveAnswer(
  deps: AskDeps,
  { kind, quoteId }: { readonly kind: WaitKind; readonly quoteId: string },
  found: PartnerSays,
): Promise<Meeting> {
  const { subjectId, decision, occurredAt } = found;
  // The same answer asked for again is the same event.
  const eventId = `asked-${canonicalId(subjectId)}-${encodeURIComponent(decision).slice(0, ASKED_CHARACTERS_MAX)}`;
  const event = { eventId, kind, quoteId, type: `${kind}.asked`, subjectId, decision, occurredAt } as const;
  const { meeting } = await deps.rendezvous.receive({
    ...event,
    receivedAt: deps.now(),
    ...(found.creditClass !== undefined && { creditClass: found.creditClass }),
  });
  return meeting;
}

export interface PartnerSays extends Found {
  /** ISO instant. */
  readonly occurredAt: string;
}

interface Found {
  readonly subjectId: string;
  readonly decision: string;
  readonly creditClass?: string;
}

async function askCredit(deps: AskDeps, order: OrderRecord): Promise<Found | undefined> {
  const { creditCheckId } = order;
  if (!deps.creditLookup || creditCheckId === undefined) return undefined;
  const answer = await deps.calls.perform("getCreditCheck", { creditCheckId }, context(order, "credit"));
  if (isAboutOther(answer)) return { subjectId: creditCheckId, decision: wordOf(answer) };
  if (answer.kind !== "confirmed" || typeof answer.response.approvalStatus !== "string") return undefined;
  const { approvalStatus: decision, creditClass } = answer.response;
  return { subjectId: creditCheckId, decision, ...(typeof creditClass === "string" && { creditClass }) };
}

async function askContract(deps: AskDeps, order: OrderRecord, quoteId: string): Promise<Found | undefined> {
  const { contractEnvelopeId } = order;
  if (!deps.contractLookup || contractEnvelopeId === undefined) return undefined;
  const answer = await deps.calls.perform("getContract", { quoteId }, context(order, "esign"));
  if (isAboutOther(answer)) return { subjectId: contractEnvelopeId, decision: wordOf(answer) };
  if (answer.kind !== "confirmed") return undefined;
  const { status: decision, contractEnvelopeId: subjectId } = answer.response;
  return { subjectId, decision };
}

/** Of another quote or credit check: it decides nothing, and a person must know, as with a word that nobody knows. */
const isAboutOther = (answer: CallOutcome<unknown>): answer is AboutOther =>
  answer.kind === "held" && answer.message !== undefined && saysOther(answer.message);
type AboutOther = Extract<CallOutcome<unknown>, { kind: "held" }>;
/** Short enough to be shown whole: `Asked: ID. Came: ID.` */
const wordOf = ({ message = "" }: AboutOther): string => message.replaceAll(/ \w+Id (?=\S+\.)/g, " ");

function context(order: OrderRecord, kind: WaitKind): CallContext {
  const { orderId, fileId, spId, distributor, quoteId } = order;
  const stage = kind === "credit" ? "credit" : "contract";
  const about = quoteId === undefined ? {} : { about: { quoteId } };
  return { orderId, fileId, spId, distributor, stage, scope: "order", ...about };
}
