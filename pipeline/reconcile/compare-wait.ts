// A wait for a decision beside what AT&T says of it, whether the order waits or is held. What AT&T says and we do not know goes the way
// of its callback, which decides what follows.
import type { OrderRecord, WaitKind } from "../../contracts/records.ts";
import { decisionOf } from "../../domain/orders/decisions.ts";
import { executionNameOf } from "../../contracts/ids.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { askPartner, type PartnerSays, receiveAnswer } from "../stages/ask-partner.ts";
import { WaitStore } from "../stages/wait-store.ts";
import { settleDeadExecution } from "../orders/settle-order.ts";
import type { Finding } from "./night.ts";
import { commandOf } from "./command-of.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

const CLASS = "waits";
const compared: Finding = { kind: "compared", class: CLASS };

export async function compareWait(turn: NightlyTurn, order: OrderRecord): Promise<Finding[]> {
  const kind = kindOf(order);
  const { deps } = turn;
  const { quoteId, orderId } = order;
  if (kind === undefined || quoteId === undefined) return [];
  const { wait } = await new WaitStore(deps.table).read(kind, quoteId);
  const line: Finding = { kind: "line", side: "waits", text: `${orderId} ${kind} ${wait?.state ?? "none"}` };
  if (wait === undefined && order.status === "pending") return [line, compared, await lost(turn, order, kind)];
  const met = await deps.rendezvous.match(kind, quoteId);
  if (order.status === "pending" && met !== "waiting") return [line, compared, healed("waitMet")];
  if (!canAsk(turn, kind, order)) return [line, { kind: "notAskable", class: CLASS }];
  const calls = turn.newCalls();
  const says = await askPartner({ ...deps, calls }, order, kind);
  if (says === undefined) return [line, calls.unanswered > 0 ? failed : compared];
  const partner: Finding = { kind: "line", side: "partner", text: `${orderId} ${kind} ${says.decision}` };
  if (!isNews(kind, order, says)) return [line, partner, compared];
  const meeting = await receiveAnswer({ ...deps, calls }, { kind, quoteId }, says);
  return [line, partner, compared, ...(meeting === "waiting" ? [] : [healed("decisionHeard")])];
}

const failed: Finding = { kind: "failed", class: CLASS };
const healed = (repair: string): Finding => ({ kind: "healed", class: CLASS, repair });

/** What an order at this place waits for, or goes by. Nothing: it has not come so far, or is over. */
function kindOf({ status, stage, creditCheckId, contractEnvelopeId }: OrderRecord): WaitKind | undefined {
  if (status !== "pending" && status !== "held") return undefined;
  if (stage === "credit") return creditCheckId === undefined ? undefined : "credit";
  return contractEnvelopeId === undefined || stage === "quote" ? undefined : "esign";
}

function canAsk({ deps }: NightlyTurn, kind: WaitKind, order: OrderRecord): boolean {
  if (kind === "credit") return deps.creditLookup && order.creditCheckId !== undefined;
  return deps.contractLookup && order.contractEnvelopeId !== undefined;
}

function isNews(kind: WaitKind, order: OrderRecord, { subjectId, decision }: PartnerSays): boolean {
  const said = decisionOf(kind, decision);
  if (said.kind === "wait") return false;
  if (order.status === "pending") return true;
  // Held for this very doubt: a person is asked already.
  if (order.reason?.code === "contractReplaced" || order.reason?.code === "indeterminateDecision") return false;
  const [known, ours] =
    kind === "credit" ? [order.creditStatus, order.creditCheckId] : [order.contractStatus, order.contractEnvelopeId];
  return said.status !== known || (ours !== undefined && canonicalId(ours) !== canonicalId(subjectId));
}

/** Its task can be answered by nobody any more: the execution is ended, the order held, and a redrive waits anew. */
async function lost({ deps, book, runId }: NightlyTurn, order: OrderRecord, kind: WaitKind): Promise<Finding> {
  const { orderId, fileId } = order;
  const name = executionNameOf(orderId, order.executions);
  await deps.executions.stop(deps.executions.arnOf(name), "waitLost");
  const now = deps.now();
  await settleDeadExecution(deps, { name, status: "ABORTED", stoppedAt: now });
  const what = kind === "credit" ? "credit decision" : "signature";
  return await book.note(
    {
      ...{ class: CLASS, kind: "waitLost", subject: orderId, orderId, fileId },
      cause: `The record of the wait for the ${what} is gone, so that no decision could reach the order. It is held now.`,
      command: commandOf(`redrive ${orderId}`),
    },
    runId,
    now,
  );
}
