// What a person does about held orders: asks AT&T what became of each call whose outcome nobody knows, says so, and puts the
// order back to work.
import { openCalls, type OperatorDeps, redrive, resolve } from "../../pipeline/operators/operator-actions.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import type { ChaosPartner } from "./chaos-partner.ts";

export interface Attended {
  readonly orderId: string;
  readonly happened: number;
  readonly didNotHappen: number;
  /** False: something may still be under way; the order stays held for now. */
  readonly moved: boolean;
}

export async function attendTo(deps: OperatorDeps, partner: ChaosPartner, { orderId }: OrderRecord): Promise<Attended> {
  let happened = 0;
  let didNotHappen = 0;
  for (const call of await openCalls(deps, orderId)) {
    if (call.state === "refused") continue;
    if (call.underWayUntil !== undefined) return { orderId, happened, didNotHappen, moved: false };
    const ids = await partner.answerOf(call.transactionId);
    const said = await resolve(deps, call, ids === undefined ? { kind: "didNotHappen" } : { kind: "happened", ids });
    if (said.kind !== "resolved") throw new Error(`${orderId} ${call.call} ${String(call.scope)}: ${said.kind}`);
    if (ids === undefined) didNotHappen += 1;
    else happened += 1;
  }
  const moved = await redrive(deps, orderId);
  return { orderId, happened, didNotHappen, moved: moved === "redriven" || moved === "restarted" };
}
