// What every command is called with.
import type { OptionValues } from "./parse-arguments.ts";
import type { Terminal } from "./terminal.ts";

export interface CommandCall {
  readonly operands: readonly string[];
  readonly values: OptionValues;
  readonly terminal: Terminal;
  /** Aborted by the first interrupt: end in good order. */
  readonly interrupted: AbortSignal;
}
