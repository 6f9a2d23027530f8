// What a cancellation can do about the contract: one that was not sent never is. AT&T documents no way to withdraw one that
// is out for signature; so it is said that the request stays open, in the order's timeline, in its rows and to who cancels.
import { APEX_CALLS } from "../../contracts/apex/calls.ts";
import type { ContractStatus } from "../../contracts/decision-statuses.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { barCall } from "../partner/bar-call.ts";
import type { StopDeps } from "./stop-sites.ts";

export type SignatureRequest =
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly contractEnvelopeId: string }
  /** Nobody knows whether one was made, or it is on its way at this moment. */
  | { readonly kind: "perhapsOpen" };

export type StopContractDeps = Pick<StopDeps, "orders" | "callRecords" | "clock">;

const DECIDED: readonly ContractStatus[] = ["signed", "declined", "expired"];

/** May repeat. */
export async function stopContract(deps: StopContractDeps, order: OrderRecord): Promise<SignatureRequest> {
  const { orderId, contractEnvelopeId } = order;
  if (DECIDED.some((status) => status === order.contractStatus)) return { kind: "none" };
  const request: SignatureRequest =
    contractEnvelopeId === undefined ? await barContract(deps, orderId) : { kind: "open", contractEnvelopeId };
  if (request.kind !== "none") {
    await deps.orders.advance(orderId, { type: "signatureRequestLeftOpen", once: true, stage: "contract" });
  }
  return request;
}

async function barContract(
  { orders, callRecords, clock }: StopContractDeps,
  orderId: string,
): Promise<SignatureRequest> {
  const barredCall = { orderId, stage: "contract", call: "createContract", scope: "order" } as const;
  const end = await barCall(callRecords, barredCall, clock.now());
  if (end.kind === "barred") return { kind: "none" };
  if (end.kind !== "happened") return { kind: "perhapsOpen" };
  // Its stage died before it wrote that down.
  const { ContractEnvelopeId: contractEnvelopeId } = APEX_CALLS.createContract.response.parse(end.answer);
  await orders.advance(orderId, { type: "contractSent", once: true, set: { contractEnvelopeId }, stage: "contract" });
  return { kind: "open", contractEnvelopeId };
}

/** Undefined: nothing need be said. */
export function signatureText(request: SignatureRequest): string | undefined {
  if (request.kind === "none") return undefined;
  const known = request.kind === "open" ? `Its signature request ${request.contractEnvelopeId} stays` : undefined;
  const what = known ?? "A signature request for it may be";
  return `${what} open: AT&T has no way to withdraw it. Ask the approver not to sign; a signature binds the customer, and does not bring the order back.`;
}
