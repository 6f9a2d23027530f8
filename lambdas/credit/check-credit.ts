// The credit stage: asks for the credit check of a quote whose addresses passed, and leaves the task open for the decision.
// An approval that is already on record (decided before, or stated by an operator who met a condition) goes straight on.
import { invariant } from "../../contracts/errors.ts";
import type { OrderStore } from "../../adapters/order-store.ts";
import type { Rendezvous } from "../../adapters/rendezvous.ts";
import type { RunStage } from "../../adapters/stage-consumer.ts";
import { endedBy } from "../../domain/stage-result.ts";

interface CreditDeps {
  readonly orders: OrderStore;
  readonly rendezvous: Rendezvous;
}

export function makeCheckCredit({ orders, rendezvous }: CreditDeps): RunStage {
  return async ({ message, order, perform }) => {
    const { orderId, quoteId, spId } = order;
    invariant(quoteId, "credit.quoteMissing");
    if (order.creditStatus === "approved") {
      return { kind: "done", done: order.progress?.quote ?? order.siteCount };
    }
    if (!(await rendezvous.open("credit", quoteId, { orderId, taskToken: message.taskToken }))) {
      return { kind: "waiting" };
    }
    const answer = await perform("requestCreditCheck", { quoteId, spId }, "order");
    if (answer.kind !== "confirmed") return endedBy(answer);
    const { creditCheckId } = answer.response;
    await orders.advance(orderId, { type: "creditRequested", once: true, set: { creditCheckId }, stage: "credit" });
    await orders.advance(orderId, {
      type: "creditAwaited",
      to: "pending",
      from: ["inProgress"],
      when: { stage: "credit" },
      stage: "credit",
    });
    await rendezvous.setSubject("credit", quoteId, creditCheckId);
    await rendezvous.match("credit", quoteId);
    return { kind: "waiting" };
  };
}
