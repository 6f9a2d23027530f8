// The partner in a person's hands, ours (A): while decisions are made by hand none comes by itself, and each is made by a call. Only where
// one process answers all calls, and in test mode; what was on its way before still comes.
import * as z from "zod";
import { findQuote } from "../calls/quote-record.ts";
import type { CallContext } from "../calls/call-context.ts";
import { parseBody } from "../http/read-body.ts";
import type { Quote } from "../records.ts";
import { conflict } from "../refusal.ts";
import type { ContractDecision, CreditDecision } from "./decision.ts";
import { plainObject, strictObject } from "../../contracts/object-schemas.ts";

export const SandboxSchema = strictObject(() => ({ decisions: z.enum(["byThemselves", "byHand"]) }));
export type SandboxState = z.infer<typeof SandboxSchema>;

export const DecideSchema = strictObject(() => ({
  quoteId: z.string(),
  decision: z.enum(["approve", "decline", "sign", "declineSignature"]),
}));
export const DecidedSchema = plainObject(() => ({
  quoteId: z.string(),
  /** Credit check or envelope. */
  subjectId: z.string(),
}));

export const sandboxState = ({ hands }: CallContext): SandboxState => ({
  decisions: hands?.areOn === true ? "byHand" : "byThemselves",
});

export function setSandbox(body: unknown, context: CallContext): SandboxState {
  const { decisions } = parseBody(SandboxSchema, body);
  if (context.hands !== undefined) context.hands.areOn = decisions === "byHand";
  return sandboxState(context);
}

/** Told at once, like any other decision. 409 where nothing waits for it. */
export async function decide(body: unknown, context: CallContext): Promise<z.infer<typeof DecidedSchema>> {
  const { quoteId, decision } = parseBody(DecideSchema, body);
  const quote = (await findQuote(context, quoteId)).value;
  const made = decisionOf(quote, decision);
  await context.schedule({ ...made, dueAt: context.now().getTime(), attempts: 0 });
  return { quoteId, subjectId: made.kind === "credit" ? made.creditCheckId : made.contractEnvelopeId };
}

/** Of a credit check that no decision has ended yet. */
const UNDECIDED: readonly string[] = ["Pending", "Manual Review", "Conditional"];

function decisionOf(
  { quoteId, credit, contract }: Quote,
  decision: z.infer<typeof DecideSchema>["decision"],
): Omit<CreditDecision, "dueAt" | "attempts"> | Omit<ContractDecision, "dueAt" | "attempts"> {
  if (decision === "approve" || decision === "decline") {
    if (credit === undefined || !UNDECIDED.includes(credit.status)) {
      throw conflict("quoteId", "No credit check of the quote waits for a decision.");
    }
    const steps = [decision === "approve" ? ("Approved" as const) : ("Declined" as const)];
    return { kind: "credit", quoteId, creditCheckId: credit.creditCheckId, steps };
  }
  if (contract?.status !== "Sent") throw conflict("quoteId", "No contract of the quote waits for a signature.");
  const ending = decision === "sign" ? "contract.signed" : "contract.declined";
  return { kind: "esign", quoteId, contractEnvelopeId: contract.contractEnvelopeId, ending };
}
