// Pauses everything, a stage or a distributor, and resumes it; alone, `pause` lists what is paused (docs/adr/0025).
import { setTimeout as sleep } from "node:timers/promises";
import type { PauseRecord, PauseScope } from "../contracts/pauses.ts";
import { isPaused, pauseSentence, pauseWords, resumeWords } from "../domain/orders/pause.ts";
import { nearestName } from "../domain/rows/nearest-name.ts";
import { PAUSES_KEPT_MILLIS } from "../pipeline/orders/pause-store.ts";
import { profileNames } from "../reading/profiles.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { followOrders } from "./follow-orders.ts";
import { withOperatorSession } from "./operator-session.ts";
import { doPause, doResume, planPause, planResume, sinceText } from "./pause-actions.ts";
import { withReadSession } from "./read-session.ts";
import { commandTo, ownerOption, textOption } from "./run-options.ts";
import { EXIT, UsageError } from "./usage-error.ts";

export async function pause(call: CommandCall): Promise<number> {
  const { values, terminal } = call;
  const scope = scopeOf(values);
  const reason = textOption(values, "reason");
  if (scope === undefined) {
    if (reason !== undefined)
      throw new UsageError("--reason says why something is paused: add --all, --stage or --distributor");
    return listPauses(call);
  }
  return withOperatorSession(values, async (session) => {
    const { lines, orders } = await planPause(session, scope, reason);
    if (!(await confirmed(call, indented(lines), `Pause ${pauseWords(scope)}?`))) return tellDeclined(call);
    const { pause: paused, begun, said } = await doPause(session, scope, { reason, orders });
    // Functions go by what they have read for a moment.
    if (values["wait"] === true) await sleep(PAUSES_KEPT_MILLIS);
    const end = `To end it: ${commandTo(resumeWords(scope), values)}`;
    if (values["json"] === true) terminal.json({ ...pauseJson(paused), begun, orders });
    else terminal.answer(said, end);
    return EXIT.everyRowWentThrough;
  });
}

export async function resume(call: CommandCall): Promise<number> {
  const { values, terminal, interrupted } = call;
  const scope = scopeOf(values);
  return withOperatorSession(values, async (session) => {
    const active = (await session.deps.pauses.all()).filter(isPaused);
    if (scope === undefined) throw new UsageError(whatToResume(active, values));
    const plan = await planResume(session, scope);
    if (plan === undefined) return tellNotPaused(call, scope, active);
    if (!(await confirmed(call, indented(plan.lines), `Resume ${pauseWords(scope)}?`))) return tellDeclined(call);
    const { pause: ended, seconds, said } = await doResume(session, plan);
    const ids = plan.going.map(({ orderId }) => orderId);
    const isWaiting = values["wait"] === true && ids.length > 0;
    if (isWaiting) terminal.note(said);
    const followed = isWaiting ? await followOrders(call, session.deps, ids) : [];
    const orders = followed.map(({ order: { orderId, orderRef }, end }) => ({ orderId, orderRef, end }));
    if (values["json"] === true) {
      terminal.json({ ...pauseJson(ended), orders: isWaiting ? orders : ids.length, continuesWithinSeconds: seconds });
    } else terminal.answer(...(isWaiting ? [] : [said]), ...followed.map((one) => one.text));
    if (interrupted.aborted) return EXIT.interrupted;
    return followed.every(({ end }) => end.status === "completed") ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
  });
}

/** As a question is asked: what is said of the first sentence stands below it. */
const indented = ([first = "", ...rest]: readonly string[]): string[] => [first, ...rest.map((line) => `  ${line}`)];

/** Undefined: none was named. */
function scopeOf(values: OptionValues): PauseScope | undefined {
  const distributor = ownerOption(values);
  const stage = textOption(values, "stage");
  const scopes: PauseScope[] = [
    ...(values["all"] === true ? [{ scope: "all", name: "" } as const] : []),
    ...(stage === undefined ? [] : [{ scope: "stage", name: stage } as const]),
    ...(distributor === undefined ? [] : [{ scope: "distributor", name: distributor } as const]),
  ];
  if (scopes.length > 1) throw new UsageError("say one of --all, --stage and --distributor");
  if (distributor !== undefined && !profileNames().includes(distributor)) {
    const near = nearestName(distributor, profileNames());
    throw new UsageError(
      `there is no distributor ${distributor}${near === undefined ? "" : `; did you mean ${near}?`}`,
    );
  }
  return scopes[0];
}

export const pauseJson = ({ scope, name, since, reason, by, endedAt }: PauseRecord) => ({
  ...{ scope, name: name === "" ? null : name, since, reason: reason ?? null, by: by ?? null },
  endedAt: endedAt ?? null,
});

async function listPauses({ values, terminal }: CommandCall): Promise<number> {
  return withReadSession(values, async ({ deps }) => {
    const active = (await deps.pauses.all()).filter(isPaused);
    if (values["json"] === true) terminal.json({ paused: active.map(pauseJson) });
    else if (active.length === 0) terminal.answer("Nothing is paused.");
    else terminal.answer(...active.flatMap((one) => pausedLines(one, values)));
    return EXIT.everyRowWentThrough;
  });
}

/** With the command that ends it. */
export const pausedLines = (pause: PauseRecord, values: OptionValues): string[] => [
  `${pauseSentence(pause)} ${sinceText(pause)}`,
  `  To end it: ${commandTo(resumeWords(pause), values)}`,
];

function whatToResume(active: readonly PauseRecord[], values: OptionValues): string {
  const commands = active.map((one) => commandTo(resumeWords(one), values));
  return commands.length === 0
    ? "nothing is paused"
    : `say what to resume: --all, --stage STAGE or --distributor NAME. Paused: ${commands.join("; ")}`;
}

function tellNotPaused({ values, terminal }: CommandCall, scope: PauseScope, active: readonly PauseRecord[]): number {
  const words = pauseWords(scope);
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)} is not paused.`;
  if (values["json"] === true) {
    const { scope: kind, name } = scope;
    terminal.json({
      scope: kind,
      name: name === "" ? null : name,
      since: null,
      reason: null,
      by: null,
      endedAt: null,
      orders: 0,
    });
  } else terminal.answer(text, ...active.flatMap((one) => pausedLines(one, values)));
  return EXIT.everyRowWentThrough;
}

function tellDeclined({ values, terminal }: CommandCall): number {
  if (values["json"] === true) terminal.json({ declined: true });
  return EXIT.rowsLeft;
}
