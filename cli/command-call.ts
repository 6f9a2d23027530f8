// What a command of the command line is, and what it is called with. Arguments are checked, help is printed and shells complete
// from its specification alone, so that none of them names something that does not work.
import type { Terminal } from "./terminal.ts";

/** By the option's name, without its dashes. */
export type OptionValues = Readonly<Record<string, string | number | true>>;

export interface CommandCall {
  readonly operands: readonly string[];
  readonly values: OptionValues;
  /** All commands there are, by name. */
  readonly commands: Readonly<Record<string, CommandSpec>>;
  readonly terminal: Terminal;
  /** Aborted by the first interrupt: end in good order. */
  readonly interrupted: AbortSignal;
}

export interface OptionSpec {
  readonly type: "text" | "flag" | "count" | "port" | "seconds";
  /** How help names the value. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

export interface CommandSpec {
  readonly operands: string;
  readonly operandsMin: number;
  readonly operandsMax: number;
  /** One line, without a period. */
  readonly summary: string;
  /** What else there is to know; whole sentences. */
  readonly notes: readonly string[];
  /** Command lines without the program's name, and what they do. */
  readonly examples: readonly (readonly [words: string, meaning: string])[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Answers the exit status. Loads what it needs only now: help and completion do not wait for the embedded cloud's code. */
  readonly perform: (call: CommandCall) => Promise<number>;
}
