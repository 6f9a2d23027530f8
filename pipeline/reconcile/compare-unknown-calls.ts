// Calls of unknown outcome that hold an order. Where AT&T can say by now what became of them, the order goes back to work: its stage asks
// before it calls. Where it cannot, a person must.
import type { OrderRecord } from "../../contracts/records.ts";
import type { PartnerCalls } from "../../domain/ports.ts";
import { type OpenCall, openCalls, redrive } from "../operators/operator-actions.ts";
import type { Finding } from "./night.ts";
import { commandOf } from "./command-of.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";

const CLASS = "unknownCalls" as const;

export async function compareUnknownCalls(turn: NightlyTurn, order: OrderRecord): Promise<Finding[]> {
  const { deps } = turn;
  const { orderId } = order;
  if (order.status !== "held") return [];
  const open = await openCalls(deps, orderId);
  const unknown = open.filter(({ state, underWayUntil }) => isUndecided(state) && underWayUntil === undefined);
  if (unknown.length === 0) return [];
  const lines = unknown.map(({ call, scope, state }): Finding => {
    return { kind: "line", side: "unknownCalls", text: `${orderId} ${call} ${String(scope)} ${state}` };
  });
  const calls = turn.newCalls();
  const answers: ("known" | "failed" | "notAskable")[] = [];
  for (const call of unknown) answers.push(await ask(turn, calls, order, call));
  const each = answers.map((answer): Finding => {
    return { kind: answer === "known" ? "compared" : answer, class: CLASS };
  });
  // A person who canceled the order said that it must not go on.
  const mayGoOn = order.reason?.code === "outcomeUnknown" && order.marks?.["cancellationRequested"] === undefined;
  if (mayGoOn && answers.every((answer) => answer === "known")) {
    const redriven = await redrive(deps, orderId);
    if (redriven === "redriven" || redriven === "restarted") {
      return [...lines, ...each, { kind: "healed", class: CLASS, repair: "callsAsked" }];
    }
  }
  return [...lines, ...each, await noted(turn, order, unknown)];
}

const isUndecided = (state: OpenCall["state"]): boolean => state === "unknown" || state === "intent";

/** By its transaction, or by what it makes. A refusal is an answer too: there is none. */
async function ask(
  { deps }: NightlyTurn,
  calls: PartnerCalls,
  { fileId, spId, distributor, quoteId }: OrderRecord,
  call: OpenCall,
): Promise<"known" | "failed" | "notAskable"> {
  const { orderId, stage, transactionId } = call;
  const context = { orderId, fileId, spId, distributor, stage, scope: "order" } as const;
  if (deps.transactionLookup) return knownBy(await calls.perform("getTransaction", { transactionId }, context));
  if (call.call === "createContract" && deps.contractLookup && quoteId !== undefined) {
    return knownBy(await calls.perform("getContract", { quoteId }, context));
  }
  return "notAskable";
}

const knownBy = ({ kind }: { readonly kind: string }): "known" | "failed" =>
  kind === "confirmed" || kind === "refused" ? "known" : "failed";

function noted({ book, runId, deps }: NightlyTurn, order: OrderRecord, unknown: readonly OpenCall[]): Promise<Finding> {
  const { orderId, fileId } = order;
  const names = [...new Set(unknown.map(({ call }) => call))].join(", ");
  const found = {
    ...{ class: CLASS, kind: "outcomeUnknown", subject: orderId, orderId, fileId },
    cause: `Nobody knows whether AT&T has carried out: ${names}. The order is held until a person says so.`,
    command: commandOf(`resolve ${orderId}`),
  } as const;
  return book.note(found, runId, deps.now());
}
