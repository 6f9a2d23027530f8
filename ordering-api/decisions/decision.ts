// A decision to come, as it waits in the queue: which credit check or envelope, what will be said, and when.
import * as z from "zod";
import { APPROVAL_STATUSES } from "../../contracts/callbacks.ts";
import { CALLBACK_FAULTS } from "../fault-text.ts";

const common = {
  quoteId: z.string(),
  /** Milliseconds since 1970. */
  dueAt: z.number(),
  /** Deliveries tried so far. */
  attempts: z.int().nonnegative(),
  /** What is to go wrong with the callback itself; early and late are over when the decision waits. */
  fault: z.enum(CALLBACK_FAULTS).optional(),
};

export const DecisionSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("credit"),
    creditCheckId: z.string(),
    /** One after the other; the first is due. */
    steps: z.array(z.enum(APPROVAL_STATUSES)).min(1),
    ...common,
  }),
  z.object({
    kind: z.literal("esign"),
    contractEnvelopeId: z.string(),
    ending: z.enum(["contract.signed", "contract.declined", "contract.expired"]),
    ...common,
  }),
]);
export type Decision = z.infer<typeof DecisionSchema>;
export type CreditDecision = Extract<Decision, { kind: "credit" }>;
export type ContractDecision = Extract<Decision, { kind: "esign" }>;

export const subjectOf = (decision: Decision): string =>
  decision.kind === "credit" ? decision.creditCheckId : decision.contractEnvelopeId;
