// Shows a run while it runs. On a terminal a block of bars is redrawn in place; into a pipe or a file goes a line when
// something has moved, and not more often than every two seconds.
import stringWidth from "string-width";
import type { StageProgress } from "../domain/orders/stage-progress.ts";
import { durationText } from "./shown-values.ts";
import { clipped } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface RunProgress {
  readonly headline: string;
  readonly sites: number;
  readonly stages: readonly StageProgress[];
}

export interface ProgressDisplay {
  show(progress: RunProgress): void;
  /** Writes a line that stays, above the bars. */
  say(line: string): void;
  /** Leaves the last picture on the screen and ends the redrawing. */
  end(): void;
}

const LINE_EVERY_MILLIS = 2000;
const BAR_COLUMNS_MAX = 40;
/** So that the first remark changes nothing. */
const REMARK_COLUMNS_MIN = 26;
/** Earlier, an estimate would jump. */
const ESTIMATE_FROM_SECONDS = 3;
/** Each differs from the others without color. */
const MARKS = { done: "█", stopped: "x", waiting: "▒", open: "░" } as const;

export function progressDisplay(terminal: Terminal, now: () => number): ProgressDisplay {
  return terminal.columns === undefined ? lineDisplay(terminal, now) : blockDisplay(terminal, now);
}

function lineDisplay(terminal: Terminal, now: () => number): ProgressDisplay {
  let shown = "";
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const stages = progress.stages.map(({ stage, done }) => `${stage} ${String(done)}`).join(", ");
      const line = `sites ${String(progress.sites)}: ${stages}`;
      if (progress.sites === 0 || line === shown || now() - shownAt < LINE_EVERY_MILLIS) return;
      [shown, shownAt] = [line, now()];
      terminal.note(line);
    },
    say: (line) => {
      terminal.note(line);
    },
    end: () => undefined,
  };
}

/** Drawn anew with every look, and at once where the terminal has another size. */
function blockDisplay(terminal: Terminal, now: () => number): ProgressDisplay {
  const beganAt = now();
  let last: RunProgress | undefined;
  const draw = (): void => {
    if (last !== undefined) terminal.draw(block(last, terminal, (now() - beganAt) / 1000));
  };
  const stopHearing = terminal.onResize(draw);
  return {
    show: (progress) => {
      last = progress;
      draw();
    },
    say: (line) => {
      terminal.note(line);
    },
    end: () => {
      stopHearing();
      terminal.leave();
    },
  };
}

function block(progress: RunProgress, terminal: Terminal, seconds: number): string[] {
  const { headline, sites, stages } = progress;
  const columns = terminal.columns ?? 80;
  const digits = String(sites).length;
  const remarks = stages.map((stage) => remark(stage, terminal));
  const longest = Math.max(REMARK_COLUMNS_MIN, ...remarks.map((text) => stringWidth(text)));
  const barColumns = Math.max(8, Math.min(BAR_COLUMNS_MAX, columns - 17 - 2 * digits - 1 - longest));
  const left = secondsLeft(progress, seconds);
  const time = `${durationText(seconds)}${left === undefined ? "" : `, about ${durationText(left)} left`}`;
  return [
    `${clipped(headline, Math.max(8, columns - 4 - time.length))}, ${time}`,
    ...stages.map((stage, at) => {
      const count = `${String(stage.done).padStart(digits)}/${String(sites)}`;
      const picture = bar(stage, { sites, columns: barColumns }, terminal);
      return `  ${stage.stage.padEnd(9)} ${picture} ${count}  ${remarks[at] ?? ""}`.trimEnd();
    }),
    ...(stages.some(({ stopped, waiting }) => stopped + waiting > 0) ? [legend(terminal)] : []),
  ].map((line) => clipped(line, columns - 1));
}

const legend = ({ paint }: Terminal): string =>
  paint("dim", `  ${MARKS.done} done  ${MARKS.stopped} stopped  ${MARKS.waiting} waiting  ${MARKS.open} to come`);

/** Steps of sites that have come to their end, against those that still will; undefined: too early, or all that is left waits. */
function secondsLeft({ sites, stages }: RunProgress, seconds: number): number | undefined {
  const over = stages.reduce((sum, { done }) => sum + done, 0);
  // Who stopped or waits in a stage takes no step in those after it.
  let gone = 0;
  let left = 0;
  for (const { done, stopped, waiting } of stages) {
    gone += stopped + waiting;
    left += Math.max(0, sites - gone - done);
  }
  return seconds < ESTIMATE_FROM_SECONDS || left === 0 || over < left / 9 ? undefined : (seconds * left) / over;
}

function bar(
  { done, stopped, waiting }: StageProgress,
  { sites, columns }: { sites: number; columns: number },
  terminal: Terminal,
): string {
  const upTo = (count: number): number => (sites === 0 ? 0 : Math.floor((count / sites) * columns));
  const [first, second, third] = [upTo(done), upTo(done + stopped), upTo(done + stopped + waiting)];
  return [
    terminal.paint("green", MARKS.done.repeat(first)),
    terminal.paint("red", MARKS.stopped.repeat(second - first)),
    terminal.paint("yellow", MARKS.waiting.repeat(third - second)),
    terminal.paint("dim", MARKS.open.repeat(columns - third)),
  ].join("");
}

function remark({ stage, stopped, waiting }: StageProgress, terminal: Terminal): string {
  const awaited =
    stage === "contract" ? "the approver's signature" : stage === "credit" ? "AT&T's decision" : "an answer";
  return [
    ...(stopped > 0 ? [terminal.paint("red", `${String(stopped)} stopped`)] : []),
    ...(waiting > 0
      ? [terminal.paint("yellow", `${String(waiting)} ${waiting === 1 ? "awaits" : "await"} ${awaited}`)]
      : []),
  ].join("  ");
}
