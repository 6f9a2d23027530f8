// The credit stage: asks for the credit check of a quote whose addresses passed, and leaves the task open for the decision.
// An approval that is already on record goes straight on. One that an operator stated, because a condition is met, is first
// compared with what AT&T says, where it can be asked: a contract sent too early would be refused for good.
import { invariant } from "../../contracts/errors.ts";
import type { OrderStore } from "../../pipeline/orders/order-store.ts";
import type { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import type { RunStage, StageWork } from "../../pipeline/stages/stage-consumer.ts";
import { decisionOf } from "../../domain/orders/decisions.ts";
import { endedBy, reasonOf, type StageResult } from "../../domain/orders/stage-result.ts";
import { heldAs } from "../../pipeline/stages/held-as.ts";

interface CreditDeps {
  readonly orders: OrderStore;
  readonly rendezvous: Rendezvous;
  /** AT&T can be asked for a decision (APEX_CREDIT_LOOKUP). */
  readonly creditLookup?: boolean;
}

export function makeCheckCredit({ orders, rendezvous, creditLookup = false }: CreditDeps): RunStage {
  return async (work) => {
    const { message, order, perform } = work;
    const { orderId, quoteId, spId } = order;
    invariant(quoteId, "credit.quoteMissing");
    if (order.creditStatus === "approved") {
      const doubt = creditLookup ? await unmetCondition(orders, work) : undefined;
      if (doubt !== undefined) return doubt;
      // What has come since it was approved: nobody else looks before the contract is sent.
      if ((await rendezvous.match("credit", quoteId)) === "held") return await heldAs(orders, order);
      return { kind: "done", done: order.progress?.quote ?? order.siteCount };
    }
    if (!(await rendezvous.open("credit", quoteId, message))) {
      return { kind: "waiting" };
    }
    const answer = await perform("requestCreditCheck", { quoteId, spId }, "order");
    if (answer.kind !== "confirmed") return endedBy(answer);
    const { creditCheckId } = answer.response;
    const told = { asked: "creditRequested", awaited: "creditAwaited", set: { creditCheckId } };
    await orders.awaitDecision(orderId, "credit", told);
    await rendezvous.match("credit", quoteId);
    return { kind: "waiting" };
  };
}

/** Undefined: no condition was set, or AT&T does not say that it is still open. */
async function unmetCondition(orders: OrderStore, { order, perform }: StageWork): Promise<StageResult | undefined> {
  const { orderId, creditCheckId, marks } = order;
  if (marks?.["creditConditional"] === undefined || creditCheckId === undefined) return undefined;
  const answer = await perform("getCreditCheck", { creditCheckId }, "order");
  if (answer.kind !== "confirmed") return answer.kind === "retryLater" ? answer : undefined;
  const { approvalStatus } = answer.response;
  if (typeof approvalStatus !== "string" || decisionOf("credit", approvalStatus).status !== "conditional")
    return undefined;
  await orders.advance(orderId, { type: "creditConditionOpen", set: { creditStatus: "conditional" }, stage: "credit" });
  return { kind: "held", reason: reasonOf("creditConditional") };
}
