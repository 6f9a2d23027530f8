// An operator's word on calls of an order: shown as it will be recorded, asked, recorded, and the order put back to work where that is
// wanted and nothing else of it is open.
import {
  type OpenCall,
  openCalls,
  type OperatorDeps,
  redrive,
  resolve,
} from "../pipeline/operators/operator-actions.ts";
import { settleBreak } from "../pipeline/operators/decision-actions.ts";
import type { Resolution, ResolveResult } from "../pipeline/partner/resolve-call.ts";
import type { OrderRecord } from "../contracts/records.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { type FollowedOrder, followOrders } from "./follow-orders.ts";
import { type CallToResolve, callName } from "./open-calls-text.ts";
import { insteadOfRedrive, orderName, stateText } from "./order-state.ts";
import { redrivenText } from "./redrive.ts";
import { commandTo } from "./run-options.ts";
import { instantText } from "./shown-values.ts";
import { EXIT } from "./usage-error.ts";

export interface ResolvedCall {
  readonly call: CallToResolve;
  readonly resolution: Resolution;
}

export async function recordResolutions(
  command: CommandCall,
  deps: OperatorDeps,
  order: OrderRecord,
  resolved: readonly ResolvedCall[],
): Promise<number> {
  const { values } = command;
  const redrives = values["redrive"] === true;
  const plan = [
    `${orderName(order)} ${stateText(order)}.`,
    ...resolved.map(
      ({ call, resolution }) => `  ${callName(call)}, transaction ${call.transactionId}: ${stated(resolution)}`,
    ),
    redrives
      ? "  Then it is put back to work, if no other call of it is open."
      : "  It stays held until it is redriven.",
  ];
  if (!(await confirmed(command, plan, `Record this for ${order.orderRef}?`))) {
    if (values["json"] === true) command.terminal.json({ order: named(order), declined: true });
    return EXIT.rowsLeft;
  }
  const results: { readonly call: string; readonly outcome: string; readonly text: string }[] = [];
  for (const { call, resolution } of resolved) {
    const result = await resolve(deps, call, resolution);
    const now = (await deps.orders.order(order.orderId)) ?? order;
    results.push({ call: callName(call), outcome: outcomeOf(result), text: resultText(callName(call), result, now) });
  }
  return await tell(command, deps, order, { resolved, results, redrives });
}

function stated(resolution: Resolution): string {
  switch (resolution.kind) {
    case "happened": {
      const ids = Object.entries(resolution.ids).map(
        ([name, id]) => `${name} ${typeof id === "string" ? id : JSON.stringify(id)}`,
      );
      return `it took effect, with ${ids.join(", ")}.`;
    }
    case "didNotHappen":
      return "it had no effect; it is made again when the order goes on.";
    case "lookAgain":
      return "the Ordering API is asked what became of it when the order goes on.";
  }
}

type Result = ResolveResult | { readonly kind: "notHeld" };

function outcomeOf(result: Result): string {
  const paths = "paths" in result ? `: ${result.paths.join(", ")}` : "";
  const until = "until" in result ? ` until ${result.until.toISOString()}` : "";
  const owner = "owner" in result ? `: ${result.name} is of order ${result.owner}` : "";
  return `${result.kind}${paths}${until}${owner}`;
}

function resultText(call: string, result: Result, order: OrderRecord): string {
  switch (result.kind) {
    case "resolved":
      return `${orderName(order)}: what became of ${call} is recorded.`;
    case "notOpen":
      return `${orderName(order)}: ${call} is not open any more; nothing was recorded.`;
    case "underWay":
      return `${orderName(order)}: ${call} may be under way until ${instantText(result.until.toISOString())}; nothing was recorded. Look again then.`;
    case "idTaken":
      return `${orderName(order)}: ${result.name} is of order ${result.owner} already; nothing was recorded. Ask AT&T for the id of this one.`;
    case "idsMissing":
      return `${orderName(order)}: ${call} makes more ids than were told; nothing was recorded. Missing: ${result.paths.join(", ")}.`;
    case "notHeld":
      return `${orderName(order)} ${stateText(order)}: it writes down its calls by itself, and nothing was recorded.`;
  }
}

const isUndecided = ({ state }: OpenCall): boolean => state === "unknown" || state === "intent";

interface Recorded {
  readonly resolved: readonly ResolvedCall[];
  readonly results: readonly { readonly call: string; readonly outcome: string; readonly text: string }[];
  readonly redrives: boolean;
}

async function tell(
  command: CommandCall,
  deps: OperatorDeps,
  order: OrderRecord,
  { resolved, results, redrives }: Recorded,
): Promise<number> {
  const { values, terminal, interrupted } = command;
  const done = results.every(({ outcome }) => outcome === "resolved");
  const left = (await openCalls(deps, order.orderId)).filter(isUndecided).length;
  const isLeft = left > 0 && !resolved.every(({ resolution }) => resolution.kind === "lookAgain");
  const next = done && !isLeft && redrives ? await redrive(deps, order.orderId) : undefined;
  const isRedriven = next === "redriven" || next === "restarted";
  const follows = values["wait"] === true && isRedriven;
  const now = (await deps.orders.order(order.orderId)) ?? order;
  const lines = [
    ...results.map(({ text }) => text),
    nextText(order, now, { next, done, left: isLeft ? left : 0, values }),
  ];
  if (follows) terminal.note(...lines);
  const [end] = follows ? await followOrders(command, deps, [order.orderId]) : [];
  if (values["json"] === true) {
    const said = results.map(({ call, outcome }) => ({ call, outcome }));
    terminal.json({
      ...{ order: named(order), resolved: said, left, redrive: next ?? null },
      ...(end !== undefined && { end: end.end }),
    });
  } else terminal.answer(...(end === undefined ? lines.filter((line) => line !== "") : [end.text]));
  if (interrupted.aborted) return EXIT.interrupted;
  return isGood({ done, redrives, isRedriven, end }) ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

const isGood = (told: {
  readonly done: boolean;
  readonly redrives: boolean;
  readonly isRedriven: boolean;
  readonly end: FollowedOrder | undefined;
}): boolean =>
  told.done && (!told.redrives || told.isRedriven) && (told.end === undefined || told.end.end.status === "completed");

function nextText(
  order: OrderRecord,
  now: OrderRecord,
  { next, done, left, values }: { next: string | undefined; done: boolean; left: number; values: OptionValues },
): string {
  if (next === "redriven" || next === "restarted") return redrivenText(order, next);
  if (next !== undefined) return `${orderName(now)} ${stateText(now)}. ${insteadOfRedrive(now, [], values)}`.trim();
  const again = commandTo(["resolve", order.orderId], values);
  if (left > 0) return `${counted(left, "more call")} ${left === 1 ? "is" : "are"} open: ${again}`;
  return done ? `Then: ${commandTo(["redrive", order.orderId], values)}` : "";
}

/** What AT&T said after the end of an order is settled with AT&T. */
export async function settleWithPartner(command: CommandCall, deps: OperatorDeps, order: OrderRecord): Promise<number> {
  const { values, terminal } = command;
  const broken = order.break;
  if (broken !== undefined) {
    const plan = [
      `${orderName(order)} ${stateText(order)}. After that: ${broken.message} (${broken.code})`,
      "  With this you state that it is settled with AT&T; the order no longer asks for a person.",
    ];
    if (!(await confirmed(command, plan, `Record this for ${order.orderRef}?`))) {
      if (values["json"] === true) terminal.json({ order: { orderId: order.orderId }, settled: false, declined: true });
      return EXIT.rowsLeft;
    }
  }
  const settled = await settleBreak(deps, order.orderId);
  if (values["json"] === true) terminal.json({ order: { orderId: order.orderId }, settled });
  else {
    const text = settled
      ? "is settled, and asks for nobody any more"
      : `${stateText(order)}; nothing of it is left to settle`;
    terminal.answer(`${orderName(order)} ${text}.`);
  }
  return settled ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

export function named({ orderId, orderRef, status, stage, reason }: OrderRecord) {
  return { orderId, orderRef, status, stage, code: reason?.code ?? null };
}
