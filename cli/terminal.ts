// The edge to the terminal: everything that is printed goes through here, line by line, and nothing from outside gets through raw
// (a line break within a line is shown as its code, like any other control). Answers go to standard output, everything else to
// standard error, so that `--json` can be piped.
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { visibleJson } from "../domain/visible-text.ts";
import { type Paint, paint, shownLine } from "./paint.ts";

export interface Terminal {
  /** The answer of a command: standard output, a line each, broken between words where the terminal is narrower. */
  answer(...lines: readonly string[]): void;
  /** An answer that is there to be copied or piped: its lines are never broken. */
  copy(...lines: readonly string[]): void;
  /** Progress, notes and faults: standard error, a line each, broken as those of an answer. */
  note(...lines: readonly string[]): void;
  /** The answer of a command that is not text: bytes on standard output. */
  bytes(chunk: Uint8Array): Promise<void>;
  /** One JSON value, on one line of standard output. */
  json(value: unknown): void;
  /** Lines at the end of standard error that are drawn anew in place. */
  draw(lines: readonly string[]): void;
  /** What is drawn stays as it is, and what comes next is written below it. */
  leave(): void;
  /** Columns of standard error where it is a terminal; undefined: a pipe or a file, nothing is drawn in place. */
  readonly columns: number | undefined;
  /** Columns of standard output where it is a terminal. */
  readonly answerColumns: number | undefined;
  /** Calls back when the terminal has another size; answers how to end that. */
  onResize(changed: () => void): () => void;
  /** Undefined: nobody can be asked, because standard input is no terminal. */
  ask(question: string, interrupted: AbortSignal): Promise<boolean | undefined>;
  readonly paint: Paint;
}

export async function processTerminal(): Promise<Terminal> {
  const { stdin, stdout, stderr } = process;
  const drawing = stderr.isTTY ? (await import("./draw-in-place.ts")).drawnLines(stderr) : undefined;
  const wrap = stdout.isTTY || stderr.isTTY ? (await import("./wrapped.ts")).wrapped : undefined;
  const fit = (lines: readonly string[], { isTTY, columns }: NodeJS.WriteStream): readonly string[] =>
    wrap === undefined || !isTTY ? lines : wrap(lines, columns);
  const text = (lines: readonly string[], stream: NodeJS.WriteStream): string =>
    lines.map((line) => `${shownLine(line, stream)}\n`).join("");
  const stay = (write: () => void): void => {
    if (drawing === undefined) write();
    else drawing.stay(write);
  };
  return {
    answer: (...lines) => stay(() => void stdout.write(text(fit(lines, stdout), stdout))),
    copy: (...lines) => stay(() => void stdout.write(text(lines, stdout))),
    note: (...lines) => stay(() => void stderr.write(text(fit(lines, stderr), stderr))),
    bytes: async (chunk) => {
      if (!stdout.write(chunk)) await once(stdout, "drain");
    },
    json: (value) => void stdout.write(`${visibleJson(value)}\n`),
    draw: (lines) => drawing?.draw(lines),
    leave: () => drawing?.leave(),
    get columns() {
      return stderr.isTTY ? stderr.columns : undefined;
    },
    get answerColumns() {
      return stdout.isTTY ? stdout.columns : undefined;
    },
    onResize(changed) {
      stderr.on("resize", changed);
      return () => stderr.off("resize", changed);
    },
    ask: (question, interrupted) =>
      stdin.isTTY ? answered(`${shownLine(question, stderr)} [y/N] `, interrupted) : Promise.resolve(undefined),
    paint,
  };
}

/** Only a yes is one; an end of input or an interrupt is none. */
async function answered(question: string, interrupted: AbortSignal): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const line = await Promise.race([
      reader.question(question, { signal: interrupted }),
      once(reader, "close").then(() => ""),
    ]);
    return /^\s*y(?:es)?\s*$/i.test(line);
  } catch (error) {
    if (interrupted.aborted) return false;
    throw error;
  } finally {
    reader.close();
  }
}
