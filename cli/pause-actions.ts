// What a pause and a resume do, in the words that come before and after: the terminal and the board say them from here.
import type { PauseRecord, PauseScope } from "../contracts/pauses.ts";
import type { OrderRecord } from "../contracts/records.ts";
import {
  isPaused,
  mayMeetPause,
  pauseLookSeconds,
  pauseOf,
  pauseSentence,
  pauseWords,
} from "../domain/orders/pause.ts";
import { isTerminal } from "../domain/orders/settlement.ts";
import { counted } from "./counted.ts";
import { operatorName } from "./operator-name.ts";
import type { OperatorSession } from "./operator-session.ts";
import { durationText, instantText } from "./shown-values.ts";

export interface PauseSession {
  readonly deps: Pick<OperatorSession["deps"], "pauses" | "files" | "clock">;
  readonly lookup: Pick<OperatorSession["lookup"], "ofFile">;
}

export interface PausePlan {
  /** What will happen, in sentences. */
  readonly lines: readonly string[];
  /** Open orders that it keeps now or later. */
  readonly orders: number;
}

export interface ResumePlan {
  readonly pause: PauseRecord;
  readonly lines: readonly string[];
  /** Orders that continue. */
  readonly going: readonly OrderRecord[];
  /** Orders that another pause keeps. */
  readonly staying: number;
}

/** Changes nothing. */
export async function planPause(session: PauseSession, scope: PauseScope, reason?: string): Promise<PausePlan> {
  const orders = (await openOrders(session)).filter((order) => mayMeetPause(scope, order)).length;
  const before = (await session.deps.pauses.all()).find((pause) => isPaused(pause) && isOf(pause, scope));
  const sentence = pauseSentence({ ...scope, since: "", ...(reason !== undefined && { reason }) });
  return {
    orders,
    lines: [
      before === undefined
        ? sentence.replace(" is paused ", " will be paused ")
        : `${pauseSentence(before)} ${sinceText(before)} This stays as it is.`,
      `${ordersWait(orders, "will wait")} Nothing is lost, fails or is sent twice.`,
      "Calls that are under way end. Files are still read, and credit decisions and signatures still arrive.",
    ],
  };
}

export async function doPause(
  { deps: { pauses } }: PauseSession,
  scope: PauseScope,
  { reason, orders }: { readonly reason: string | undefined; readonly orders: number },
) {
  const { pause, begun } = await pauses.pause(scope, reason, operatorName());
  const after = begun ? "" : ` It was paused before. ${sinceText(pause)}`;
  return {
    pause,
    begun,
    said: `${pauseSentence(pause)}${after} ${ordersWait(orders, orders === 1 ? "waits" : "wait")}`,
  };
}

/** Changes nothing. Undefined: it is not paused. */
export async function planResume(session: PauseSession, scope: PauseScope): Promise<ResumePlan | undefined> {
  const active = (await session.deps.pauses.all()).filter(isPaused);
  const pause = active.find((one) => isOf(one, scope));
  if (pause === undefined) return undefined;
  const waiting = (await openOrders(session)).filter((order) => pauseOf([pause], order) !== undefined);
  const others = active.filter((one) => one !== pause);
  const going = waiting.filter((order) => pauseOf(others, order) === undefined);
  const staying = waiting.length - going.length;
  const where = going.length === 1 ? "it is" : "they are";
  return {
    ...{ pause, going, staying },
    lines: [
      `${pauseSentence(pause)} ${sinceText(pause)}`,
      `${counted(going.length, "order")} will continue from where ${where}.${stillPaused(staying)}`,
    ],
  };
}

export async function doResume({ deps: { pauses, clock } }: PauseSession, { pause, going, staying }: ResumePlan) {
  const now = clock.now().getTime();
  const seconds = pauseLookSeconds(pause, now);
  const ended = (await pauses.resume(pause)) ?? pause;
  const lasted = durationText((now - Date.parse(pause.since)) / 1000);
  const verb = going.length === 1 ? "continues" : "continue";
  const continues = `${counted(going.length, "order")} ${verb} within ${durationText(seconds)}.`;
  const said = `Resumed ${pauseWords(pause)} after ${lasted}. ${continues}${stillPaused(staying)}`;
  return { pause: ended, seconds, said };
}

/** Since when, and who said so. */
export const sinceText = ({ since, by }: PauseRecord): string =>
  `Since ${instantText(since)}${by === undefined ? "" : `, by ${by}`}.`;

const isOf = (pause: PauseScope, { scope, name }: PauseScope): boolean => pause.scope === scope && pause.name === name;

const ordersWait = (count: number, wait: string): string => {
  if (count === 0) return "No open order is kept by it at this moment.";
  const [orders, come] = count === 1 ? ["order", "it comes"] : ["orders", "they come"];
  return `${String(count)} open ${orders} ${wait} when ${come} to a step that is paused.`;
};

const stillPaused = (count: number): string =>
  count === 0 ? "" : ` ${counted(count, "order")} ${count === 1 ? "stays" : "stay"} paused by another pause.`;

async function openOrders({ deps: { files }, lookup }: PauseSession): Promise<OrderRecord[]> {
  const orders: OrderRecord[] = [];
  for await (const { fileId } of files.open(() => undefined)) {
    for await (const order of lookup.ofFile(fileId, () => undefined)) if (!isTerminal(order.status)) orders.push(order);
  }
  return orders;
}
