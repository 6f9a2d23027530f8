// The contract stage: sends the contract to its approver and leaves the task open for the signature. Only an approved
// credit gets here; that is checked again, because a contract mails a real person.
import { invariant } from "../../contracts/errors.ts";
import { MOVING, type OrderStore } from "../../pipeline/orders/order-store.ts";
import type { Rendezvous } from "../../pipeline/stages/rendezvous.ts";
import { heldAs } from "../../pipeline/stages/held-as.ts";
import type { RunStage } from "../../pipeline/stages/stage-consumer.ts";
import { contractRequest } from "../../domain/orders/contract.ts";
import { endedBy } from "../../domain/orders/stage-result.ts";

interface ContractDeps {
  readonly orders: OrderStore;
  readonly rendezvous: Rendezvous;
}

export function makeSendContract({ orders, rendezvous }: ContractDeps): RunStage {
  return async ({ message, order, document, perform }) => {
    const { orderId, quoteId } = order;
    invariant(quoteId, "contract.quoteMissing");
    invariant(order.creditStatus === "approved", "contract.creditNotApproved");
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
