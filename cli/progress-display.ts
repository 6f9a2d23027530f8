// Shows a run while it runs. On a terminal a block of bars is redrawn in place; into a pipe or a file goes a line when
// something has moved, and not more often than every two seconds.
import type { StageProgress } from "../domain/orders/stage-progress.ts";
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

export function progressDisplay(terminal: Terminal, now: () => number): ProgressDisplay {
  return terminal.columns === undefined ? lineDisplay(terminal, now) : blockDisplay(terminal);
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

function blockDisplay(terminal: Terminal): ProgressDisplay {
  return {
    show: (progress) => {
      terminal.draw(block(progress, terminal));
    },
    say: (line) => {
      terminal.note(line);
    },
    end: () => {
      terminal.leave();
    },
  };
}

function block({ headline, sites, stages }: RunProgress, terminal: Terminal): string[] {
  const columns = terminal.columns ?? 80;
  const digits = String(sites).length;
  const barColumns = Math.max(8, Math.min(BAR_COLUMNS_MAX, columns - 44 - 2 * digits));
  return [
    clipped(headline, columns - 1),
    ...stages.map((progress) => {
      const count = `${String(progress.done).padStart(digits)}/${String(sites)}`;
      const picture = bar(progress, { sites, columns: barColumns }, terminal);
      return `  ${progress.stage.padEnd(9)} ${picture} ${count}  ${remark(progress, terminal)}`.trimEnd();
    }),
  ];
}

function bar(
  { done, stopped, waiting }: StageProgress,
  { sites, columns }: { sites: number; columns: number },
  terminal: Terminal,
): string {
  const upTo = (count: number): number => (sites === 0 ? 0 : Math.floor((count / sites) * columns));
  const [first, second, third] = [upTo(done), upTo(done + stopped), upTo(done + stopped + waiting)];
  return [
    terminal.paint("green", "█".repeat(first)),
    terminal.paint("red", "█".repeat(second - first)),
    terminal.paint("yellow", "▒".repeat(third - second)),
    terminal.paint("dim", "░".repeat(columns - third)),
  ].join("");
}

function remark({ stage, stopped, waiting }: StageProgress, terminal: Terminal): string {
  const awaited = stage === "contract" ? "the signature" : stage === "credit" ? "the decision" : "an answer";
  return [
    ...(stopped > 0 ? [terminal.paint("red", `${String(stopped)} stopped`)] : []),
    ...(waiting > 0 ? [terminal.paint("yellow", `${String(waiting)} await ${awaited}`)] : []),
  ].join("  ");
}
