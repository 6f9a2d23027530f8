// Puts the decision on a request on its way: when it is due, and what a fault on demand makes of that.
import type { CallContext } from "../calls/call-context.ts";
import type { ContractDecision, CreditDecision } from "./decision.ts";

type Content<D> = Omit<D, "dueAt" | "attempts" | "fault">;

const LATE_MILLIS = 10_000;

/**
 * Before the effect of the request: a decision without its subject is dropped, a subject without its decision would wait
 * on.
 */
export async function scheduleDecision(
  context: CallContext,
  decision: Content<CreditDecision> | Content<ContractDecision>,
): Promise<void> {
  if (context.hands?.areOn === true) return;
  const { callbackFault: fault, decisionDelayMillis } = context;
  const delay = fault === "early" ? 0 : decisionDelayMillis + (fault === "late" ? LATE_MILLIS : 0);
  await context.schedule({
    ...decision,
    dueAt: context.now().getTime() + delay,
    attempts: 0,
    ...(fault !== undefined && { fault }),
  });
}
