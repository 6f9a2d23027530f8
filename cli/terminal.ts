// What the commands may do to the terminal: answers go to standard output, everything else to standard error, so that
// `--json` can be piped. Colours follow the stream (NO_COLOR, FORCE_COLOR and pipes are honoured by node itself).
import { styleText } from "node:util";

export interface Terminal {
  /** The answer of a command: standard output. */
  answer(text: string): void;
  /** Progress, notes and faults: standard error. */
  note(text: string): void;
  /** Columns of standard error where it is a terminal; undefined: a pipe or a file, nothing is redrawn. */
  readonly columns: number | undefined;
  readonly paint: (style: PaintStyle, text: string) => string;
}

export type PaintStyle = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export function processTerminal(): Terminal {
  return {
    answer: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    get columns() {
      return process.stderr.isTTY ? process.stderr.columns : undefined;
    },
    paint: (style, text) => styleText(style, text, { stream: process.stderr }),
  };
}
