// Pauses everything, a stage or a distributor, and resumes it; alone, `pause` lists what is paused (docs/adr/0025).
import { setTimeout as sleep } from "node:timers/promises";
import type { PauseRecord, PauseScope } from "../contracts/pauses.ts";
import type { OrderRecord } from "../contracts/records.ts";
import {
  isPaused,
  mayMeetPause,
  pauseLookSeconds,
  pauseOf,
  pauseSentence,
  pauseWords,
  resumeWords,
} from "../domain/orders/pause.ts";
import { isTerminal } from "../domain/orders/settlement.ts";
import { nearestName } from "../domain/rows/nearest-name.ts";
import { PAUSES_KEPT_MILLIS } from "../pipeline/orders/pause-store.ts";
import { profileNames } from "../reading/profiles.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { followOrders } from "./follow-orders.ts";
import { type OperatorSession, withOperatorSession } from "./operator-session.ts";
import { withReadSession } from "./read-session.ts";
import { commandTo, ownerOption, textOption } from "./run-options.ts";
import { durationText, instantText } from "./shown-values.ts";
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
    const { pauses } = session.deps;
    const before = await openOrders(session);
    const covered = before.filter((order) => mayMeetPause(scope, order));
    const sentence = pauseSentence({ ...scope, since: "", ...(reason !== undefined && { reason }) });
    const plan = [
      sentence.replace(" is paused ", " will be paused "),
      `  ${ordersWait(covered.length)} Nothing is lost, fails or is sent twice.`,
      "  Calls that are under way end. Files are still read, and credit decisions and signatures still arrive.",
    ];
    if (!(await confirmed(call, plan, `Pause ${pauseWords(scope)}?`))) return tellDeclined(call);
    const { pause: paused, begun } = await pauses.pause(scope, reason);
    // Functions go by what they have read for a moment.
    if (values["wait"] === true) await sleep(PAUSES_KEPT_MILLIS);
    const after = begun ? "" : ` It was paused before, since ${instantText(paused.since)}.`;
    const end = `To end it: ${commandTo(resumeWords(scope), values)}`;
    if (values["json"] === true) terminal.json({ ...pauseJson(paused), begun, orders: covered.length });
    else terminal.answer(`${pauseSentence(paused)}${after} ${ordersWait(covered.length)}`, end);
    return EXIT.everyRowWentThrough;
  });
}

export async function resume(call: CommandCall): Promise<number> {
  const { values, terminal, interrupted } = call;
  const scope = scopeOf(values);
  return withOperatorSession(values, async (session) => {
    const { pauses, clock } = session.deps;
    const active = (await pauses.all()).filter(isPaused);
    if (scope === undefined) throw new UsageError(whatToResume(active, values));
    const found = active.find(({ scope: kind, name }) => kind === scope.scope && name === scope.name);
    if (found === undefined) return tellNotPaused(call, scope, active);
    const waiting = (await openOrders(session)).filter((order) => pauseOf([found], order) !== undefined);
    const others = active.filter((one) => one !== found);
    const going = waiting.filter((order) => pauseOf(others, order) === undefined);
    const plan = [
      `${pauseSentence(found)} Since ${instantText(found.since)}.`,
      `  ${counted(going.length, "order")} will continue from where ${going.length === 1 ? "it is" : "they are"}.${stillPaused(waiting.length - going.length)}`,
    ];
    if (!(await confirmed(call, plan, `Resume ${pauseWords(scope)}?`))) return tellDeclined(call);
    const seconds = pauseLookSeconds(found, clock.now().getTime());
    const ended = (await pauses.resume(scope)) ?? found;
    const lasted = durationText((clock.now().getTime() - Date.parse(found.since)) / 1000);
    const text = `Resumed ${pauseWords(scope)} after ${lasted}. ${counted(going.length, "order")} ${going.length === 1 ? "continues" : "continue"} within ${durationText(seconds)}.${stillPaused(waiting.length - going.length)}`;
    const isWaiting = values["wait"] === true && going.length > 0;
    if (isWaiting) terminal.note(text);
    const followed = isWaiting
      ? await followOrders(
          call,
          session.deps,
          going.map(({ orderId }) => orderId),
        )
      : [];
    const orders = followed.map(({ order: { orderId, orderRef }, end }) => ({ orderId, orderRef, end }));
    if (values["json"] === true) {
      terminal.json({
        ...pauseJson(ended),
        orders: isWaiting ? orders : going.length,
        continuesWithinSeconds: seconds,
      });
    } else terminal.answer(...(isWaiting ? [] : [text]), ...followed.map((one) => one.text));
    if (interrupted.aborted) return EXIT.interrupted;
    return followed.every(({ end }) => end.status === "completed") ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
  });
}

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

async function openOrders({ deps: { files }, lookup }: OperatorSession): Promise<OrderRecord[]> {
  const orders: OrderRecord[] = [];
  for await (const { fileId } of files.open(() => undefined)) {
    for await (const order of lookup.ofFile(fileId, () => undefined)) if (!isTerminal(order.status)) orders.push(order);
  }
  return orders;
}

const ordersWait = (count: number): string => {
  if (count === 0) return "No open order is kept by it at this moment.";
  return count === 1
    ? "1 open order waits where its next step would begin."
    : `${String(count)} open orders wait where their next steps would begin.`;
};

const stillPaused = (count: number): string =>
  count === 0 ? "" : ` ${counted(count, "order")} ${count === 1 ? "stays" : "stay"} paused by another pause.`;

export const pauseJson = ({ scope, name, since, reason, endedAt }: PauseRecord) => ({
  ...{ scope, name: name === "" ? null : name, since, reason: reason ?? null, endedAt: endedAt ?? null },
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
  `${pauseSentence(pause)} Since ${instantText(pause.since)}.`,
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
