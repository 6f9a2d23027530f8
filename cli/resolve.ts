// Says what became of calls whose outcome nobody knows but AT&T: lists them with what to ask, or records an operator's word
// on one of them, so that a redrive goes on from there.
import { openCalls } from "../pipeline/operators/operator-actions.ts";
import type { Resolution } from "../pipeline/partner/resolve-call.ts";
import type { OrderRecord } from "../contracts/records.ts";
import { sitesOfCall, toldAnswer } from "../domain/orders/told-answer.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { type CallToResolve, callName, openCallsText } from "./open-calls-text.ts";
import { withOperatorSession } from "./operator-session.ts";
import { orderOperand } from "./order-operand.ts";
import { named, recordResolutions, settleWithPartner } from "./record-resolution.ts";
import { ownerOption, sameStackWords, textOption } from "./run-options.ts";
import { EXIT, UsageError } from "./usage-error.ts";

type Word = "happened" | "did-not-happen" | "look-again";
const WORDS: readonly Word[] = ["happened", "did-not-happen", "look-again"];

export async function resolveCalls(call: CommandCall): Promise<number> {
  const { operands, values, terminal } = call;
  const [name = "", ...words] = operands;
  const word = wordOf(values);
  const told = toldWords(words, word);
  const distributor = ownerOption(values);
  return withOperatorSession(values, async ({ deps }) => {
    const context = { orders: deps.orders, distributor, terminal };
    const { orderId } = await orderOperand(name, context);
    const order = await deps.orders.order(orderId);
    if (order === undefined)
      throw new UsageError(`there is no order ${name} that has been started; \`status\` prints the open ones`);
    if (values["settled"] === true) return settleWithPartner(call, deps, order);
    const sites = await deps.sites.sites(orderId);
    const open = (await openCalls(deps, orderId)).map((each) => ({ ...each, sites: sitesOfCall(each, sites) }));
    if (word === undefined) return list(call, order, open);
    const chosen = chooseCalls(open, { word, name: textOption(values, "call") });
    const said = chosen.map((each) => ({ call: each, resolution: resolutionOf(each, word, told) }));
    return recordResolutions(call, deps, order, said);
  });
}

function wordOf(values: OptionValues): Word | undefined {
  const said = WORDS.filter((word) => values[word] === true);
  if (values["settled"] === true && said.length > 0) throw new UsageError("--settled stands alone");
  if (said.length > 1) throw new UsageError(`say one of ${said.map((word) => `--${word}`).join(" and ")}`);
  const [word] = said;
  if (values["wait"] === true && values["redrive"] !== true) throw new UsageError("--wait goes with --redrive");
  for (const option of ["call", "redrive"]) {
    if (word === undefined && values[option] !== undefined) {
      throw new UsageError(`--${option} goes with one of ${WORDS.map((each) => `--${each}`).join(", ")}`);
    }
  }
  return word;
}

function toldWords(words: readonly string[], word: Word | undefined): Map<string, string> {
  const told = new Map<string, string>();
  for (const text of words) {
    // An id has no "="; a site_ref may.
    const at = text.lastIndexOf("=");
    if (at < 1 || at === text.length - 1) throw new UsageError(`"${text}" is not NAME=ID; resolve takes one ORDER`);
    const name = text.slice(0, at);
    if (told.has(name)) throw new UsageError(`${name} is told twice`);
    told.set(name, text.slice(at + 1));
  }
  if (told.size > 0 && word !== "happened") throw new UsageError("NAME=ID goes with --happened");
  return told;
}

function list({ values, terminal }: CommandCall, order: OrderRecord, open: readonly CallToResolve[]): number {
  if (values["json"] === true) terminal.json({ order: { ...named(order), calls: open.map(callJson) } });
  else terminal.answer(...openCallsText(order, open, { paint: terminal.paint, same: sameStackWords(values) }));
  return EXIT.everyRowWentThrough;
}

interface Choice {
  readonly word: Word;
  readonly name: string | undefined;
}

/** The named call, or the only one; looking again harms none, so it may be said of all. */
function chooseCalls(open: readonly CallToResolve[], { word, name }: Choice): readonly CallToResolve[] {
  const names = open.map(callName);
  if (name !== undefined) {
    const chosen = open.filter((_, n) => names[n] === name);
    if (chosen.length === 1) return chosen;
    throw new UsageError(`no call "${name}" is open; open: ${names.join(", ") || "none"}`);
  }
  if (open.length === 1 || (word === "look-again" && open.length > 0)) return open;
  if (open.length === 0)
    throw new UsageError("no call of this order is open; `redrive` puts a held order back to work");
  throw new UsageError(`several calls are open; say which with --call: ${names.join(", ")}`);
}

function resolutionOf(call: CallToResolve, word: Word, told: ReadonlyMap<string, string>): Resolution {
  if (word === "look-again") return { kind: "lookAgain" };
  if (word === "did-not-happen") return { kind: "didNotHappen" };
  const answer = toldAnswer(call.call, told, call.sites);
  if (answer.kind === "answer") return { kind: "happened", ids: answer.ids };
  const { missing, surplus } = answer;
  throw new UsageError(
    [
      ...(missing.length > 0 ? [`not told: ${missing.map((name) => `${name}=ID`).join(" ")}`] : []),
      ...(surplus.length > 0 ? [`${callName(call)} makes no ${surplus.join(", ")}`] : []),
    ].join("; "),
  );
}

function callJson(call: CallToResolve) {
  const { stage, state, transactionId, startedAt, attempts, refusal, doubt, underWayUntil } = call;
  return {
    ...{ call: callName(call), stage, state, transactionId, startedAt, attempts },
    sites: call.scope === "order" ? null : call.sites.map(({ siteRef }) => siteRef),
    refusal: refusal ?? null,
    doubt: doubt ?? null,
    underWayUntil: underWayUntil?.toISOString() ?? null,
  };
}
