// Which pause keeps an order from going on, and how soon it looks again. Pure. A pause holds back what would start: an order that
// waits for AT&T or for a signature goes on waiting for that, and what has begun ends.
import { PAUSABLE_STAGES } from "../../contracts/stage-names.ts";
import type { PauseRecord, PauseScope } from "../../contracts/pauses.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage } from "../../contracts/stages.ts";
import { isTerminal } from "./settlement.ts";

export interface PauseTarget {
  readonly distributor: string;
  readonly stage: Stage;
}

const covers = ({ scope, name }: PauseScope, { distributor, stage }: PauseTarget): boolean =>
  PAUSABLE_STAGES.some((pausable) => pausable === stage) &&
  (scope === "all" || (scope === "stage" ? name === stage : name === distributor));

export const isPaused = ({ endedAt }: PauseRecord): boolean => endedAt === undefined;

/** Of several, the one that began first. */
export function pauseAt(pauses: readonly PauseRecord[], target: PauseTarget): PauseRecord | undefined {
  const found = pauses.filter((pause) => isPaused(pause) && covers(pause, target));
  return found.sort((one, other) => (one.since < other.since ? -1 : 1))[0];
}

/** What an order waits out; undefined: it is over, held, or waits for somebody else. */
export function pauseOf(pauses: readonly PauseRecord[], order: OrderRecord): PauseRecord | undefined {
  return order.status === "acknowledged" || order.status === "inProgress" ? pauseAt(pauses, order) : undefined;
}

/** Now, or when it comes into the stage; one that is over or held goes nowhere. */
export function mayMeetPause(scope: PauseScope, order: OrderRecord): boolean {
  if (isTerminal(order.status) || order.status === "held" || order.status === "pendingCancellation") return false;
  const left = PAUSABLE_STAGES.filter((stage) => STAGES.indexOf(stage) >= STAGES.indexOf(order.stage));
  return left.some((stage) => covers(scope, { distributor: order.distributor, stage }));
}

/** An order that comes into a paused stage waits from then on. */
export const pausedSince = (pause: PauseRecord, { marks, stage, createdAt }: OrderRecord): string =>
  [pause.since, marks?.[`${stage}Started`] ?? createdAt].sort().at(-1) ?? pause.since;

/** An order that was paused stands still until its message looks again: when the last of its pauses ended. */
export function resumedLast(pauses: readonly PauseRecord[], target: PauseTarget): string | undefined {
  return pauses
    .flatMap((pause) => (pause.endedAt !== undefined && covers(pause, target) ? [pause.endedAt] : []))
    .sort()
    .at(-1);
}

/** The longest delay between two looks; how soon all paused work goes on after a resume. */
export const PAUSE_LOOK_SECONDS_MAX = 300;
const LOOK_SECONDS_MIN = 2;

/** A tenth of the time that the pause has lasted: a short pause ends at once, a long one costs little. */
export function pauseLookSeconds({ since }: PauseRecord, nowMillis: number): number {
  const lasted = Math.max(0, nowMillis - Date.parse(since)) / 1000;
  return Math.min(PAUSE_LOOK_SECONDS_MAX, Math.max(LOOK_SECONDS_MIN, Math.ceil(lasted / 10)));
}

/** True: it was paused at that instant, or so short before that its message had not looked again. */
export function wasPausedAt(pauses: readonly PauseRecord[], target: PauseTarget, instant: string): boolean {
  const at = Date.parse(instant);
  return pauses.some(
    (pause) =>
      covers(pause, target) &&
      Date.parse(pause.since) <= at &&
      (pause.endedAt === undefined || Date.parse(pause.endedAt) + 2 * PAUSE_LOOK_SECONDS_MAX * 1000 >= at),
  );
}

/** `everything`, `stage quote`, `distributor northwind-telecom`. */
export const pauseWords = ({ scope, name }: PauseScope): string =>
  scope === "all" ? "everything" : `${scope} ${name}`;

/** The options that end it. */
export const resumeWords = ({ scope, name }: PauseScope): readonly string[] =>
  scope === "all" ? ["resume", "--all"] : ["resume", `--${scope}`, name];

/** One sentence. */
export function pauseSentence(pause: PauseRecord): string {
  const words = pauseWords(pause);
  const what = `${words.charAt(0).toUpperCase()}${words.slice(1)} is paused by an operator`;
  return pause.reason === undefined ? `${what}.` : `${what}: ${pause.reason.replace(/\.$/, "")}.`;
}
