// What an operator's word means for credit and contract: a redrive states that what AT&T took back, or left in doubt, stands;
// a choice names the contract that counts; a break that is settled asks for nobody any more.
import { DECISION_HOLDS } from "../../contracts/reasons.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { isBeyond } from "../../domain/orders/consequence.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { shownWord } from "../../domain/orders/shown-word.ts";
import type { OrderStore } from "../orders/order-store.ts";
import type { SettleDeps } from "../orders/settle-order.ts";
import type { Rendezvous } from "../stages/rendezvous.ts";

export interface DecisionDeps {
  readonly orders: OrderStore;
  readonly rendezvous: Pick<Rendezvous, "match" | "choose">;
}

/** True: what has come since the order was held answers it, and nobody need state anything. */
export async function hearNews({ rendezvous }: DecisionDeps, order: OrderRecord): Promise<boolean> {
  const { quoteId } = order;
  if (quoteId === undefined) return false;
  const meetings = [await rendezvous.match("credit", quoteId)];
  if (order.stage !== "credit" && order.stage !== "quote") meetings.push(await rendezvous.match("esign", quoteId));
  return meetings.includes("putBack");
}

/** What a redrive of this held order states: a condition that is met, an approval or a signature that stands after all. */
export function statedBy(order: OrderRecord): {
  readonly creditStatus?: "approved";
  readonly contractStatus?: "signed";
} {
  const code = DECISION_HOLDS.find((one) => one === order.reason?.code);
  if (code === undefined) return {};
  // Approved, and taken back or left in doubt before the next stage began: the execution goes on behind the credit.
  const wasApproved = order.marks?.["creditApproved"] !== undefined;
  const isCredit =
    isBeyond("credit", order) || wasApproved || code === "creditWithdrawn" || code === "creditConditional";
  const isContract = isBeyond("esign", order) || code === "contractWithdrawn";
  return {
    ...(isCredit && { creditStatus: "approved" as const }),
    ...(isContract && { contractStatus: "signed" as const }),
  };
}

/**
 * The envelope that counts, of two. An order that had gone on with a signature goes on only with one of this envelope, or
 * when a redrive says that it stands.
 */
export async function chooseContract(deps: DecisionDeps, order: OrderRecord, envelopeId: string): Promise<void> {
  const { orderId, quoteId } = order;
  if (quoteId === undefined) return;
  const chosen = await deps.rendezvous.choose("esign", quoteId, envelopeId);
  const isSigned = chosen?.decision.kind === "proceed";
  const mustSay = isBeyond("esign", order) && !isSigned;
  const said = `${shownWord(envelopeId)} is not signed.`;
  await deps.orders.advance(orderId, {
    type: "contractChosen",
    from: ["held"],
    // What was said of the chosen envelope is true from now on, also of an order that is canceled before it goes on.
    set: {
      contractEnvelopeId: envelopeId,
      ...(isSigned && { contractStatus: chosen.decision.status }),
      ...(mustSay && { reason: reasonOf("contractWithdrawn", said) }),
    },
    stage: "contract",
    note: `${shownWord(envelopeId)} counts.`,
  });
}

/** False: the order has none. */
export async function settleBreak(
  deps: Pick<SettleDeps, "orders" | "files" | "closeFile">,
  orderId: string,
): Promise<boolean> {
  const when = { break: { absent: false } };
  const settled = await deps.orders.advance(orderId, { type: "breakSettled", remove: ["break"], when, quiet: true });
  if (settled?.changed !== true) return false;
  await deps.files.reopen(settled.order.fileId);
  await deps.closeFile(settled.order.fileId);
  return true;
}
