// The contract stage: sends the contract to its approver and leaves the task open for the signature. Only an approved
// credit gets here; that is checked again, because a contract mails a real person.
import { invariant } from "../../contracts/errors.ts";
import { MOVING, type OrderStore } from "../../pipeline/orders/order-store.ts";
import type { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { heldAs } from "../../pipeline/stages/held-as.ts";
import type { RunStage } from "../../pipeline/stages/stage-consumer.ts";
import { contractRequest } from "../../domain/orders/contract.ts";
import { endedBy, reasonOf } from "../../domain/orders/stage-result.ts";
import type { CreditStatus } from "../../contracts/decision-statuses.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";

/**
 * What AT&T said between the approval and this stage. Its hold may have come before the stage began, so that a redrive brings the order
 * here while the doubt stands; it is held in this stage then, where the next redrive states that the approval counts.
 */
const DOUBTS: Readonly<Record<Exclude<CreditStatus, "approved">, ReasonCode>> = {
  conditional: "creditConditional",
  declined: "creditWithdrawn",
  fraudStop: "creditWithdrawn",
  manualReview: "indeterminateDecision",
  expired: "indeterminateDecision",
  unknown: "indeterminateDecision",
  indeterminate: "indeterminateDecision",
};

interface ContractDeps {
  readonly orders: OrderStore;
  readonly rendezvous: Rendezvous;
}

export function makeSendContract({ orders, rendezvous }: ContractDeps): RunStage {
  return async ({ message, order, document, perform }) => {
    const { orderId, quoteId } = order;
    invariant(quoteId, "contract.quoteMissing");
    if (order.creditStatus !== "approved") {
      invariant(order.creditStatus, "contract.creditNotDecided");
      return { kind: "held", reason: reasonOf(DOUBTS[order.creditStatus]) };
    }
    if (order.contractStatus === "signed") {
      // What has come since it was signed: nobody else looks before the order is made.
      if ((await rendezvous.match("esign", quoteId)) === "held") return await heldAs(orders, order);
      // Heard while the order was held, and kept then: now the order goes by it.
      if (order.marks?.["contractSigned"] === undefined) {
        await orders.advance(orderId, { type: "contractSigned", once: true, from: MOVING, stage: "contract" });
      }
      return { kind: "done", done: order.progress?.quote ?? order.siteCount };
    }
    if (!(await rendezvous.open("esign", quoteId, message))) {
      return { kind: "waiting" };
    }
    const answer = await perform("createContract", contractRequest(quoteId, await document()), "order");
    if (answer.kind !== "confirmed") return endedBy(answer);
    const contractEnvelopeId = answer.response.ContractEnvelopeId;
    const told = { asked: "contractSent", awaited: "signatureAwaited", set: { contractEnvelopeId } };
    await orders.awaitDecision(orderId, "contract", told);
    await rendezvous.match("esign", quoteId);
    return { kind: "waiting" };
  };
}
